import { t as __exportAll } from "./rolldown-runtime-D3KUYPsf.js";
import { n as PlanError } from "./model-BXsTrnic.js";
import "./plugin-BvUX14Zf.js";
import { createHash } from "node:crypto";
// ../../work/main/packages/plugins/src/file/state.ts
/** Nothing is there. */
const absent = "absent";
/**
* What is at a path, as a text that two equal things share: `absent`, `file:<mode, octal>:<SHA-256, hex>`, `link:<target>`, `directory:<mode>`.
* Everything is compared by it. Errors: `failed` for a device, a socket or a pipe.
*/
function stateOf(tree, path) {
	const entry = tree.entry(path);
	return entry === void 0 ? absent : stateOfEntry(tree, path, entry);
}
/** The state of an entry that was just looked up. */
function stateOfEntry(tree, path, entry) {
	switch (entry.kind) {
		case "file": return fileState(entry.mode, entry.size > wholeFile ? hashOfChunks(tree.chunks(path)) : hashOf(tree.read(path)));
		case "link": return `link:${entry.target}`;
		case "directory": return directoryState(entry.mode);
		case "special": return "special";
		default: return entry;
	}
}
/** The state of a file with a content of that SHA-256 (hex). */
function fileState(mode, hash) {
	return `file:${mode.toString(8)}:${hash}`;
}
/** The state of a directory. */
function directoryState(mode) {
	return `directory:${mode.toString(8)}`;
}
/** What a state's text says. `mode` is given for files and directories, `target` for links. */
function readState(state) {
	const [kind, rest = ""] = [state.split(":", 1)[0], state.slice(state.indexOf(":") + 1)];
	return {
		kind,
		mode: kind === "link" ? 0 : Number.parseInt(rest, 8),
		target: kind === "link" ? rest : ""
	};
}
/** SHA-256 (hex). */
function hashOf(bytes) {
	return createHash("sha256").update(bytes).digest("hex");
}
function hashOfChunks(chunks) {
	const hash = createHash("sha256");
	for (const chunk of chunks) hash.update(chunk);
	return hash.digest("hex");
}
/** Larger files (bytes) are read in pieces. */
const wholeFile = 16777216;
// ../../work/main/packages/plugins/src/file/write-effect.ts
var write_effect_exports = /* @__PURE__ */ __exportAll({ effectOf: () => effectOf });
/** The effect of giving a file a content, or (`null`) removing it. An existing file keeps its mode. Errors: `conflict` where it is not as expected. */
function effectOf(tree, path, content, options) {
	const entry = tree.entry(path);
	const expect = entry ? stateOfEntry(tree, path, entry) : "absent";
	if (options.expect !== void 0 && options.expect !== expect) throw new PlanError("conflict", `Cannot write "${path}": it is no longer as it was`);
	const stamp = entry?.stamp;
	if (content === null) return {
		path,
		expect,
		stamp,
		become: "absent",
		state: "absent"
	};
	if (entry && entry.kind !== "file") throw new PlanError("failed", `Cannot write "${path}": it is a ${entry.kind}, not a file`);
	const bytes = typeof content === "string" ? Buffer.from(content) : content;
	const mode = options.mode ?? entry?.mode ?? 420;
	return {
		path,
		expect,
		stamp,
		become: "file",
		mode,
		state: fileState(mode, hashOf(bytes)),
		content: () => [bytes]
	};
}
export { hashOf as a, stateOfEntry as c, fileState as i, absent as n, readState as o, directoryState as r, stateOf as s, write_effect_exports as t };
