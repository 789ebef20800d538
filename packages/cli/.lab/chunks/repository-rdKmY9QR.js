import { n as findRoot } from "./find-root-DSR69dOA.js";
import { n as PlanError } from "./model-BXsTrnic.js";
import { t as invalidDocuments } from "./invalid-documents-9z307GKF.js";
import { i as folderRunStore } from "./record-CTpULzfO.js";
import { t as machineClock } from "./clock-BaZTrgnY.js";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
// ../../work/main/packages/cli/src/compose/store.ts
/** The runs of a repository: the folder that `backout.yaml` names, or `.backout/runs`. */
function openStore(root, project) {
	return folderRunStore(resolve(root, project?.runs ?? ".backout/runs"), { clock: machineClock });
}
// ../../work/main/packages/cli/src/compose/repository.ts
/** The repository around the working directory, or that `--root` names. Errors: `missing`, and `invalid` where `backout.yaml` is wrong. */
async function openRepository(call) {
	const { root, project, document, diagnostics } = await readProject(call);
	if (document && !project) throw await invalidDocuments("Cannot read the project", diagnostics, [document], call);
	const installed = async (trust) => {
		const { installedPlugins } = await import("./plugins-BMC6AXwR.js").then((n) => n.r);
		return installedPlugins(root, project?.plugins ?? [], trust);
	};
	return {
		root,
		project,
		store: openStore(root, project),
		installed,
		plugins: async (trust) => (await installed(trust)).map(({ plugin }) => plugin)
	};
}
/** Reads and checks `backout.yaml`. Errors: `missing` where `--root` is no folder. */
async function readProject(call) {
	const root = rootOf(call);
	const path = join(root, "backout.yaml");
	if (!existsSync(path)) return {
		root,
		document: void 0,
		project: void 0,
		diagnostics: []
	};
	const [{ loadProjectFile }, { validateProject }] = await Promise.all([import("./load-D5grRGoJ.js").then((n) => n.t), import("./validate-OV7q7inP.js").then((n) => n.t)]);
	const document = loadProjectFile({
		path: "backout.yaml",
		text: readFileSync(path)
	});
	const checked = await validateProject(document, { engineVersion: call.version });
	return {
		root,
		document,
		project: checked.ok ? checked.project : void 0,
		diagnostics: checked.diagnostics
	};
}
function rootOf({ root, cwd }) {
	if (root === void 0) return findRoot(cwd);
	const path = resolve(cwd, root);
	if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
	throw new PlanError("missing", `Cannot use --root "${root}": there is no such folder`);
}
export { readProject as n, openStore as r, openRepository as t };
