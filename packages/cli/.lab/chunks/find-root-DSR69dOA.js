import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
// ../../work/main/packages/core/src/load/find-root.ts
/** The name of the project file. */
const PROJECT_FILE = "backout.yaml";
/** The root of a repository: the nearest folder, from `start` upwards, with a `backout.yaml`; else the nearest with a `.git`; else `start` itself. */
function findRoot(start) {
	const folders = upwards(resolve(start));
	return folders.find((folder) => existsSync(join(folder, "backout.yaml"))) ?? folders.find((folder) => existsSync(join(folder, ".git"))) ?? folders[0];
}
function upwards(folder) {
	const folders = [folder];
	for (let at = folder; dirname(at) !== at; at = dirname(at)) folders.push(dirname(at));
	return folders;
}
export { findRoot as n, PROJECT_FILE as t };
