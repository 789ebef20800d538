import { n as renderDiagnostic } from "./report-CKv9XfIX.js";
import { n as PlanError } from "./model-BXsTrnic.js";
import { i as applyFixes, n as validateProject } from "./validate-OV7q7inP.js";
import { t as compiledSchemas } from "./compiled-schemas-BRDJaUHB.js";
import { r as selectPlans, t as checkPlans } from "./load-plans-BNuOR8Sg.js";
import { t as installedPlugins } from "./plugins-BMC6AXwR.js";
import { n as readProject, r as openStore } from "./repository-rdKmY9QR.js";
import { n as exitCodes } from "./exit-codes-Dors_gN_.js";
import { n as diagnosticJson } from "./failure-Dtc1qf7X.js";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
// ../../work/main/packages/cli/src/check-repository.ts
/** Checks `backout.yaml` and the plans that are named, or all. Errors: `missing` for a plan that is not there. */
async function checkRepository(selectors, call) {
	const reading = await readProject(call);
	const { root, document, project } = reading;
	const { plugins, problems } = await pluginsOf(reading);
	const paths = selectPlans({
		root,
		project
	}, selectors, call);
	const plans = await checkPlans(paths, {
		repository: {
			root,
			project,
			store: openStore(root, project)
		},
		plugins
	});
	return {
		root,
		documents: [...document ? [document] : [], ...plans.map((plan) => plan.document)],
		diagnostics: [
			...await projectDiagnostics(reading, plugins, call),
			...problems,
			...plans.flatMap(({ diagnostics }) => diagnostics)
		],
		names: plans.flatMap(({ plan }) => plan ? [plan.metadata.name] : [])
	};
}
/** Once the plugins are known, so are the configurations of connections. */
async function projectDiagnostics({ document, project, diagnostics }, plugins, call) {
	if (!document || !project) return diagnostics;
	return (await validateProject(document, {
		engineVersion: call.version,
		plugins: plugins.map(({ plugin }) => plugin),
		compiled: compiledSchemas
	})).diagnostics;
}
/** A plugin that cannot be used is one more mistake in `backout.yaml`; the others are used all the same. */
async function pluginsOf({ root, document, project }) {
	const problems = [];
	const usable = [];
	for (const [index, listed] of (project?.plugins ?? []).entries()) try {
		await installedPlugins(root, [...usable, listed], "manifest");
		usable.push(listed);
	} catch (thrown) {
		if (!(thrown instanceof PlanError)) throw thrown;
		const { message, hint } = thrown;
		problems.push({
			code: "unusable-plugin",
			severity: "error",
			message,
			at: document.rangeOf(`/plugins/${index}`),
			...hint && { suggestion: hint }
		});
	}
	return {
		plugins: await installedPlugins(root, usable, "manifest"),
		problems
	};
}
// ../../work/main/packages/cli/src/fix-repository.ts
/** A fix may bring another mistake to light, but not for ever. */
const rounds = 10;
/** Applies the fixes that diagnostics offer, again and again until none is left; says what was done in which file. */
async function fixRepository(selectors, call) {
	const done = /* @__PURE__ */ new Map();
	for (let round = 0; round < rounds; round++) {
		const { root, documents, diagnostics } = await checkRepository(selectors, call);
		if (documents.filter(({ path, text }) => fixFile(root, path, text, diagnostics, done)).length === 0) break;
	}
	return [...done].map(([file, fixes]) => ({
		file,
		fixes
	}));
}
function fixFile(root, path, text, diagnostics, done) {
	const fixes = diagnostics.flatMap(({ fix }) => fix?.edits.some(({ file }) => file === path) ? [fix] : []);
	const fixed = fixes.length > 0 ? applyFixes(text, fixes) : text;
	if (fixed === text) return false;
	writeFileSync(join(root, path), fixed);
	done.set(path, [...done.get(path) ?? [], ...fixes.map(titleOf)]);
	return true;
}
function titleOf({ title }) {
	return title;
}
// ../../work/main/packages/cli/src/actions/validate.ts
/** Checks plans and `backout.yaml`: all that is wrong, at once. With `fix`, what can be repaired is, and all is checked again. */
async function validate({ plans, fix, strict }, call) {
	const fixed = fix ? await fixRepository(plans, call) : [];
	const findings = await checkRepository(plans, call);
	const errors = findings.diagnostics.filter(({ severity }) => severity === "error").length;
	const warnings = findings.diagnostics.length - errors;
	const ok = errors === 0 && !(strict && warnings > 0);
	const result = {
		ok,
		files: findings.documents.map(({ path }) => path),
		errors,
		warnings,
		diagnostics: findings.diagnostics.map(diagnosticJson),
		fixed
	};
	return {
		result,
		text: validateText(result, findings, call),
		next: nextOf(result, findings),
		exitCode: ok ? exitCodes.done : exitCodes.invalid
	};
}
function validateText({ ok, files, errors, warnings, fixed }, { diagnostics, documents }, { colour, paint }) {
	const texts = new Map(documents.map(({ path, text }) => [path, text]));
	const rendered = diagnostics.map((each) => renderDiagnostic(each, texts.get(each.at?.file ?? "") ?? "", { color: colour }).trimEnd());
	const repaired = fixed.flatMap(({ file, fixes }) => fixes.map((each) => `${paint("green", "✔ fixed")}  ${file}: ${each}`));
	const counts = [counted(errors, "error"), counted(warnings, "warning")].filter(Boolean).join(", ");
	const where = `${files.length} ${files.length === 1 ? "file" : "files"}`;
	const summary = ok ? `${paint("green", "✔ valid")}  ${where}${counts ? `, ${counts}` : ""}` : `${paint("red", "✖ not valid")}  ${counts} in ${where}`;
	return [
		...rendered,
		repaired.join("\n"),
		files.length === 0 ? "There are no plans" : summary
	].filter(Boolean).join("\n\n");
}
function counted(count, what) {
	return count === 0 ? "" : `${count} ${count === 1 ? what : `${what}s`}`;
}
function nextOf({ ok, files }, { diagnostics, names }) {
	if (files.length === 0) return "plan init";
	if (!ok) return diagnostics.some(hasFix) ? "plan validate --fix" : "plan validate";
	return names.length === 1 ? `plan show ${names[0]}` : "plan status";
}
function hasFix({ fix }) {
	return fix !== void 0;
}
export { validate };
