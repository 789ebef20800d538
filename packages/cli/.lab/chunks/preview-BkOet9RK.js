import { a as encodeValue, n as PlanError, r as messageOf } from "./model-BXsTrnic.js";
import { n as paintFor } from "./colour-DSjdh-EV.js";
import { r as splitResource, t as driverOf } from "./registry-Y8lNF_tZ.js";
import { n as secretsOf } from "./effects-CTR7sDI1.js";
import { t as openPlan } from "./open-plan-CvjkJTB2.js";
import { n as exitCodes } from "./exit-codes-Dors_gN_.js";
import { i as expressionsIn, t as loadEvaluator } from "./expression-D2sPq5II.js";
import "./plugin-BvUX14Zf.js";
import { t as table } from "./table-V08ZRb33.js";
import { r as preview$1 } from "./execute-BD5RqdQC.js";
import { n as createMasker } from "./secret-BAagFQ2Y.js";
import { t as machineClock } from "./clock-BaZTrgnY.js";
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
// ../../work/main/packages/cli/src/compose/unloaded.ts
/** The plugins for a preview: what the code of one would have to tell that is not loaded is unknown until somebody allows it. */
function previewable(plugins, allowed) {
	return plugins.map(({ plugin, source }) => allowed || source === "built-in" ? plugin : withoutCode(plugin));
}
function withoutCode(plugin) {
	const unknown = () => {
		throw new PlanError("missing", `The code of plugin "${plugin.name}" is not loaded (--allow-plugins loads it)`);
	};
	return {
		...plugin,
		steps: plugin.steps.map((step) => ({
			...step,
			changes: unknown
		})),
		drivers: plugin.drivers.map((driver) => ({
			...driver,
			open: unknown
		}))
	};
}
// ../../work/main/packages/cli/src/hosts.ts
/** Whether a preview may reach `host:port`: a loopback address always, and what `--allow-host` and `BACKOUT_ALLOW_HOSTS` list. */
function isAllowedHost(hostAndPort, allowed) {
	const { host, port } = splitHost(hostAndPort);
	if (isLoopback(host)) return true;
	return allowed.map(splitHost).some((each) => each.host === host && (each.port === void 0 || each.port === port));
}
/** Hosts from the command line and from the environment (separated by commas). */
function allowedHosts(given, env) {
	const fromEnvironment = (env["BACKOUT_ALLOW_HOSTS"] ?? "").split(",");
	return [...given, ...fromEnvironment].map((each) => each.trim()).filter(Boolean);
}
function splitHost(text) {
	const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]*))(?::(\d+))?$/.exec(text) ?? [];
	return {
		host: (bracketed ?? plain ?? text).toLowerCase().replace(/\.$/, ""),
		port
	};
}
function isLoopback(host) {
	return host === "localhost" || host === "::1" || host.startsWith("/") || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
// ../../work/main/packages/cli/src/host-rule.ts
/**
* Local files and loopback may be reached, and otherwise only what the reader allowed: a plan from a pull request must not lead anybody's
* machine anywhere. What can't be told (a secret that is not set) counts as not allowed.
*/
async function hostRule(bound, plugins, allowed, secrets) {
	const reasons = /* @__PURE__ */ new Map();
	for (const [resource, { driver, config }] of Object.entries(bound.connections)) reasons.set(resource, await reasonAgainst(driverOf(plugins, driver)?.host, config, allowed, secrets));
	const refused = /* @__PURE__ */ new Map();
	return {
		allows(resource) {
			const why = reasons.has(resource) ? reasons.get(resource) : implicitReason(resource, plugins, allowed);
			if (why !== void 0) refused.set(resource, why);
			return why;
		},
		refused: () => [...refused].map(([resource, why]) => ({
			resource,
			why
		}))
	};
}
async function reasonAgainst(hostOf, config, allowed, secrets) {
	if (!hostOf) return void 0;
	try {
		return against(hostOf(await withSecrets(config, secrets)), allowed);
	} catch (thrown) {
		return `where it leads cannot be told: ${messageOf(thrown)}`;
	}
}
/** A resource that no connection declares: the working tree, or a service that is named by its origin. */
function implicitReason(resource, plugins, allowed) {
	const [family, name] = splitResource(resource);
	for (const { drivers } of plugins) for (const driver of drivers) {
		const config = driver.family === family ? driver.implicit?.(name) : void 0;
		if (config) return against(driver.host?.(config), allowed);
	}
}
function against(host, allowed) {
	if (host === void 0 || isAllowedHost(host, allowed)) return void 0;
	return `it was not looked up: ${host} is not on this machine (--allow-host ${host} allows it)`;
}
async function withSecrets(config, secrets) {
	if (expressionsIn(config).length === 0) return config;
	const evaluator = await loadEvaluator();
	const scope = {
		inputs: {},
		environment: "",
		secrets,
		steps: /* @__PURE__ */ new Map(),
		run: {
			id: "",
			startedAt: ""
		}
	};
	return evaluator.expand(config, scope);
}
// ../../work/main/packages/cli/src/output/diff-text.ts
/** The first `limit` hunks of several unified diffs, and how many are left. A diff of which none is shown becomes empty. */
function firstHunks(diffs, limit) {
	let room = limit;
	let left = 0;
	return {
		shown: diffs.map((diff) => {
			const [head = "", ...hunks] = diff.split(/^(?=@@ )/m);
			const kept = hunks.slice(0, room);
			room -= kept.length;
			left += hunks.length - kept.length;
			return kept.length > 0 ? head + kept.join("") : "";
		}),
		left
	};
}
/** A unified diff in colours, without its last line feed. */
function colourDiff(diff, paint) {
	return diff.replace(/\n$/, "").split("\n").map((line) => {
		if (line.startsWith("---") || line.startsWith("+++")) return paint("bold", line);
		if (line.startsWith("@@")) return paint("cyan", line);
		if (line.startsWith("+")) return paint("green", line);
		return line.startsWith("-") ? paint("red", line) : line;
	}).join("\n");
}
// ../../work/main/packages/cli/src/output/preview-text.ts
/** How much of one step is shown unless all of it is asked for. */
const limits = {
	hunks: 3,
	statements: 20
};
/** Every change, for a terminal: a table of the steps, then what each would do. */
function previewText(preview, full, paint) {
	const { plan, environment, steps, notLookedUp, planDigest } = preview;
	const head = `${paint("bold", `Preview of ${plan} in ${environment}`)}  ${paint("dim", planDigest)}`;
	const details = steps.filter(({ changes }) => changes.length > 0).map((step) => stepText(step, full, paint));
	const unseen = notLookedUp.map(({ resource, why }) => `${paint("yellow", "Not looked up")} ${resource}: ${why}`);
	return [
		head,
		table(steps.map((step) => stepRow(step, paint))),
		...details,
		unseen.join("\n"),
		verdict(preview, paint)
	].filter(Boolean).join("\n\n");
}
function stepRow({ id, uses, result, why, changes, guarantee, undo }, paint) {
	const said = {
		changes: "would change",
		nothing: "nothing to do",
		holds: "holds",
		fails: "fails",
		"not-asked": "not asked yet",
		skipped: "skipped",
		unknown: "unknown",
		error: "error"
	}[result];
	const ink = result === "fails" || result === "error" ? "red" : result === "changes" ? "green" : result === "unknown" ? "yellow" : "dim";
	const detail = result === "changes" ? `${changes.length === 1 ? changes[0].title : `${changes.length} units`}; ${guarantee}; undo ${undo}` : why ?? "";
	return [
		`  ${paint(ink, said)}`,
		id,
		paint("dim", uses),
		detail
	];
}
function stepText({ id, uses, changes }, full, paint) {
	const details = changes.flatMap((change) => change.details.length > 0 ? change.details : [{
		kind: "note",
		text: change.title
	}]);
	const files = details.filter(({ kind }) => kind === "file");
	const others = details.filter(({ kind }) => kind !== "file");
	const shown = full ? others : others.slice(0, limits.statements);
	const more = others.length - shown.length;
	return [
		`${paint("cyan", id)}  ${paint("dim", uses)}`,
		...shown.map((detail) => otherText(detail, paint)),
		...more > 0 ? [paint("dim", `  … ${more} more (--full shows all)`)] : [],
		...filesText(files, full, paint)
	].join("\n");
}
function filesText(files, full, paint) {
	const { shown, left } = firstHunks(files.map(({ diff = "" }) => diff), full ? Number.POSITIVE_INFINITY : limits.hunks);
	return [...files.flatMap((file, index) => {
		const diff = shown[index];
		if (file.diff !== void 0 && diff === "") return [fileLine(file)];
		return [...file.diff === void 0 || file.change === "moved" ? [fileLine(file)] : [], ...diff ? [colourDiff(diff, paint)] : []];
	}), ...left > 0 ? [paint("dim", `  … ${left} more ${left === 1 ? "hunk" : "hunks"} (--full shows all)`)] : []];
}
function fileLine({ path, change, movedFrom, binary }) {
	return `  ${change} ${movedFrom === void 0 ? "" : `${movedFrom} → `}${path}${binary ? " (binary)" : ""}`;
}
function otherText(detail, paint) {
	switch (detail.kind) {
		case "statement": return statementText(detail, paint);
		case "request": return requestText(detail);
		case "command": return `  $ ${(detail.argv ?? []).join(" ")}${detail.cwd ? paint("dim", `  (in ${detail.cwd})`) : ""}`;
		default: return `  ${detail.text ?? ""}`;
	}
}
function statementText({ resource, sql = "", params = [], rows, text }, paint) {
	const facts = [
		resource,
		rows === void 0 ? "" : `${rows} ${rows === 1 ? "row" : "rows"}`,
		text ?? ""
	].filter(Boolean).join(", ");
	const values = params.length > 0 ? `\n${paint("dim", `    with ${params.map((each) => JSON.stringify(each)).join(", ")}`)}` : "";
	return `${indented(sql.trim())}\n${paint("dim", `    -- ${facts}`)}${values}`;
}
function requestText({ method, url, headers = {}, body }) {
	return indented([
		`${method} ${url}`,
		...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
		...body ? ["", body] : []
	].join("\n"));
}
function indented(text) {
	return text.replaceAll(/^(?=.)/gm, "  ");
}
function verdict({ wouldFail, steps }, paint) {
	if (wouldFail) return paint("red", "✖ A run would fail as things are");
	const unknown = steps.filter(({ result }) => result === "unknown").map(({ id }) => id);
	return unknown.length > 0 ? paint("yellow", `? Not known before it runs: ${unknown.join(", ")}`) : "";
}
// ../../work/main/packages/cli/src/file-diff.ts
/** A file's change as a unified diff, with three lines of context. */
async function fileDiff({ path, before, after, binary, movedFrom }) {
	const moved = movedFrom !== void 0 && movedFrom !== path;
	const base = {
		path,
		change: moved ? "moved" : before === null ? "created" : after === null ? "deleted" : "changed",
		...moved && { movedFrom }
	};
	if (binary) return {
		...base,
		binary: true
	};
	if (before === after) return base;
	return {
		...base,
		diff: await unified(movedFrom ?? path, path, before, after)
	};
}
async function unified(from, to, before, after) {
	const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import("diff");
	const names = [before === null ? "/dev/null" : `a/${from}`, after === null ? "/dev/null" : `b/${to}`];
	const options = {
		context: 3,
		headerOptions: FILE_HEADERS_ONLY,
		timeout: patience
	};
	return createTwoFilesPatch(names[0], names[1], before ?? "", after ?? "", void 0, void 0, options) ?? `--- ${names[0]}\n+++ ${names[1]}\n@@ the texts differ too much to be compared @@\n`;
}
/** ms that comparing one file may take */
const patience = 2e3;
// ../../work/main/packages/cli/src/preview-plan.ts
/** Computes every change that a run would make. Secrets are masked in all of it. */
async function previewPlan({ binding, root, plugins, hosts, abort }, call) {
	const { bound, files } = binding;
	const secrets = secretsOf(call);
	const effects = {
		plugins,
		root,
		secrets,
		clock: machineClock,
		abort,
		observe: () => {},
		allows: hosts.allows
	};
	const steps = [];
	for await (const step of preview$1(bound, files, effects)) steps.push(await previewedStep(step, bound));
	const known = bound.secrets.flatMap((name) => secrets(name) === void 0 ? [] : [[name, secrets(name)]]);
	const { mask } = createMasker(new Map(known));
	return masked({
		plan: bound.name,
		environment: bound.environment,
		planDigest: bound.planDigest,
		bindingDigest: bound.bindingDigest,
		wouldFail: wouldFail(steps),
		steps,
		notLookedUp: hosts.refused()
	}, mask);
}
async function previewedStep(known, bound) {
	const { step } = known;
	const base = {
		id: step.id,
		uses: step.uses,
		list: listOf(bound, step.id),
		changes: []
	};
	switch (known.kind) {
		case "changes": return {
			...base,
			...traitsJson(known.traits, step.rollback),
			result: known.changes.length > 0 ? "changes" : "nothing",
			simulated: known.simulated,
			changes: await Promise.all(known.changes.map(changeJson))
		};
		case "check":
			if (known.holds === void 0) return {
				...base,
				result: "not-asked",
				why: "it is asked when the plan runs"
			};
			return known.holds ? {
				...base,
				result: "holds"
			} : {
				...base,
				result: "fails",
				why: `${step.assert ?? ""} does not hold`,
				operands: known.operands
			};
		case "skipped": return {
			...base,
			result: "skipped",
			why: `only if ${known.condition}`
		};
		case "unknown": return {
			...base,
			result: "unknown",
			why: known.why
		};
		case "failed": return {
			...base,
			result: "error",
			why: known.message
		};
		default: return known;
	}
}
function listOf(bound, id) {
	if (bound.preconditions.some((each) => each.id === id)) return "preconditions";
	return bound.steps.some((each) => each.id === id) ? "steps" : "successCriteria";
}
function traitsJson({ guarantee, undo }, rollback) {
	if (rollback) return {
		guarantee,
		undo: "none" in rollback ? `none: ${rollback.none}` : "written"
	};
	return {
		guarantee,
		undo: undo.kind === "none" ? `none: ${undo.reason}` : undo.kind
	};
}
async function changeJson(change) {
	const details = await change.details?.() ?? [];
	return {
		title: change.title,
		details: await Promise.all(details.map(detailJson))
	};
}
async function detailJson(detail) {
	switch (detail.kind) {
		case "file": return {
			kind: "file",
			...await fileDiff(detail)
		};
		case "statement": {
			const { resource, sql, params, rows, note } = detail;
			return {
				kind: "statement",
				resource,
				sql,
				...params && { params: params.map((each) => encodeValue(each)) },
				...rows !== void 0 && { rows },
				...note && { text: note }
			};
		}
		default: return detail;
	}
}
/** Certain is what no unknown step before could change: the first step that fails, if all before it were simulated or have no effect. */
function wouldFail(steps) {
	for (const { result, simulated } of steps) {
		if (result === "fails" || result === "error") return true;
		if (result === "unknown" || result === "changes" && simulated !== true) return false;
	}
	return false;
}
function masked(value, mask) {
	if (typeof value === "string") return mask(value);
	if (value === null || typeof value !== "object") return value;
	if (Array.isArray(value)) return value.map((item) => masked(item, mask));
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, mask)]));
}
// ../../work/main/packages/cli/src/actions/preview.ts
/** Shows every change that a run would make. Third-party code is loaded, and hosts are reached, only as far as the reader allows. */
async function preview(options, call) {
	const { plan, env, input } = options;
	const { repository, plugins, bind } = await openPlan({
		verb: "preview",
		plan,
		env,
		input,
		trust: options.allowPlugins ? "code" : "manifest"
	}, call);
	const binding = bind(env ?? "local");
	const types = previewable(plugins, options.allowPlugins);
	const hosts = await hostRule(binding.bound, types, allowedHosts(options.allowHosts, call.env), secretsOf(call));
	const shown = await previewPlan({
		binding,
		root: repository.root,
		plugins: types,
		hosts,
		abort: new AbortController().signal
	}, call);
	const result = options.out === void 0 ? shown : {
		...shown,
		out: options.out
	};
	const suffix = env === void 0 || env === "local" ? "" : ` --env ${env}`;
	return {
		result,
		text: options.out === void 0 ? previewText(shown, options.full, call.paint) : writeOut(options.out, result, options.full, call),
		next: shown.wouldFail ? `plan show ${shown.plan}${suffix}` : `plan run ${shown.plan}${suffix}`,
		exitCode: shown.wouldFail ? exitCodes.failed : exitCodes.done
	};
}
/** With --json the file holds JSON too. Errors: `failed`. */
function writeOut(out, result, full, { cwd, json, env }) {
	const plain = paintFor({ isTTY: false }, {
		...env,
		FORCE_COLOR: ""
	});
	const text = json ? JSON.stringify(result, null, 2) : previewText(result, full, plain);
	try {
		writeFileSync(resolve(cwd, out), `${text}\n`);
	} catch (cause) {
		throw new PlanError("failed", `Cannot write the preview to "${out}"`, { cause });
	}
	return `Wrote ${out}`;
}
export { preview };
