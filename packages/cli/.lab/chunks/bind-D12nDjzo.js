import { a as filesBeside, o as compile, s as referencedFiles } from "./load-plans-BNuOR8Sg.js";
import { n as PlanError } from "./model-BXsTrnic.js";
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dirname, join, relative } from "node:path";
import { createHash } from "node:crypto";
// ../../work/main/packages/cli/src/compose/engine-integrity.ts
/** `sha256-<hex>` over the code of the engine and of the built-in plugins, as it is installed: what tells two builds of one version apart. */
function engineIntegrity() {
	const hash = createHash("sha256");
	for (const module of ["@backout/core", "@backout/plugins"]) {
		const folder = dirname(fileURLToPath(import.meta.resolve(module)));
		for (const path of codeIn(folder)) {
			const bytes = readFileSync(path);
			hash.update(`${module}/${relative(folder, path).replaceAll("\\", "/")}\0${bytes.length}\0`).update(bytes);
		}
	}
	return `sha256-${hash.digest("hex")}`;
}
function codeIn(folder) {
	return readdirSync(folder, {
		recursive: true,
		withFileTypes: true
	}).filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name) && !entry.name.endsWith(".d.ts")).map((entry) => join(entry.parentPath, entry.name)).toSorted();
}
// ../../work/main/packages/cli/src/compose/bind.ts
/** Binds a plan. Errors: `invalid`, with all that is wrong at once. */
function bindPlan({ path, plan, document }, request) {
	const { repository, plugins, environment } = request;
	const { root, project } = repository;
	const types = plugins.map(({ plugin }) => plugin);
	const files = readFiles(root, path, referencedFiles(plan, types));
	return {
		path,
		plan,
		bound: compile(plan, {
			path,
			environment,
			inputs: inputsOf(request.inputs),
			files,
			plugins: types,
			engineVersion: request.version,
			integrity: integrityOf(plugins),
			locate: (pointer) => document.rangeOf(pointer),
			...project && { project }
		}),
		files
	};
}
function readFiles(root, path, names) {
	const readFile = filesBeside(root, path);
	return new Map(names.flatMap((name) => {
		const bytes = readFile(name);
		return bytes ? [[name, bytes]] : [];
	}));
}
function integrityOf(plugins) {
	const engine = engineIntegrity();
	return {
		engine,
		...Object.fromEntries(plugins.map(({ plugin, integrity }) => [plugin.name, integrity || engine]))
	};
}
function inputsOf(given) {
	return Object.fromEntries(given.map((text) => {
		const at = text.indexOf("=");
		if (at < 1) throw new PlanError("invalid", `Cannot read --input "${text}": it has no name and value`, { hint: "Write it as --input name=value" });
		return [text.slice(0, at), text.slice(at + 1)];
	}));
}
export { bindPlan as t };
