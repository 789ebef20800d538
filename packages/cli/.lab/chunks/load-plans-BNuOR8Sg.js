import { n as PlanError, o as isList, t as inputProblem } from "./model-BXsTrnic.js";
import { n as stepTypeOf, t as driverOf } from "./registry-Y8lNF_tZ.js";
import { t as durationOf } from "./duration-_Qp3uTUg.js";
import { a as entriesOf, c as rollbackSteps, o as inputsOfSteps, r as validatePlan, s as mergedRollback, u as environmentOf } from "./validate-OV7q7inP.js";
import { t as invalidDocuments } from "./invalid-documents-9z307GKF.js";
import { r as marksIn } from "./plugin-BvUX14Zf.js";
import { i as expressionsIn, n as decideIn, o as namesIn } from "./expression-D2sPq5II.js";
import { l as discoverPlans, s as loadPlanFile } from "./load-D5grRGoJ.js";
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { hash } from "node:crypto";
import canonicalize from "canonicalize";
// ../../work/main/packages/core/src/model/for-each.ts
/** `backfill[a]`, `backfill[b]` for `forEach: [a, b]`; lists and maps are counted instead: `backfill[0]`. */
function expandForEach(step) {
	if (!step.forEach) return [{
		id: step.id,
		base: step.id
	}];
	return step.forEach.map((value, index) => ({
		id: `${step.id}[${isScalar(value) ? value : index}]`,
		base: step.id,
		each: value
	}));
}
function isScalar(value) {
	return value === null || typeof value !== "object";
}
// ../../work/main/packages/core/src/compile/canonical-json.ts
/** JSON in the canonical form of RFC 8785: sorted keys, no blanks, numbers as ECMAScript writes them. Errors: `internal` for what is not JSON. */
function canonicalJson(value) {
	const text = canonicalize(value);
	if (text === void 0) throw new PlanError("internal", "Cannot write canonical JSON: the value is not JSON");
	return text;
}
/** `sha256-v1:<hex>` of a value's canonical JSON. The version stands for what is digested, and how. */
function digestOf(value) {
	return `sha256-v1:${hash("sha256", canonicalJson(value), "hex")}`;
}
// ../../work/main/packages/core/src/compile/bind-step.ts
/** Longest time for a step of one unit, where the plan does not say: 10 minutes. */
const usualTimeout = 6e5;
const usualEvery = 3e4;
/** One entry of a plan with its defaults filled in, durations in ms, and its rollback as a list of steps. */
function bindStep(entry, { id, needs, pointer, each }, binding) {
	const timeout = timeoutOf(entry.uses, entry.timeout, binding);
	return {
		id,
		uses: entry.uses,
		with: entry.with ?? {},
		needs,
		pointOfNoReturn: entry.pointOfNoReturn ?? false,
		onFailure: entry.onFailure ?? binding.onFailure,
		at: binding.locate(pointer),
		...entry.if !== void 0 && { if: entry.if },
		...entry.assert !== void 0 && { assert: entry.assert },
		...timeout !== void 0 && { timeout },
		...entry.retry && { retry: bindRetry(entry.retry) },
		...entry.rollback !== void 0 && { rollback: bindRollback(entry, {
			id,
			needs,
			pointer,
			...each !== void 0 && { each }
		}, binding) },
		...entry.undo !== void 0 && { undo: entry.undo },
		...entry.signOff !== void 0 && { signOff: entry.signOff },
		...each !== void 0 && { each }
	};
}
/** An invariant; `every` and `failureLimit` filled in. */
function bindInvariant(entry, origin, binding) {
	const every = entry.every === void 0 ? usualEvery : durationOf(entry.every);
	return {
		...bindStep(entry, origin, binding),
		every,
		failureLimit: entry.failureLimit ?? 1
	};
}
function bindRollback(entry, { id, pointer, each }, binding) {
	const clause = entry.rollback;
	if (!isList(clause) && "none" in clause && typeof clause.none === "string") return { none: clause.none };
	return rollbackSteps(entry).map((step, index) => {
		const place = `${pointer}/rollback${isList(clause) ? `/${index}` : ""}`;
		const { uses, with: input } = mergedRollback(entry, step);
		return bindStep({
			id,
			uses,
			with: input,
			...step.timeout !== void 0 && { timeout: step.timeout },
			...step.retry && { retry: step.retry }
		}, {
			id: `${id}~rollback[${index}]`,
			needs: [],
			pointer: place,
			...each !== void 0 && { each }
		}, binding);
	});
}
function bindRetry({ every, for: total }) {
	return {
		every: durationOf(every),
		for: durationOf(total)
	};
}
function timeoutOf(uses, timeout, { plugins }) {
	if (timeout !== void 0) return durationOf(timeout);
	return stepTypeOf(plugins, uses)?.units === "many" ? void 0 : usualTimeout;
}
// ../../work/main/packages/core/src/compile/order.ts
/**
* For steps in the order of the plan: the ids that each one needs directly. Without `needs` of its own, a step comes after every
* step above it; of these only the last ones are named, since they stand on the others.
*/
function resolveNeeds(steps) {
	let last = /* @__PURE__ */ new Set();
	return steps.map(({ id, needs }) => {
		const direct = needs ?? [...last];
		last = needs === void 0 ? /* @__PURE__ */ new Set([id]) : last.difference(new Set(needs)).add(id);
		return direct;
	});
}
/** Steps so that each comes after what it needs, and otherwise in the order given (a depth-first walk, without recursion). A cycle is cut somewhere. */
function topologicalOrder(nodes) {
	const byId = new Map(nodes.map((node) => [node.id, node]));
	const entered = /* @__PURE__ */ new Set();
	const ordered = [];
	const open = [];
	for (const start of nodes) {
		if (!entered.has(start)) open.push({
			node: start,
			next: 0
		});
		entered.add(start);
		for (let top = open.at(-1); top; top = open.at(-1)) {
			const need = byId.get(top.node.needs[top.next++] ?? "");
			if (need && !entered.has(need)) {
				entered.add(need);
				open.push({
					node: need,
					next: 0
				});
			} else if (top.next > top.node.needs.length) {
				ordered.push(top.node);
				open.pop();
			}
		}
	}
	return ordered;
}
// ../../work/main/packages/core/src/compile/bind-lists.ts
/** Binds all entries of a plan. */
function bindLists(plan, binding, mistakes) {
	return {
		preconditions: bindChecks(plan.preconditions ?? [], "preconditions", binding, bindStep),
		steps: bindSteps(plan, binding, mistakes),
		invariants: bindChecks(plan.invariants ?? [], "invariants", binding, bindInvariant),
		successCriteria: bindChecks(plan.successCriteria ?? [], "successCriteria", binding, bindStep)
	};
}
function bindSteps(plan, binding, mistakes) {
	const expanded = plan.steps.flatMap((step, index) => expandForEach(step).map((one) => ({
		...one,
		step,
		pointer: `/steps/${index}`
	})));
	const members = new Map(plan.steps.map(({ id }) => [id, []]));
	for (const { base, id } of expanded) members.get(base).push(id);
	for (const [base, ids] of members) if (new Set(ids).size < ids.length) mistakes.add(`step "${base}" has a value twice in its forEach`);
	const resolved = resolveNeeds(expanded.map(({ id, step }) => ({
		id,
		needs: step.needs?.flatMap((need) => members.get(need) ?? [need])
	})));
	return expanded.map(({ id, step, pointer, each }, index) => bindStep(step, {
		id,
		needs: resolved[index],
		pointer,
		...each !== void 0 && { each }
	}, binding));
}
/** Checks wait only for those above them in their list whose outputs they read. */
function bindChecks(entries, list, binding, bind) {
	return entries.map((entry, index) => {
		const above = new Set(entries.slice(0, index).map(({ id }) => id));
		const needs = stepsRead(entry).filter((id) => above.has(id));
		return bind(entry, {
			id: entry.id,
			needs,
			pointer: `/${list}/${index}`
		}, binding);
	});
}
function stepsRead({ if: condition, assert, with: input }) {
	const expressions = [condition, assert].filter((text) => text !== void 0);
	const templates = expressionsIn(input ?? {}).map(({ expression }) => expression);
	return [...new Set([...expressions, ...templates].flatMap((expression) => namesIn(expression).steps))];
}
// ../../work/main/packages/core/src/compile/connections.ts
/**
* The connections that a plan uses, by resource (`databases.crm`): those that its scope or an input names. A connection may be
* absent where only steps use it that may be skipped here, by their `if`; any other absent one is added to `mistakes`.
*/
function bindConnections(plan, environment, plugins, mistakes) {
	const needed = neededConnections(plan, environment.name, plugins);
	const wanted = /* @__PURE__ */ new Set([
		...Object.keys(plan.scope?.databases ?? {}),
		...Object.keys(plan.scope?.services ?? {}),
		...needed.keys()
	]);
	const bound = {};
	for (const name of [...wanted].toSorted()) {
		const declared = Object.hasOwn(environment.connections, name) ? environment.connections[name] : void 0;
		if (declared) bind(name, declared, plugins, bound, mistakes);
		else if (needed.get(name)) mistakes.add(`environment "${environment.name}" has no connection "${name}", which step "${needed.get(name)}" uses`);
	}
	return bound;
}
function bind(name, { driver: kind, ...config }, plugins, bound, mistakes) {
	const driver = driverOf(plugins, kind);
	if (driver) bound[`${driver.family}.${name}`] = {
		driver: kind,
		config,
		target: driver.target(config)
	};
	else mistakes.add(`connection "${name}" has driver "${kind}", which no plugin provides`);
}
/** The connections that inputs name, with the id of a step that will surely use it, if there is one. */
function neededConnections(plan, environment, plugins) {
	const needed = /* @__PURE__ */ new Map();
	for (const { entry } of entriesOf(plan)) {
		const isSure = entry.if === void 0 || decideIn(environment, entry.if) === true;
		for (const { mark, value } of marksIn(stepTypeOf(plugins, entry.uses)?.input, entry.with ?? {})) {
			if (typeof mark["connection"] !== "string" || typeof value !== "string" || value.includes("${{")) continue;
			needed.set(value, needed.get(value) ?? (isSure ? entry.id : void 0));
		}
	}
	return needed;
}
// ../../work/main/packages/core/src/compile/digests.ts
/**
* The plan's identity: the digest of the plan as written, without comments and layout, and of the content of the files that it
* references. `files` are their content digests by path.
*/
function planDigest(plan, files) {
	return digestOf({
		plan,
		files
	});
}
/** Each thing that a sign-off covers, by a name that people understand, with its digest. */
function bindingParts({ plan, files, bound, project, integrity }) {
	const roles = [...new Set((plan.signOffs?.require ?? []).map(({ role }) => role))];
	const signed = Object.entries(bound.inputs).filter(([name]) => !bound.tunable.includes(name));
	const parts = [
		["plan", plan],
		["environment", {
			name: bound.environment,
			protected: bound.protected
		}],
		["engine version", {
			version: bound.versions.engine,
			integrity: integrity["engine"] ?? ""
		}],
		...Object.entries(files).map(([path, digest]) => [`file "${path}"`, digest]),
		...signed.map(([name, value]) => [`input "${name}"`, value]),
		...Object.entries(bound.connections).map(([resource, { driver, target }]) => [`connection "${resource}"`, {
			driver,
			target
		}]),
		...Object.entries(bound.versions.plugins).map(([name, version]) => [`plugin "${name}"`, version]),
		...roles.map((role) => [`role "${role}"`, membersOf(role, project)])
	];
	return Object.fromEntries(parts.map(([part, value]) => [part, digestOf(value)]));
}
function membersOf(role, project) {
	const roles = project?.signOffs?.roles ?? {};
	return Object.hasOwn(roles, role) ? roles[role].toSorted() : [];
}
/** The binding digest: the plan digest and every part. */
function bindingDigest(identity, parts) {
	return digestOf({
		plan: identity,
		parts
	});
}
// ../../work/main/packages/core/src/compile/file-digest.ts
/** SHA-256 (hex) of bytes as they are. */
function bytesDigest(bytes) {
	return hash("sha256", bytes, "hex");
}
/**
* SHA-256 (hex) of a file's content as a reviewer reads it: without a byte order mark, and with CRLF as LF, since git
* rewrites line endings on checkout. Binary files (with a NUL in the first 8,000 bytes, git's own rule) are digested as they are.
*/
function contentDigest(bytes) {
	return bytesDigest(bytes.subarray(0, 8e3).includes(0) ? bytes : unixLines(bytes));
}
function unixLines(bytes) {
	const text = bytes[0] === 239 && bytes[1] === 187 && bytes[2] === 191 ? bytes.subarray(3) : bytes;
	if (!text.includes(13)) return text;
	const out = new Uint8Array(text.length);
	let size = 0;
	for (let at = 0; at < text.length; at++) {
		if (text[at] === 13 && text[at + 1] === 10) continue;
		out[size++] = text[at];
	}
	return out.subarray(0, size);
}
// ../../work/main/packages/core/src/compile/inputs.ts
/**
* The values of a plan's inputs: as given, else as the plan says for this environment, else the declared default. A given text is
* read by the declared type. Every unknown, missing and wrong one is added to `mistakes`.
*/
function bindInputs(plan, environment, given, mistakes) {
	const declared = plan.inputs ?? {};
	for (const name of Object.keys(given)) if (!Object.hasOwn(declared, name)) mistakes.add(unknown(name, Object.keys(declared)));
	const ofEnvironment = inputsOf(plan, environment);
	const bound = {};
	for (const [name, declaration] of Object.entries(declared)) {
		const usual = Object.hasOwn(ofEnvironment, name) ? ofEnvironment[name] : declaration.default;
		const value = Object.hasOwn(given, name) ? readGiven(given[name], declaration) : usual;
		const problem = value === void 0 ? `is required: give it with --input ${name}=…` : inputProblem(value, declaration);
		if (problem !== void 0) mistakes.add(`input "${name}" ${problem}${value === void 0 ? "" : `, not ${JSON.stringify(value)}`}`);
		else bound[name] = value;
	}
	return bound;
}
function inputsOf(plan, environment) {
	const entry = plan.environments?.find((one) => typeof one !== "string" && one.name === environment);
	return typeof entry === "object" && entry.inputs || {};
}
/** A text from the command line as the declared type says; what does not fit stays a text, and is refused as one. */
function readGiven(value, { type }) {
	if (typeof value !== "string") return value;
	if (type === "boolean") return value === "true" ? true : value === "false" ? false : value;
	if (type === "integer") return /^[+-]?\d+$/.test(value) ? Number(value) : value;
	if (type === "number") return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? Number(value) : value;
	return value;
}
function unknown(name, names) {
	return `there is no input "${name}"${names.length === 0 ? ": the plan has none" : `; there ${names.length === 1 ? "is" : "are"} ${names.join(", ")}`}`;
}
// ../../work/main/packages/core/src/compile/mistakes.ts
/** Collects mistakes, so that all of them are told at once. */
var Mistakes = class {
	#found = [];
	add(mistake) {
		this.#found.push(mistake);
	}
	/** Errors: `invalid` with all mistakes, if there are any. */
	throwIfAny(tried) {
		if (this.#found.length === 0) return;
		const [only] = this.#found;
		throw new PlanError("invalid", this.#found.length === 1 ? `${tried}: ${only}` : [`${tried}:`, ...this.#found].join("\n  - "));
	}
};
// ../../work/main/packages/core/src/compile/referenced-files.ts
/** The files that a plan brings, as written in it (relative to the plan file), each once: inputs whose schema says `"x-backout": {"file": true}`. */
function referencedFiles(plan, plugins) {
	const paths = inputsOfSteps(plan).flatMap(({ uses, with: input }) => marksIn(stepTypeOf(plugins, uses)?.input, input).flatMap(({ mark, value }) => mark["file"] === true && typeof value === "string" ? [value] : []));
	return [...new Set(paths)].toSorted();
}
// ../../work/main/packages/core/src/compile/secrets-needed.ts
/** Names of all secrets that a plan and its connections read, sorted. */
function secretsNeeded(plan, connections) {
	const templates = Object.values(connections).map(({ config }) => config);
	const bare = (plan.signOffs?.require ?? []).flatMap((requirement) => requirement.if ?? []);
	for (const { entry } of entriesOf(plan)) {
		templates.push(entry.with ?? {}, ...rollbackSteps(entry).map((step) => step.with ?? {}));
		bare.push(...[entry.if, entry.assert].filter((text) => text !== void 0));
	}
	const expressions = [...bare, ...templates.flatMap((template) => expressionsIn(template).map(({ expression }) => expression))];
	return [...new Set(expressions.flatMap((expression) => namesIn(expression).secrets))].toSorted();
}
// ../../work/main/packages/core/src/compile/compile.ts
/**
* Binds a plan to an environment, its inputs and the files that it references: everything that decides a run, as plain JSON.
* Errors: `invalid`, naming every mistake: an unknown environment, inputs, connections, files that are not there.
*/
function compile(plan, facts) {
	const environment = environmentOf(plan, facts.environment, facts.project);
	const mistakes = new Mistakes();
	const inputs = bindInputs(plan, environment.name, facts.inputs ?? {}, mistakes);
	const connections = bindConnections(plan, environment, facts.plugins, mistakes);
	const files = bindFiles(plan, facts, mistakes);
	const onFailure = plan.onFailure ?? "rollback";
	const lists = bindLists(plan, {
		plugins: facts.plugins,
		onFailure,
		locate: facts.locate ?? (() => ({
			line: 1,
			column: 1
		}))
	}, mistakes);
	mistakes.throwIfAny(`Cannot bind plan "${plan.metadata.name}" to environment "${environment.name}"`);
	const unsigned = {
		format: 1,
		name: plan.metadata.name,
		...plan.metadata.title !== void 0 && { title: plan.metadata.title },
		path: facts.path,
		metadata: plan.metadata,
		environment: environment.name,
		protected: environment.protected,
		inputs,
		inputSchemas: inputSchemasOf(plan),
		tunable: Object.entries(plan.inputs ?? {}).flatMap(([name, { tunable }]) => tunable === true ? [name] : []),
		scope: plan.scope ?? {},
		connections,
		secrets: secretsNeeded(plan, connections),
		...lists,
		onFailure,
		rollbackWindow: durationOf(plan.rollbackWindow ?? "72h"),
		signOffs: {
			require: bindSignOffs(plan),
			distinct: plan.signOffs?.distinct ?? true
		},
		files: digests(files, bytesDigest),
		versions: {
			engine: facts.engineVersion,
			plugins: versionsOf(plan, connections, facts)
		}
	};
	return {
		...unsigned,
		...digestsOf(plan, files, unsigned, facts)
	};
}
function digestsOf(plan, files, bound, facts) {
	const contents = digests(files, contentDigest);
	const identity = planDigest(plan, contents);
	const parts = bindingParts({
		plan,
		files: contents,
		bound,
		project: facts.project,
		integrity: facts.integrity ?? {}
	});
	return {
		planDigest: identity,
		bindingDigest: bindingDigest(identity, parts),
		bindingParts: parts
	};
}
function bindFiles(plan, { files, plugins }, mistakes) {
	const found = /* @__PURE__ */ new Map();
	for (const path of referencedFiles(plan, plugins)) {
		const bytes = files.get(path);
		if (bytes) found.set(path, bytes);
		else mistakes.add(path.includes("${{") ? `file "${path}" has an expression in its path` : `file "${path}" is not there`);
	}
	return found;
}
function digests(files, digest) {
	return Object.fromEntries([...files].map(([path, bytes]) => [path, digest(bytes)]));
}
function inputSchemasOf(plan) {
	return Object.fromEntries(Object.entries(plan.inputs ?? {}).map(([name, { type }]) => [name, { type }]));
}
function bindSignOffs(plan) {
	const gates = new Set(plan.steps.flatMap(({ signOff }) => signOff ?? []));
	return (plan.signOffs?.require ?? []).map(({ id, role, if: condition, count, expires }) => ({
		id,
		role,
		count: count ?? 1,
		gate: gates.has(id),
		...condition !== void 0 && { if: condition },
		...expires !== void 0 && { expires: durationOf(expires) }
	}));
}
function versionsOf(plan, connections, { plugins, integrity }) {
	const used = plugins.filter((plugin) => usesPlugin(plugin, plan, connections));
	return Object.fromEntries(used.map(({ name, version }) => [name, {
		version,
		integrity: integrity?.[name] ?? ""
	}]));
}
function usesPlugin(plugin, plan, connections) {
	const alone = [plugin];
	const families = Object.keys(plan.scope ?? {});
	return inputsOfSteps(plan).some(({ uses }) => stepTypeOf(alone, uses)) || Object.values(connections).some(({ driver }) => driverOf(alone, driver)) || plugin.drivers.some((driver) => driver.implicit !== void 0 && families.includes(driver.family));
}
// ../../work/main/packages/cli/src/compose/files-beside.ts
/**
* Reads the files that a plan brings: paths are relative to the plan file. What lies outside the repository, also by a link, is not
* there: a plan from a pull request must not show the files of whoever reads it.
*/
function filesBeside(root, path) {
	const [folder, top] = [dirname(join(root, path)), realpathSync(root)];
	return (file) => {
		const at = resolve(folder, file);
		if (!statSync(at, { throwIfNoEntry: false })?.isFile()) return void 0;
		const real = realpathSync(at);
		return real.startsWith(top + sep) ? readFileSync(real) : void 0;
	};
}
// ../../work/main/packages/cli/src/compose/load-plans.ts
/** Paths of the plans that are meant. What is a path from the working directory counts as one; all else is left to the root. */
function selectPlans({ root, project }, selectors, { cwd }) {
	return discoverPlans(root, project, selectors.map((selector) => existsSync(resolve(cwd, selector)) ? resolve(cwd, selector) : selector));
}
/** Reads and checks plans, each beside all others of the repository: their names must differ, and pending ones that overlap be ordered. */
async function checkPlans(paths, context) {
	const { root, project } = context.repository;
	const documents = [.../* @__PURE__ */ new Set([...paths, ...discoverPlans(root, project, [])])].map((path) => ({
		path,
		document: loadPlanFile({
			path,
			text: readFileSync(join(root, path))
		})
	}));
	const wanted = documents.filter(({ path }) => paths.includes(path));
	const alone = documents.length === 1;
	const runs = alone ? [] : await context.repository.store.list();
	const others = alone ? [] : await Promise.all(documents.map((each) => otherPlan(each, context, runs)));
	return Promise.all(wanted.map(async ({ path, document }) => {
		const checked = await check(path, document, context, others.flatMap((other) => other && other.path !== path ? [other] : []));
		return {
			path,
			document,
			plan: checked.ok ? checked.plan : void 0,
			diagnostics: checked.diagnostics
		};
	}));
}
/** The plans, all of them valid, in the order in which they run: `after` first, then by name. Errors: `invalid` with all diagnostics. */
async function validPlans(tried, paths, context, call) {
	const checked = await checkPlans(paths, context);
	const wrong = checked.filter(({ plan }) => plan === void 0);
	if (wrong.length === 0) return inRunOrder(checked);
	const documents = wrong.map(({ document }) => document);
	throw await invalidDocuments(tried, wrong.flatMap((each) => each.diagnostics), documents, call);
}
/** Plans in the order in which they run: `after` first, then by name; files that cannot be read come last. */
function inRunOrder(plans) {
	return topologicalOrder(plans.map((each) => ({
		id: each.plan?.metadata.name ?? `\uffff${each.path}`,
		needs: each.plan?.metadata.after ?? [],
		each
	})).toSorted((a, b) => a.id < b.id ? -1 : 1)).map(({ each }) => each);
}
async function check(path, document, context, others) {
	const { environment, repository } = context;
	const { root, project } = repository;
	const { compiledSchemas } = await import("./compiled-schemas-BRDJaUHB.js").then((n) => n.n);
	const request = {
		compiled: compiledSchemas,
		plugins: context.plugins.map(({ plugin }) => plugin),
		readFile: filesBeside(root, path),
		others,
		...project && { project },
		...isFor(document, environment) && { environment }
	};
	return validatePlan(document, request);
}
/** A plan that is not for an environment is checked as it is; whoever wants to bind it there is told then. */
function isFor({ value }, environment) {
	const listed = value?.environments;
	if (environment === void 0 || !Array.isArray(listed)) return environment !== void 0;
	return listed.some((each) => each === environment || each?.name === environment);
}
/** What plans beside this one must know of it; undefined where it has no name. */
async function otherPlan({ path, document }, context, runs) {
	const metadata = document.value?.metadata;
	if (typeof metadata?.name !== "string") return void 0;
	const { name } = metadata;
	const after = Array.isArray(metadata.after) ? metadata.after.filter((each) => typeof each === "string") : [];
	if (isApplied(name, runs, context.environment)) return {
		name,
		path,
		after
	};
	const checked = await check(path, document, context, []);
	return {
		name,
		path,
		after,
		...checked.ok && { pending: checked.touches }
	};
}
const applied = /* @__PURE__ */ new Set([
	"succeeded",
	"finalized",
	"baselined"
]);
function isApplied(name, runs, environment) {
	return runs.some((run) => run.plan === name && applied.has(run.state) && (environment === void 0 || run.environment === environment));
}
export { filesBeside as a, contentDigest as c, validPlans as i, planDigest as l, inRunOrder as n, compile as o, selectPlans as r, referencedFiles as s, checkPlans as t };
