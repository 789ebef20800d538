import { t as __exportAll } from "./rolldown-runtime-D3KUYPsf.js";
import { n as PlanError, o as isList } from "./model-BXsTrnic.js";
import { t as closest } from "./closest-Dn60GzNn.js";
import { n as findRoot, t as PROJECT_FILE } from "./find-root-DSR69dOA.js";
import { globSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { CST, Composer, Parser, isAlias, isCollection, isMap, isPair, isScalar, isSeq, visit } from "yaml";
// ../../work/main/packages/core/src/load/pointer.ts
/** The parts of a JSON Pointer (RFC 6901); none for the whole document. */
function pointerParts(pointer) {
	if (pointer === "") return [];
	const parts = pointer.slice(1).split("/");
	return pointer.includes("~") ? parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")) : parts;
}
/** A JSON Pointer one part longer. */
function pointTo(pointer, part) {
	const text = String(part);
	return `${pointer}/${/[~/]/.test(text) ? text.replaceAll("~", "~0").replaceAll("/", "~1") : text}`;
}
/** The value at a JSON Pointer, or undefined. */
function valueAt(value, pointer) {
	let at = value;
	for (const part of pointerParts(pointer)) {
		if (at === null || typeof at !== "object" || !Object.hasOwn(at, part)) return void 0;
		at = at[part];
	}
	return at;
}
/** Thrown while parsing once a document nests deeper than {@link MAX_DEPTH}; `offset` is where. */
var TooDeep = class extends Error {
	offset;
	constructor(offset) {
		super(`nested more than 100 levels deep`);
		this.offset = offset;
	}
};
/**
* The parser of `yaml` with the same grammar, limited in depth, and without its look-up of an environment variable for
* each token, which takes a fifth of a parse. `next` follows `yaml` 2.9 `parse/parser.ts`.
*/
var QuietParser = class extends Parser {
	*next(source) {
		const self = this;
		if (this.stack.length > 100) throw new TooDeep(this.offset);
		self.source = source;
		const type = self.atScalar ? "scalar" : CST.tokenType(source);
		if (self.atScalar) {
			self.atScalar = false;
			yield* self.step();
		} else if (type === null) yield* self.pop({
			type: "error",
			offset: this.offset,
			message: `Not a YAML token: ${source}`,
			source
		});
		else if (type === "scalar") {
			self.atNewLine = false;
			self.atScalar = true;
			self.type = "scalar";
			return;
		} else {
			self.type = type;
			yield* self.step();
			if (type === "doc-mode" || type === "flow-error-end") return;
			trackIndent(self, type, source);
		}
		this.offset += source.length;
	}
};
function trackIndent(self, type, source) {
	switch (type) {
		case "newline":
			self.atNewLine = true;
			self.indent = 0;
			return;
		case "space":
			if (self.atNewLine && source[0] === " ") self.indent += source.length;
			return;
		case "explicit-key-ind":
		case "map-value-ind":
		case "seq-item-ind":
			if (self.atNewLine) self.indent += source.length;
			return;
		default: self.atNewLine = false;
	}
}
// ../../work/main/packages/core/src/load/read-yaml.ts
/** Reads one YAML 1.2 core document. Never throws: what is wrong, also what the parser only warns of, is in `problems`. */
function readYaml(text) {
	try {
		return readDocuments(text);
	} catch (error) {
		if (error instanceof TooDeep || error instanceof RangeError) return {
			contents: null,
			problems: [tooDeep(error, text)]
		};
		throw error;
	}
}
const options = {
	version: "1.2",
	schema: "core",
	prettyErrors: false,
	logLevel: "silent",
	uniqueKeys: false,
	stringKeys: true,
	resolveKnownTags: false
};
function readDocuments(text) {
	const [first, second] = new Composer(options).compose(new QuietParser().parse(text), true, text.length);
	const document = first;
	const problems = [...document.errors, ...document.warnings].map(problemOf);
	problems.push(...versionProblem(document, text));
	if (second) problems.push(severalDocuments(second));
	return {
		contents: document.contents,
		problems: problems.sort((a, b) => a.start - b.start)
	};
}
function problemOf({ code, message, pos }) {
	const [start, end] = pos;
	return {
		code: codes[code] ?? "yaml-syntax",
		message: wordings[code] ?? message,
		start,
		end,
		recovered: recoverable.has(code)
	};
}
const codes = {
	TAG_RESOLVE_FAILED: "yaml-tag",
	BAD_ALIAS: "yaml-alias",
	ALIAS_PROPS: "yaml-alias",
	BAD_DIRECTIVE: "yaml-directive",
	TAB_AS_INDENT: "yaml-tab",
	NON_STRING_KEY: "yaml-key",
	BAD_DQ_ESCAPE: "yaml-escape"
};
const wordings = {
	NON_STRING_KEY: "A key must be text, not a list or a map",
	TAB_AS_INDENT: "A tab indents this line: YAML indents with spaces"
};
const recoverable = /* @__PURE__ */ new Set([
	"TAG_RESOLVE_FAILED",
	"BAD_DQ_ESCAPE",
	"BAD_DIRECTIVE",
	"NON_STRING_KEY",
	"TAB_AS_INDENT"
]);
function versionProblem({ directives }, text) {
	const version = directives?.yaml.version;
	if (version === void 0 || version === "1.2") return [];
	const start = Math.max(0, text.indexOf("%YAML"));
	return [{
		code: "yaml-version",
		message: `The file says it is YAML ${version}: plans are YAML 1.2`,
		start,
		end: start + 5,
		recovered: true
	}];
}
function severalDocuments(second) {
	const [start = 0] = second.range ?? [];
	return {
		code: "yaml-multiple-documents",
		message: "The file holds several YAML documents: one file holds one plan",
		start,
		end: start + 3,
		recovered: true
	};
}
function tooDeep(error, text) {
	const start = error instanceof TooDeep ? error.offset : 0;
	return {
		code: "yaml-depth",
		message: "It nests more than 100 levels deep",
		start,
		end: Math.min(start + 1, text.length),
		recovered: false
	};
}
// ../../work/main/packages/core/src/load/scalar-value.ts
/** The plain value of a scalar. Numbers that JSON cannot say, and integers that a double cannot hold, are problems. */
function scalarValue(node, problems) {
	const { value } = node;
	if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
	if (typeof value !== "number") return report$1(node, problems, `"${node.source ?? String(value)}" is not text, a number, true, false or null`);
	if (!Number.isFinite(value)) return report$1(node, problems, `"${node.source}" is not a number that JSON can say`);
	if (Number.isSafeInteger(value) || !isInteger(node.source)) return value === 0 ? 0 : value;
	return report$1(node, problems, `The integer ${node.source} is beyond ±2^53 and would lose digits: write it in quotes`);
}
function isInteger(source = "") {
	return /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/.test(source);
}
function report$1(node, problems, message) {
	const [start, end] = node.range ?? [0, 0];
	problems.push({
		code: "yaml-number",
		message,
		start,
		end,
		recovered: true
	});
	return null;
}
// ../../work/main/packages/core/src/load/to-value.ts
/** How many nodes the aliases of a document may stand for in all, at the least. */
const MOST_ALIASED = 1e4;
/**
* Converts nodes to plain data in one pass. Finds duplicate keys, keys without a value in flow maps, `__proto__`, tags,
* numbers that are no JSON or not exact, and aliases that are unknown, contain themselves or multiply.
*/
function toValue(contents) {
	const work = {
		problems: [],
		anchors: /* @__PURE__ */ new Map(),
		targets: /* @__PURE__ */ new Map(),
		expanded: 0,
		nodes: 0
	};
	return {
		value: contents === null ? null : convert(contents, work),
		problems: work.problems.sort((a, b) => a.start - b.start),
		targets: work.targets
	};
}
function convert(node, work) {
	work.nodes++;
	work.expanded++;
	if (isAlias(node)) return aliased(node, work);
	if (node.tag === "!" || node.tag !== void 0 && !node.tag.startsWith("tag:yaml.org,2002:")) tagProblem(node, work);
	if (node.anchor === void 0) return plain(node, work);
	const anchored = {
		node,
		value: null,
		size: void 0
	};
	const before = work.expanded;
	work.anchors.set(node.anchor, anchored);
	anchored.value = plain(node, work);
	anchored.size = work.expanded - before + 1;
	return anchored.value;
}
function plain(node, work) {
	if (isScalar(node)) return scalarValue(node, work.problems);
	if (isSeq(node)) return node.items.map((item) => convert(item, work));
	return isMap(node) ? mapValue(node, work) : null;
}
function mapValue(map, work) {
	const value = {};
	const first = /* @__PURE__ */ new Map();
	for (const [index, pair] of map.items.entries()) {
		const key = keyOf(pair, first, work);
		const item = pair.value === null ? withoutValue(map, index, work) : convert(pair.value, work);
		if (key !== void 0) value[key] = item;
	}
	return value;
}
/** The text of a key; undefined for one that is refused. */
function keyOf(pair, first, work) {
	const node = pair.key;
	if (!isScalar(node)) return void 0;
	const key = String(node.value);
	if (node.anchor !== void 0) work.anchors.set(node.anchor, {
		node,
		value: key,
		size: 1
	});
	if (key === "__proto__") {
		report(work, node, "yaml-key", "The key \"__proto__\" is not allowed");
		return;
	}
	if (first.has(key)) {
		report(work, node, "yaml-duplicate-key", `The key "${key}" is there twice in one map`);
		return;
	}
	first.set(key, node);
	return key;
}
function withoutValue(map, index, work) {
	const { key } = map.items[index];
	if (map.flow === true && isScalar(key)) {
		const [start, end] = key.range;
		const message = `"${String(key.value)}" is a key without a value here`;
		work.problems.push({
			code: "yaml-flow-text",
			message,
			start,
			end,
			recovered: true
		});
	}
	return null;
}
function aliased(alias, work) {
	const anchored = work.anchors.get(alias.source);
	if (!anchored) return report(work, alias, "yaml-alias", `No anchor "&${alias.source}" stands above the alias "*${alias.source}"`);
	if (anchored.size === void 0) return report(work, alias, "yaml-alias-cycle", `The alias "*${alias.source}" stands inside what it repeats`);
	work.expanded += anchored.size;
	if (work.expanded - work.nodes > Math.max(MOST_ALIASED, work.nodes * 10)) return bomb(alias, work);
	work.targets.set(alias, anchored.node);
	return anchored.value;
}
function bomb(alias, work) {
	if (work.problems.some(({ code }) => code === "yaml-alias-bomb")) return null;
	return report(work, alias, "yaml-alias-bomb", `The aliases up to "*${alias.source}" multiply the document to ${work.expanded} values`);
}
function tagProblem(node, work) {
	if (node.tag === "!") report(work, node, "yaml-tag", "YAML reads \"!\" here as a tag and drops it");
}
function report(work, node, code, message) {
	const [start, end] = node.range ?? [0, 0];
	work.problems.push({
		code,
		message,
		start,
		end,
		recovered: true
	});
	return null;
}
// ../../work/main/packages/core/src/load/discover.ts
/** Where plans are looked for, unless `backout.yaml` says otherwise. */
const usualPlans = ["plans/**/{plan,*.plan}.{yaml,yml}", "{plan,*.plan}.{yaml,yml}"];
/**
* Paths of plan files, relative to the root, with `/`, each once. A selector is a file, a folder (all plans in it), or the `metadata.name`
* of a plan; paths are relative to the root, or absolute inside of it. Without selectors: all plans of the repository.
* Errors: `missing` for a selector that names nothing, `invalid` for a path outside the root.
*/
function discoverPlans(root, project, selectors) {
	const patterns = project?.plans ?? usualPlans;
	if (selectors.length === 0) return filesOf(root, patterns);
	return [...new Set(selectors.flatMap((selector) => select(root, patterns, selector)))];
}
function select(root, patterns, selector) {
	const path = resolve(root, selector);
	const stats = statSync(path, { throwIfNoEntry: false });
	if (stats?.isFile()) return [insideRoot(root, path, selector)];
	if (stats?.isDirectory()) return plansIn(root, insideRoot(root, path, selector), selector);
	return byName(root, filesOf(root, patterns), selector);
}
function plansIn(root, folder, selector) {
	const found = filesOf(root, [join(folder, "**/{plan,*.plan}.{yaml,yml}").replaceAll(sep, "/")]);
	if (found.length > 0) return found;
	throw new PlanError("missing", `Cannot find a plan in "${selector}": no file there is called plan.yaml or ends in .plan.yaml`);
}
function byName(root, paths, name) {
	const names = /* @__PURE__ */ new Map();
	for (const path of paths) {
		const found = nameIn(readFileSync(join(root, path), "utf8"));
		if (found !== void 0) names.set(found, [...names.get(found) ?? [], path]);
	}
	const named = names.get(name);
	if (named) return named;
	const near = closest(name, names.keys());
	throw new PlanError("missing", `Cannot find plan "${name}": it is no file, no folder, and no plan of the repository has that name`, { ...near !== void 0 && { hint: `Perhaps "${near}" was meant` } });
}
/** The `metadata.name` of a plan's text: read off the line where that is plain to see, else by parsing. */
function nameIn(text) {
	const plain = /^metadata:[ \t]*(?:#.*)?\r?\n(?:[ \t]*#.*\r?\n)*[ ]+name:[ \t]+([a-z0-9][\w.-]*)[ \t]*(?:#.*)?\r?$/m.exec(text);
	if (plain) return plain[1];
	const { contents, problems } = readYaml(text);
	const name = problems.length > 0 ? void 0 : valueAt(toValue(contents).value, "/metadata/name");
	return typeof name === "string" ? name : void 0;
}
function filesOf(root, patterns) {
	const files = globSync([...patterns], {
		cwd: root,
		exclude: (path) => /(?:^|[\\/])(?:node_modules|\.git|\.backout)$/.test(path)
	}).map((path) => path.replaceAll(sep, "/")).filter((path) => statSync(join(root, path), { throwIfNoEntry: false })?.isFile());
	return [...new Set(files)].sort();
}
function insideRoot(root, path, selector) {
	const inside = relative(resolve(root), path);
	if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) throw new PlanError("invalid", `Cannot use "${selector}": it is outside the repository "${root}"`, { hint: "Give the root of its repository with --root" });
	return inside.replaceAll(sep, "/");
}
// ../../work/main/packages/core/src/load/decode.ts
/** The largest plan or project file, in bytes (16 MiB). */
const MAX_BYTES = 16777216;
/**
* Decodes UTF-8. A byte order mark stays in the text, so that offsets are those of the file. Refused: other encodings,
* characters that YAML 1.2 does not allow (5.1 "Character Set"), files over {@link MAX_BYTES}.
*/
function decode(source) {
	if (source.length > 16777216) return {
		problem: `It is larger than ${MAX_BYTES / 1024 / 1024} MiB`,
		text: "",
		offset: 0
	};
	const decoded = typeof source === "string" ? { text: source } : decodeBytes(source);
	if ("problem" in decoded) return decoded;
	const offset = decoded.text.search(forbidden);
	if (offset < 0) return decoded;
	return {
		problem: `It holds the character ${codeOf(decoded.text, offset)}, which YAML does not allow`,
		text: decoded.text,
		offset
	};
}
/** The printable characters of YAML 1.2, negated; lone surrogates are no characters. */
const forbidden = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|(?<!^)\ufeff|\p{Surrogate}/u;
function decodeBytes(bytes) {
	const mark = utf16Mark(bytes);
	if (mark) return {
		problem: `It is encoded in ${mark}, not in UTF-8`,
		text: "",
		offset: 0
	};
	try {
		return { text: new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(bytes) };
	} catch {
		const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
		return {
			problem: "It is not encoded in UTF-8",
			text,
			offset: Math.max(0, text.indexOf("�"))
		};
	}
}
function utf16Mark(bytes) {
	if (bytes[0] === 255 && bytes[1] === 254) return "UTF-16 (little endian)";
	if (bytes[0] === 254 && bytes[1] === 255) return "UTF-16 (big endian)";
}
function codeOf(text, offset) {
	return `U+${text.codePointAt(offset).toString(16).toUpperCase().padStart(4, "0")}`;
}
// ../../work/main/packages/core/src/load/lines.ts
/** Finds the line and column of offsets; the lines are looked for once, when first needed. */
function lineFinder(file, text) {
	let starts;
	return (start, end) => {
		starts ??= lineStarts(text);
		const index = lastAtOrBefore(starts, start);
		const from = index === 0 && text.startsWith("﻿") ? 1 : starts[index];
		return {
			file,
			line: index + 1,
			column: Math.max(0, start - from) + 1,
			start,
			end
		};
	};
}
function lineStarts(text) {
	const starts = [0];
	for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
	return starts;
}
function lastAtOrBefore(sorted, value) {
	let low = 0;
	let high = sorted.length - 1;
	while (low < high) {
		const middle = low + high + 1 >> 1;
		if (sorted[middle] <= value) low = middle;
		else high = middle - 1;
	}
	return low;
}
// ../../work/main/packages/core/src/load/locate.ts
/** Follows a JSON Pointer as far as it goes, through aliases. */
function locate(contents, pointer, targets) {
	let located = {
		node: through(contents, targets),
		key: void 0,
		whole: true
	};
	for (const part of pointerParts(pointer)) {
		const next = step(located.node, part);
		if (!next) return {
			...located,
			whole: false
		};
		located = {
			node: through(next.node, targets),
			key: next.key,
			whole: true
		};
	}
	return located;
}
function step(node, part) {
	if (isSeq(node)) {
		const item = node.items[Number(part)];
		return item && {
			node: item,
			key: void 0
		};
	}
	if (!isMap(node)) return void 0;
	const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === part);
	return pair && {
		node: pair.value,
		key: pair.key
	};
}
function through(node, targets) {
	return isAlias(node) ? targets.get(node) ?? node : node;
}
// ../../work/main/packages/core/src/load/better-place.ts
/** Moves a problem that the parser notices late to where the mistake begins: at a quote or bracket that is never closed. */
function betterPlace(problem, contents, text) {
	if (problem.message.startsWith("Missing closing")) return atOpeningQuote(problem, contents, text);
	if (/must (?:be sufficiently indented and )?end with a/.test(problem.message)) return atOpeningBracket(problem, contents, text);
	return problem;
}
/** The value that lacks its quote swallows the rest of the file, so it is the last one. */
function atOpeningQuote(problem, contents, text) {
	const [start] = lastScalar(contents)?.range ?? [problem.start];
	return {
		...problem,
		code: "yaml-quote",
		message: `The quote ${text[start]} is opened here and never closed`,
		start,
		end: start + 1
	};
}
function lastScalar(node) {
	if (node === null || isScalar(node) || isAlias(node)) return node ?? void 0;
	const last = node.items.at(-1);
	return lastScalar(isPair(last) ? last.value ?? last.key : last ?? null);
}
/** The last flow collection that begins before the problem and does not end with its bracket. */
function atOpeningBracket(problem, contents, text) {
	let start = -1;
	visit(contents, (_, node) => {
		if (!isCollection(node) || node.flow !== true || !node.range || node.range[0] > problem.start) return;
		if (!/[}\]]/.test(text[node.range[1] - 1] ?? "")) start = node.range[0];
	});
	if (start < 0) return problem;
	return {
		...problem,
		code: "yaml-bracket",
		message: `The bracket "${text[start]}" is opened here and never closed`,
		start,
		end: start + 1
	};
}
// ../../work/main/packages/core/src/load/quote-scalar.ts
/** One line of text as a quoted YAML scalar with that very value: double quotes where nothing in it needs an escape, else single ones. */
function quoteScalar(text) {
	return /["\\]/.test(text) ? `'${text.replaceAll("'", "''")}'` : `"${text}"`;
}
/** A string as YAML: plain where that means the same everywhere, else in double quotes. */
function writeScalar(text) {
	return /^[A-Za-z_][\w./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off)$/i.test(text) ? text : JSON.stringify(text);
}
// ../../work/main/packages/core/src/load/mend-candidates.ts
/** Lines that people write, in UTF-16 units; what is longer is not mended, since there would be too much to try. */
const longestLine = 1e3;
/** How many candidates are tried for one problem at most. */
const mostCandidates = 60;
/**
* The values on the line of a problem that quotes might mend: each begins after a key, a dash or a bracket at or before the problem, and
* ends behind it, before a comment, a comma or closing brackets. The nearest beginning and the nearest end come first.
*/
function candidates(text, problem) {
	const from = text.lastIndexOf("\n", problem.start - 1) + 1;
	const line = lineAt(text, from);
	if (line.length > longestLine) return [];
	const at = problem.start - from;
	return startsIn(line).filter((start) => start < at || start === at && problem.code !== "yaml-flow-text").toReversed().flatMap((start) => endsIn(line, start).map((end) => candidate(line, start, end, from))).filter(({ raw, end }) => raw !== "" && end > problem.start).slice(0, mostCandidates);
}
function candidate(line, start, { at, inFlow }, from) {
	const raw = line.slice(start, at).trimEnd();
	return {
		start: from + start,
		end: from + start + raw.length,
		raw,
		quoted: quoteScalar(raw),
		inFlow
	};
}
function lineAt(text, from) {
	const end = text.indexOf("\n", from);
	return (end < 0 ? text.slice(from) : text.slice(from, end)).replace(/\r$/, "");
}
function startsIn(line) {
	const keys = [...line.matchAll(/(?:^[ \t]*(?:- +)*|[{,[] *)(?:"[^"]*"|'[^']*'|[A-Za-z_][\w.-]*):[ \t]+/g)];
	const items = [...line.matchAll(/^[ \t]*(?:- +)+|[[,] *(?=[^ ])/g)];
	return [...new Set([...keys, ...items].map((match) => match.index + match[0].length))].sort((a, b) => a - b);
}
function endsIn(line, start) {
	const rest = line.slice(start);
	const body = rest.slice(0, commentIn(rest)).trimEnd();
	const flow = [...beforeCommas(body), ...beforeClosers(body)].map((end) => ({
		at: start + end,
		inFlow: true
	}));
	const whole = {
		at: start + body.length,
		inFlow: false
	};
	return line.slice(0, start).includes("{") || line.slice(0, start).includes("[") || /[}\],]$/.test(body) ? [...flow, whole] : [whole];
}
function commentIn(rest) {
	const at = rest.search(/\s#/);
	return at < 0 ? rest.length : at;
}
function beforeCommas(body) {
	return [...body.matchAll(/,\s/g)].slice(0, 20).map((match) => match.index);
}
/** Ends before the brackets and commas at the end of a line, one more each time, from the innermost on. */
function beforeClosers(body) {
	const ends = [];
	let rest = body;
	while (/[}\],]\s*$/.test(rest) && ends.length < 6) {
		rest = rest.replace(/\s*[}\],]\s*$/, "");
		ends.push(rest.length);
	}
	return ends.toReversed();
}
// ../../work/main/packages/core/src/load/mend-wording.ts
/** Code and sentence for a value that YAML reads otherwise than it was meant; quotes mend it. */
function wording({ raw, inFlow }) {
	const first = raw[0];
	if (first === "!") return {
		code: "yaml-tag",
		message: `YAML reads "${firstWord(raw)}" as a tag and drops it: a value that begins with "!" needs quotes`
	};
	if (first === "\"" || first === "'") return {
		code: "yaml-quoted-text",
		message: `The value ends at its second ${first}, but text follows: the whole value needs quotes`
	};
	if (first === "*") return {
		code: "yaml-alias",
		message: `YAML reads "${firstWord(raw)}" as an alias: a value that begins with "*" needs quotes`
	};
	if (first === "&") return {
		code: "yaml-alias",
		message: `YAML reads "${firstWord(raw)}" as an anchor: a value that begins with "&" needs quotes`
	};
	if (/[@`%|>]/.test(first)) return {
		code: "yaml-reserved",
		message: `YAML keeps "${first}" for itself: a value that begins with it needs quotes`
	};
	if (inFlow && raw.includes("${{")) return {
		code: "yaml-flow-expression",
		message: "Between \"{\" and \"}\" an expression needs quotes, since its own braces are read as maps"
	};
	if (first === "[" || first === "{") return {
		code: "yaml-quoted-text",
		message: `The value that begins with "${first}" is closed, but text follows: the whole value needs quotes`
	};
	if (inFlow) return {
		code: "yaml-flow-text",
		message: "Between \"{\" and \"}\" a comma, a bracket or \": \" ends a value without quotes: this text needs quotes"
	};
	return {
		code: "yaml-colon",
		message: "\": \" begins a map inside of this value: text that holds it needs quotes"
	};
}
function firstWord(raw) {
	return raw.split(/[\s,}\]]/, 1)[0];
}
// ../../work/main/packages/core/src/load/text-edit.ts
/** Applies edits that do not overlap; their offsets are those of the text as given. */
function splice(text, edits) {
	let spliced = "";
	let at = 0;
	for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
		spliced += text.slice(at, edit.start) + edit.text;
		at = edit.end;
	}
	return spliced + text.slice(at);
}
/** Where an offset of the spliced text was before the edits; inside of a replacement, its beginning. */
function unsplice(edits, offset) {
	let shift = 0;
	for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start)) {
		if (offset < start + shift) break;
		if (offset < start + shift + text.length) return start;
		shift += text.length - (end - start);
	}
	return offset - shift;
}
// ../../work/main/packages/core/src/load/mend.ts
/**
* Reads a text, and where it is wrong tries what the author probably meant: values that lack quotes. A mended text is never
* run; it lets one report tell all mistakes of the file, with fixes that are known to work.
*/
function readMending(text) {
	let at = attempt(text, []);
	const mistakes = [];
	const givenUp = /* @__PURE__ */ new Set();
	let budget = Math.max(2, Math.min(40, Math.floor(1e6 / (text.length + 1))));
	for (let index = 0; index < at.problems.length && mistakes.length < mostMistakes; index++) {
		const problem = at.problems[index];
		const name = `${problem.code} ${unsplice(at.edits, problem.start)}`;
		if (givenUp.has(name)) continue;
		const mended = budget > 0 ? mend(text, at, problem, () => budget--) : void 0;
		mistakes.push(mended ? told(mended) : plainly(at, problem));
		givenUp.add(name);
		if (!mended && !problem.recovered) return reading(at, void 0, mistakes);
		if (mended) [at, index] = [mended, -1];
	}
	return reading(at, at.value, mistakes);
}
/** More mistakes than that are one mistake: it is no plan. */
const mostMistakes = 100;
function reading({ contents, targets, edits }, value, mistakes) {
	return {
		contents,
		value,
		targets,
		edits,
		mistakes: mistakes.toSorted((a, b) => a.start - b.start)
	};
}
function attempt(text, edits, candidate) {
	const current = edits.length === 0 ? text : splice(text, edits);
	const { contents, problems } = readYaml(current);
	const isBroken = problems.some(({ recovered }) => !recovered);
	const converted = toValue(isBroken ? null : contents);
	const all = isBroken ? problems : [...problems, ...converted.problems].sort((a, b) => a.start - b.start);
	const { value, targets } = converted;
	return {
		contents,
		value,
		targets,
		current,
		edits,
		problems: all,
		...candidate && { candidate }
	};
}
const mendable = /* @__PURE__ */ new Set([
	"yaml-syntax",
	"yaml-tag",
	"yaml-alias",
	"yaml-flow-text",
	"yaml-directive",
	"yaml-key"
]);
function mend(text, at, problem, spend) {
	if (!mendable.has(problem.code)) return void 0;
	for (const candidate of candidates(at.current, problem)) {
		if (!isPlausible(at.current, problem, candidate)) continue;
		const start = unsplice(at.edits, candidate.start);
		const end = start + candidate.raw.length;
		if (at.edits.some((edit) => edit.start < end && start < edit.end)) continue;
		spend();
		const next = attempt(text, [...at.edits, {
			start,
			end,
			text: candidate.quoted
		}], candidate);
		const until = candidate.start + candidate.quoted.length;
		if (next.problems.every((left) => left.start >= until || left.recovered && left.start < candidate.start)) return next;
	}
}
/** Whether the line reads well alone with the quotes. */
function isPlausible(text, problem, { start, end, quoted, raw }) {
	if (problem.code === "yaml-flow-text" && !/\s/.test(raw.replace(/,\s*/, ","))) return false;
	if (raw.startsWith("!!") || !isOver(raw, problem.start - start)) return false;
	const from = text.lastIndexOf("\n", start - 1) + 1;
	const to = text.indexOf("\n", end) < 0 ? text.length : text.indexOf("\n", end);
	return readsAlone(text.slice(from, start).trimStart(), quoted + withoutOthers(text.slice(end, to)));
}
/** Whether a value that begins with a quote or bracket has ended before the problem. */
function isOver(raw, problem) {
	const first = raw[0];
	if (first === "\"" || first === "'") return raw.indexOf(first, 1) > 0 && raw.indexOf(first, 1) < problem;
	if (first !== "[" && first !== "{") return true;
	const head = raw.slice(0, problem);
	return head.split(first).length === head.split(first === "[" ? "]" : "}").length;
}
/** The rest of a line without the beginnings of further mistakes, which get their turn. */
function withoutOthers(rest) {
	return rest.replace(/\$\{\{.*?\}\}/g, "x").replace(/([:,[] *)[!*]+/g, "$1x");
}
/** Whether nothing is wrong from the end of `head` on, be the line a piece of a map or of a list. */
function readsAlone(head, tail) {
	return [
		[head, tail],
		[`{${head.replace(/^- /, "")}`, `${tail}}`],
		[`[${head}`, `${tail}]`]
	].some(([before, after]) => attempt(before + after.trimEnd(), []).problems.every(({ recovered, start }) => recovered && start < before.length));
}
/** Most mistakes that are noticed where a line begins are one space too few or too many. */
function aboutIndentation(text, start) {
	const line = text.lastIndexOf("\n", start - 1) + 1;
	const above = text.slice(0, line).split("\n").findLast((one) => one.trim() !== "");
	if (above === void 0 || text.slice(line, start).trim() !== "") return void 0;
	const [own, other] = [indentOf$1(text.slice(line)), indentOf$1(above)];
	return own === other ? void 0 : `Look at the indentation: this line begins with ${spaces(own)}, and the one above with ${spaces(other)}`;
}
function indentOf$1(line) {
	return /^ */.exec(line)[0].length;
}
function spaces(count) {
	return count === 1 ? "1 space" : `${count} spaces`;
}
function told({ edits, candidate }) {
	const edit = edits.at(-1);
	return {
		...wording(candidate),
		start: edit.start,
		end: edit.end,
		edit
	};
}
function plainly({ edits, contents, current }, problem) {
	const { code, message, start, end } = betterPlace(problem, contents, current);
	const suggestion = code === "yaml-syntax" ? aboutIndentation(current, start) : void 0;
	return {
		code,
		message,
		start: unsplice(edits, start),
		end: Math.max(unsplice(edits, end), unsplice(edits, start)),
		...suggestion !== void 0 && { suggestion }
	};
}
// ../../work/main/packages/core/src/load/offsets-within.ts
/**
* Offsets in the file of a part of a string value. Undefined where the value is not written as it reads: escapes,
* folded lines, or a text that was mended.
*/
function offsetsWithin(reading, text, pointer, from, to) {
	if (reading.edits.length > 0) return void 0;
	const { node, whole } = locate(reading.contents, pointer, reading.targets);
	if (!whole || !isScalar(node) || typeof node.value !== "string" || !node.range) return void 0;
	return node.type === "BLOCK_LITERAL" ? inBlock(node, text, from, to) : inFlow(node, text, from, to);
}
function inFlow({ value, type, range }, text, from, to) {
	const start = range[0] + (type === "PLAIN" ? 0 : 1);
	return text.startsWith(value, start) ? [start + from, start + to] : void 0;
}
/** A literal block: its lines stand in the file one by one, behind the same indentation. */
function inBlock({ value, range }, text, from, to) {
	const line = value.slice(0, from).split("\n").length - 1;
	const lineStart = value.lastIndexOf("\n", from - 1) + 1;
	const lineEnd = value.indexOf("\n", lineStart) < 0 ? value.length : value.indexOf("\n", lineStart);
	const content = value.slice(lineStart, lineEnd);
	let at = text.indexOf("\n", range[0]) + 1;
	for (let index = 0; index < line && at > 0; index++) at = text.indexOf("\n", at) + 1;
	const column = at > 0 ? text.indexOf(content, at) : -1;
	if (column < 0 || text.slice(at, column).trim() !== "") return void 0;
	return [column + from - lineStart, column + Math.min(to, lineEnd) - lineStart];
}
// ../../work/main/packages/core/src/load/document.ts
/** Loads a plan file. Never throws: whatever is wrong is in `diagnostics`. */
function loadPlanFile(file) {
	return loadDocument(file, "plan");
}
/** Loads a `backout.yaml`. Never throws: whatever is wrong is in `diagnostics`. */
function loadProjectFile(file) {
	return loadDocument(file, "project");
}
function loadDocument({ path, text: source }, kind) {
	const decoded = decode(source);
	const { text } = decoded;
	const find = lineFinder(path, text);
	const reading = "problem" in decoded ? unreadable(decoded) : readMending(text);
	const mistakes = reading.value === null && reading.mistakes.length === 0 ? [emptyFile(kind)] : reading.mistakes;
	return {
		path,
		text,
		value: reading.value ?? void 0,
		diagnostics: mistakes.map((mistake) => diagnosticOf(mistake, path, find)),
		rangeOf: (pointer, part = "value") => {
			const [start, end] = offsetsOf(reading, pointer, part);
			return find(start, end);
		},
		rangeWithin: (pointer, from, to) => {
			const [start, end] = offsetsWithin(reading, text, pointer, from, to) ?? offsetsOf(reading, pointer, "value");
			return find(start, end);
		},
		reading
	};
}
function offsetsOf({ contents, targets, edits }, pointer, part) {
	const { node, key, whole } = locate(contents, pointer, targets);
	const [start, end] = ((part === "key" || !whole || !node ? key : void 0) ?? node ?? key)?.range ?? [0, 0];
	return [unsplice(edits, start), unsplice(edits, end)];
}
function diagnosticOf({ code, message, start, end, suggestion, edit }, file, find) {
	const diagnostic = {
		code,
		severity: "error",
		message,
		at: find(start, end)
	};
	if (!edit) return {
		...diagnostic,
		...suggestion !== void 0 && { suggestion }
	};
	return {
		...diagnostic,
		suggestion: `Write ${edit.text}`,
		fix: {
			title: "Put the value in quotes",
			edits: [{
				file,
				...edit
			}]
		}
	};
}
function unreadable({ problem, offset }) {
	const mistake = {
		code: "yaml-encoding",
		message: `Cannot read the file as YAML: ${problem.charAt(0).toLowerCase()}${problem.slice(1)}`
	};
	return {
		contents: null,
		value: void 0,
		targets: /* @__PURE__ */ new Map(),
		edits: [],
		mistakes: [{
			...mistake,
			start: offset,
			end: offset + 1
		}]
	};
}
function emptyFile(kind) {
	return {
		code: "yaml-empty",
		message: `The file is empty: ${kind === "plan" ? "a plan begins with \"apiVersion: backout/v1\"" : "a project file begins with \"apiVersion: backout/v1\""}`,
		start: 0,
		end: 0
	};
}
// ../../work/main/packages/core/src/load/edit.ts
/**
* Edits that add `addition` to what stands at a JSON Pointer: keys to maps, items to lists, deeply. The file is not reflowed:
* everything else stays as it is, to the byte. None where the place is not there, or is an alias or something else than `addition`.
*/
function addTo(document, pointer, addition) {
	const { contents, targets, edits } = document.reading;
	if (edits.length > 0) return [];
	const { node, whole } = locate(contents, pointer, targets);
	return whole && node ? add(document.text, node, addition) : [];
}
/** An edit that writes a new top-level key, as lines of their own, before the first of `before` that is there, else at the end. */
function addSection(document, key, lines, before) {
	const { contents, edits } = document.reading;
	if (edits.length > 0 || !isMap(contents) || contents.flow === true) return [];
	const next = contents.items.find((pair) => isScalar(pair.key) && before.includes(String(pair.key.value)));
	const section = [`${key}:`, ...lines.map((line) => `  ${line}`)].join("\n");
	if (next) return [insertion(aboveComments(document.text, next.key.range[0]), `${section}\n`)];
	const end = document.text.trimEnd().length;
	return [insertion(end, `\n${section}`)];
}
/** An edit that gives the key at a JSON Pointer another name. */
function renameKey(document, pointer, name) {
	const { contents, targets, edits } = document.reading;
	const { key, whole } = locate(contents, pointer, targets);
	if (edits.length > 0 || !whole || !key?.range) return [];
	return [{
		start: key.range[0],
		end: key.range[1],
		text: writeScalar(name)
	}];
}
/** An edit that replaces the text at a JSON Pointer. */
function replaceText(document, pointer, text) {
	const { contents, targets, edits } = document.reading;
	const { node, whole } = locate(contents, pointer, targets);
	if (edits.length > 0 || !whole || !isScalar(node) || !node.range || node.type?.startsWith("BLOCK_")) return [];
	return [{
		start: node.range[0],
		end: node.range[1],
		text: writeScalar(text)
	}];
}
function add(text, node, addition) {
	if (isSeq(node) && isList(addition)) return addItems(text, node, addition);
	if (!isMap(node) || addition === null || typeof addition !== "object" || isList(addition)) return [];
	const entries = Object.entries(addition);
	const known = (key) => node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
	const deeper = entries.flatMap(([key, item]) => known(key)?.value ? add(text, known(key).value, item) : []);
	const fresh = entries.filter(([key]) => !known(key)).map(([key, item]) => `${writeScalar(key)}: ${writeFlow(item)}`);
	return [...deeper, ...fresh.length > 0 ? addLines(text, node, fresh) : []];
}
function addItems(text, list, items) {
	return items.length === 0 ? [] : addLines(text, list, items.map((item) => (list.flow === true ? "" : "- ") + writeFlow(item)));
}
/** In a flow collection behind the last item, else on lines of their own behind it. */
function addLines(text, collection, lines) {
	const last = collection.items.at(-1);
	if (collection.flow === true) return [insertion(last ? endOf(last) : collection.range[0] + 1, last ? `, ${lines.join(", ")}` : lines.join(", "))];
	const indent = last && indentOf(text, collection);
	if (indent === void 0) return [];
	const end = endOf(last);
	if (text[end - 1] === "\n") return [insertion(end, lines.map((line) => `${indent}${line}\n`).join(""))];
	const lineEnd = text.indexOf("\n", end) < 0 ? text.length : text.indexOf("\n", end);
	return [insertion(text[lineEnd - 1] === "\r" ? lineEnd - 1 : lineEnd, lines.map((line) => `\n${indent}${line}`).join(""))];
}
function insertion(at, text) {
	return {
		start: at,
		end: at,
		text
	};
}
function startOf(item) {
	return (isPair(item) ? item.key : item).range[0];
}
/** Where the last thing in an item ends. */
function endOf(item) {
	const node = isPair(item) ? item.value ?? item.key : item;
	if (isScalar(node) || isAlias(node) || node.flow === true || node.items.length === 0) return node.range[1];
	return endOf(node.items.at(-1));
}
/** What stands before each key or dash of a block collection; undefined where the first line holds something else. */
function indentOf(text, collection) {
	const first = startOf(collection.items[0]);
	const before = text.slice(text.lastIndexOf("\n", first - 1) + 1, first).replace("﻿", "");
	return (isSeq(collection) ? /^( *)- +$/ : /^( *(?:- +)*)$/).exec(before)?.[1]?.replaceAll("-", " ");
}
/** The start of the line, or of the comment lines that stand right above it. */
function aboveComments(text, at) {
	let start = text.lastIndexOf("\n", at - 1) + 1;
	for (;;) {
		const above = text.lastIndexOf("\n", start - 2) + 1;
		if (start === 0 || !/^[ \t]*#/.test(text.slice(above, start))) return start;
		start = above;
	}
}
/** A value as YAML on one line; texts in double quotes. */
function writeFlow(value) {
	if (typeof value === "string") return JSON.stringify(value);
	if (value === null || typeof value !== "object") return String(value);
	if (isList(value)) return `[${value.map(writeFlow).join(", ")}]`;
	return `{ ${Object.entries(value).map(([key, item]) => `${writeScalar(key)}: ${writeFlow(item)}`).join(", ")} }`;
}
// ../../work/main/packages/core/src/load/index.ts
var load_exports = /* @__PURE__ */ __exportAll({
	PROJECT_FILE: () => PROJECT_FILE,
	addSection: () => addSection,
	addTo: () => addTo,
	discoverPlans: () => discoverPlans,
	findRoot: () => findRoot,
	loadPlanFile: () => loadPlanFile,
	loadProjectFile: () => loadProjectFile,
	pointTo: () => pointTo,
	pointerParts: () => pointerParts,
	renameKey: () => renameKey,
	replaceText: () => replaceText,
	splice: () => splice,
	usualPlans: () => usualPlans,
	valueAt: () => valueAt,
	writeFlow: () => writeFlow
});
export { replaceText as a, splice as c, pointerParts as d, valueAt as f, renameKey as i, discoverPlans as l, addSection as n, writeFlow as o, addTo as r, loadPlanFile as s, load_exports as t, pointTo as u };
