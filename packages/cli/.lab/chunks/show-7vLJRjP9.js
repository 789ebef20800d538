import { n as stepTypeOf } from "./registry-Y8lNF_tZ.js";
import { t as openPlan } from "./open-plan-CvjkJTB2.js";
import { n as rows, r as text, t as code } from "./markdown-BIKSFB06.js";
import { i as signOffsText, n as shownState } from "./sign-off-state-3ajoH5po.js";
import { t as table } from "./table-V08ZRb33.js";
import "./plugin-BvUX14Zf.js";
import { o as describeContext } from "./execute-BD5RqdQC.js";
import { i as expressionsIn, t as loadEvaluator } from "./expression-D2sPq5II.js";
// ../../work/main/packages/cli/src/output/duration-text.ts
/** A duration as a plan writes it: `30s`, `5m`, `72h`. Takes ms. */
function durationText(ms) {
	for (const [unit, size] of [
		["h", 36e5],
		["m", 6e4],
		["s", 1e3]
	]) if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
	return `${ms}ms`;
}
// ../../work/main/packages/cli/src/output/mermaid.ts
/** The graph of the steps, in Mermaid. A gate is a hexagon, a check is round, a skippable step is dashed. */
function mermaid(steps) {
	const names = new Map(steps.map(({ id }, index) => [id, `s${index}`]));
	const nodes = steps.map((step) => `  ${names.get(step.id)}${nodeOf(step)}`);
	const edges = steps.flatMap(({ id, needs }) => needs.map((need) => `  ${names.get(need)} --> ${names.get(id)}`));
	const dashed = steps.filter((step) => step.if !== void 0).map(({ id }) => names.get(id));
	const styles = dashed.length > 0 ? ["  classDef maybe stroke-dasharray: 5 5", `  class ${dashed.join(",")} maybe`] : [];
	return [
		"flowchart TD",
		...nodes,
		...edges,
		...styles
	].join("\n");
}
function nodeOf({ id, uses, effect, signOff }) {
	const label = `"${escaped(id)}<br/>${escaped(uses)}${signOff === void 0 ? "" : `<br/>sign-off ${escaped(signOff)}`}"`;
	if (signOff !== void 0) return `{{${label}}}`;
	return effect === "none" ? `(${label})` : `[${label}]`;
}
function escaped(text) {
	return text.replaceAll("&", "&amp;").replaceAll("\"", "#quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
// ../../work/main/packages/cli/src/output/step-facts.ts
/** What a step touches: writes first. `reads` and `writes` as `resource: part, part`. */
function touchesText({ touches, touchesKnown }) {
	const groups = /* @__PURE__ */ new Map();
	for (const { resource, part, access } of touches) {
		const key = `${access === "write" ? "writes" : "reads"} ${resource}`;
		groups.set(key, [...groups.get(key) ?? [], part]);
	}
	return [...[...groups].toSorted(([a], [b]) => a < b ? 1 : -1).map(([key, parts]) => `${key}: ${parts.join(", ")}`), ...touchesKnown ? [] : ["more is known once it is bound"]].join("; ") || "nothing";
}
/** How a step is undone. */
function undoText({ undo, undoReason, rollback }) {
	switch (undo) {
		case "written": return `written: ${rollback?.map(({ uses }) => uses).join(", ")}`;
		case "none": return `none: ${undoReason ?? ""}`;
		case "not-needed": return "not needed";
		default: return undo;
	}
}
/** Conditions and limits of a step, each as one phrase. */
function conditionsOf(step) {
	const { if: condition, assert, signOff, pointOfNoReturn, onFailure, retry, timeout, every, failureLimit } = step;
	return [
		...condition === void 0 ? [] : [`only if ${condition}`],
		...assert === void 0 ? [] : [`asserts ${assert}`],
		...signOff === void 0 ? [] : [`waits for sign-off "${signOff}"`],
		...pointOfNoReturn ? ["point of no return"] : [],
		...onFailure === "pause" ? ["pauses on failure"] : [],
		...retry ? [`tried every ${durationText(retry.every)} for ${durationText(retry.for)}`] : [],
		...timeout === void 0 ? [] : [`at most ${durationText(timeout)}`],
		...every === void 0 ? [] : [`every ${durationText(every)}, ${failureLimit} ${failureLimit === 1 ? "failure is" : "failures are"} a breach`]
	];
}
// ../../work/main/packages/cli/src/output/show-markdown.ts
/** What a reviewer needs to know of a plan, for a pull request. */
function showMarkdown(plan) {
	const body = [
		["Scope", rows(["Resource", "Parts"], Object.entries(plan.scope).map(([resource, parts]) => [code(resource), parts.map(code).join(", ")]))],
		["Connections", rows([
			"Resource",
			"Driver",
			"Leads to"
		], Object.entries(plan.connections).map(([resource, { driver, target }]) => [
			code(resource),
			driver,
			code(target)
		]))],
		["Inputs", rows([
			"Name",
			"Value",
			""
		], Object.entries(plan.inputs).map(([name, value]) => [
			code(name),
			code(JSON.stringify(value)),
			plan.tunable.includes(name) ? "not signed" : ""
		]))],
		["Preconditions", checks(plan.preconditions)],
		["Steps", plan.steps.length === 0 ? "" : `\`\`\`mermaid\n${mermaid(plan.steps)}\n\`\`\`\n\n${steps(plan.steps)}`],
		["Invariants", checks(plan.invariants)],
		["Success criteria", checks(plan.successCriteria)],
		["Sign-offs", signOffs(plan)],
		["Digests", digests$1(plan)],
		["Warnings", plan.diagnostics.map((each) => `- ${text(each)}`).join("\n")]
	].filter(([, content]) => content).map(([title, content]) => `## ${title}\n\n${content}`);
	return `${[head(plan), ...body].join("\n\n")}\n`;
}
function head(plan) {
	const facts = [
		["Environment", `${code(plan.environment)}${plan.protected ? " (protected)" : ""}`],
		["File", code(plan.path)],
		["Owners", plan.owners.map(text).join(", ")],
		["Risk", plan.risk ?? ""],
		["After", plan.after.map(code).join(", ")],
		["On failure", plan.onFailure],
		["Rollback window", durationText(plan.rollbackWindow)],
		["Secrets", plan.secrets.map(code).join(", ")],
		["Links", plan.links.map((link) => `<${link}>`).join(", ")]
	].filter(([, value]) => value);
	return [
		`# ${text(plan.title ?? plan.name)}`,
		code(plan.name),
		plan.description && text(plan.description),
		rows(["", ""], facts)
	].filter(Boolean).join("\n\n");
}
function steps(all) {
	return rows([
		"Step",
		"Uses",
		"Touches",
		"Guarantee",
		"Undo",
		"Notes"
	], all.map((step) => [
		code(step.id),
		code(step.uses),
		text(touchesText(step)),
		step.effect === "none" ? "" : step.guarantee,
		text(undoText(step)),
		text([...conditionsOf(step), ...step.notes].join("; "))
	]));
}
function checks(all) {
	return rows([
		"Check",
		"Uses",
		"Touches",
		"Conditions"
	], all.map((step) => [
		code(step.id),
		code(step.uses),
		text(touchesText(step)),
		text([...conditionsOf(step), ...step.notes].join("; "))
	]));
}
function signOffs({ signOffs: { requirements } }) {
	return rows([
		"Sign-off",
		"Role",
		"State",
		"Why"
	], requirements.map(({ id, role, gate, state, why }) => [
		code(id),
		`${text(role)}${gate ? ", at a gate" : ""}`,
		state,
		text(why)
	]));
}
function digests$1({ planDigest, bindingDigest, files }) {
	const all = [
		["Plan", planDigest],
		["Binding", bindingDigest],
		...Object.entries(files)
	];
	return rows(["Of", "Digest"], all.map(([of, digest]) => [of === "Plan" || of === "Binding" ? of : code(of), code(digest)]));
}
// ../../work/main/packages/cli/src/output/show-text.ts
/** What a reviewer needs to know of a plan, for a terminal. */
function showText(plan, paint) {
	const sections = [
		["Scope", table(Object.entries(plan.scope).map(([resource, parts]) => [`  ${resource}`, parts.join(", ")]))],
		["Connections", table(Object.entries(plan.connections).map(([resource, { driver, target }]) => [
			`  ${resource}`,
			driver,
			target
		]))],
		["Inputs", table(Object.entries(plan.inputs).map(([name, value]) => [
			`  ${name}`,
			JSON.stringify(value),
			plan.tunable.includes(name) ? "not signed" : ""
		]))],
		["Preconditions", stepsText(plan.preconditions, paint)],
		["Steps", stepsText(plan.steps, paint)],
		["Invariants", stepsText(plan.invariants, paint)],
		["Success criteria", stepsText(plan.successCriteria, paint)],
		["Warnings", plan.diagnostics.map((each) => `  ${each}`).join("\n")]
	];
	return [
		headText(plan, paint),
		...sections.filter(([, body]) => body).map(([title, body]) => `${paint("bold", title)}\n${body}`),
		signOffsText(plan.signOffs, paint),
		table(digests(plan))
	].join("\n\n");
}
function headText(plan, paint) {
	const facts = [
		plan.owners.length > 0 && `owned by ${plan.owners.join(", ")}`,
		plan.risk && `risk ${plan.risk}`,
		plan.after.length > 0 && `after ${plan.after.join(", ")}`,
		`on failure: ${plan.onFailure}`,
		`may be rolled back for ${durationText(plan.rollbackWindow)}`,
		plan.secrets.length > 0 && `needs secrets ${plan.secrets.join(", ")}`
	].filter(Boolean);
	return [
		`${paint("bold", plan.name)} in ${plan.environment}${plan.protected ? " (protected)" : ""}  ${paint("dim", plan.path)}`,
		plan.title,
		plan.description,
		facts.join("; "),
		...plan.links
	].filter(Boolean).join("\n");
}
function stepsText(steps, paint) {
	return steps.map((step) => stepText(step, paint)).join("\n");
}
function stepText(step, paint) {
	const needs = step.needs.length > 0 ? paint("dim", `  after ${step.needs.join(", ")}`) : "";
	const rows = [
		["touches", touchesText(step)],
		...step.effect === "none" ? [] : [["guarantee", step.guarantee], ["undo", undoText(step)]],
		...conditionsOf(step).map((each) => ["", each]),
		...step.notes.map((each) => ["note", each])
	];
	return `  ${paint("cyan", step.id)}  ${step.uses}${needs}\n${table(rows.map(([name, value]) => [`    ${paint("dim", name)}`, value]))}`;
}
function digests({ planDigest, bindingDigest, files }) {
	return [
		["Plan digest", planDigest],
		["Binding digest", bindingDigest],
		...Object.entries(files).map(([path, digest]) => [path, `sha256:${digest}`])
	];
}
// ../../work/main/packages/cli/src/traits.ts
const unknown = {
	effect: "unknown",
	guarantee: "unknown",
	touches: "unknown",
	undo: { kind: "unknown" }
};
/** What can be said of a step before anything runs: with the environment and the inputs put in, but no outputs of other steps. */
async function traitsOf(step, bound, files, plugins) {
	const type = stepTypeOf(plugins, step.uses);
	if (!type) return unknown;
	try {
		const input = await boundInput(step, bound);
		return await (input === void 0 ? type.describe(step.with) : type.describe(input, describeContext(bound, files, step)));
	} catch (thrown) {
		return {
			...unknown,
			notes: [thrown instanceof Error ? thrown.message : String(thrown)]
		};
	}
}
/** The input with its expressions expanded; a secret stays its name. Undefined where it needs outputs of other steps. */
async function boundInput({ with: template, each }, bound) {
	if (expressionsIn(template).length === 0) return template;
	const evaluator = await loadEvaluator();
	try {
		return evaluator.expand(template, {
			inputs: bound.inputs,
			environment: bound.environment,
			secrets: (name) => `\${{ secrets.${name} }}`,
			steps: /* @__PURE__ */ new Map(),
			run: {
				id: "run",
				startedAt: "1970-01-01T00:00:00.000Z"
			},
			schemas: { inputs: bound.inputSchemas },
			...each !== void 0 && { each: { value: each } }
		});
	} catch {
		return;
	}
}
// ../../work/main/packages/cli/src/show-plan.ts
/** Everything that a reviewer needs to know of a bound plan. */
async function showPlan(binding, plugins, signOffs, warnings) {
	const { bound, files } = binding;
	const shown = (steps) => Promise.all(steps.map(async (step) => showStep(step, await traitsOf(step, bound, files, plugins), plugins)));
	return {
		...facts(bound),
		preconditions: await shown(bound.preconditions),
		steps: await shown(bound.steps),
		invariants: await shown(bound.invariants),
		successCriteria: await shown(bound.successCriteria),
		signOffs,
		diagnostics: warnings
	};
}
function facts(bound) {
	const { title, description, owners = [], risk, links = [], after = [] } = bound.metadata;
	const { name, path, environment, inputs, tunable, secrets, onFailure, rollbackWindow, files, planDigest, bindingDigest } = bound;
	return {
		name,
		...title !== void 0 && { title },
		...description !== void 0 && { description },
		path,
		environment,
		protected: bound.protected,
		owners,
		...risk && { risk },
		links,
		after,
		inputs,
		tunable,
		secrets,
		scope: scopeByResource(bound.scope),
		connections: Object.fromEntries(Object.entries(bound.connections).map(([resource, { driver, target }]) => [resource, {
			driver,
			target
		}])),
		onFailure,
		rollbackWindow,
		files,
		planDigest,
		bindingDigest
	};
}
function scopeByResource({ files, commands, databases = {}, services = {} }) {
	return {
		...files && { files },
		...Object.fromEntries(Object.entries(databases).map(([name, parts]) => [`databases.${name}`, parts])),
		...Object.fromEntries(Object.entries(services).map(([name, parts]) => [`services.${name}`, parts])),
		...commands && { commands }
	};
}
function showStep(step, traits, plugins) {
	const { id, uses, needs, if: condition, assert, signOff, pointOfNoReturn, onFailure, timeout, retry } = step;
	const { every, failureLimit } = step;
	return {
		id,
		uses,
		summary: stepTypeOf(plugins, uses)?.summary ?? "",
		with: step.with,
		effect: traits.effect,
		guarantee: traits.guarantee,
		touches: traits.touches === "unknown" ? [] : traits.touches,
		touchesKnown: traits.touches !== "unknown",
		...undoOf(step, traits),
		needs,
		...condition !== void 0 && { if: condition },
		...assert !== void 0 && { assert },
		...signOff !== void 0 && { signOff },
		pointOfNoReturn,
		onFailure,
		...timeout !== void 0 && { timeout },
		...retry && { retry },
		...every !== void 0 && { every },
		...failureLimit !== void 0 && { failureLimit },
		notes: traits.notes ?? [],
		line: step.at.line
	};
}
function undoOf({ rollback }, { effect, undo }) {
	if (rollback && "none" in rollback) return {
		undo: "none",
		undoReason: rollback.none
	};
	if (rollback) return {
		undo: "written",
		rollback: rollback.map(({ uses, with: input }) => ({
			uses,
			with: input
		}))
	};
	if (effect === "none") return { undo: "not-needed" };
	return undo.kind === "none" ? {
		undo: "none",
		undoReason: undo.reason
	} : { undo: undo.kind };
}
// ../../work/main/packages/cli/src/actions/show.ts
/** What a reviewer needs to know of a plan. Runs none of its code, and connects to nothing. */
async function show({ plan, env, input, format }, call) {
	const { repository, plugins, checked, bind } = await openPlan({
		verb: "show",
		plan,
		env,
		input,
		trust: "manifest"
	}, call);
	const binding = bind(env ?? "local");
	const signOffs = await shownState(repository, binding.bound);
	const warnings = checked.diagnostics.map(({ message }) => message);
	const result = await showPlan(binding, plugins.map((each) => each.plugin), signOffs, warnings);
	const suffix = env === void 0 || env === "local" ? "" : ` --env ${env}`;
	const next = `plan preview ${result.name}${suffix}`;
	switch (format) {
		case "text": return {
			result,
			text: showText(result, call.paint),
			next
		};
		case "markdown": return {
			result,
			text: showMarkdown(result),
			next,
			document: true
		};
		case "json": return {
			result,
			text: JSON.stringify(result, null, 2),
			next,
			document: true
		};
		default: return format;
	}
}
export { show };
