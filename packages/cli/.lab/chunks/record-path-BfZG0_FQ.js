import { relative } from "node:path";
// ../../work/main/packages/cli/src/record-path.ts
/** A path for people: relative to the root, with `/`. */
function recordPath(root, path) {
	return relative(root, path).replaceAll("\\", "/") || ".";
}
export { recordPath as t };
