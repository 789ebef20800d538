import { n as PlanError, o as isList } from "./model-BXsTrnic.js";
import { t as closest } from "./closest-Dn60GzNn.js";
import { createRequire } from "node:module";
import { Script, createContext } from "node:vm";
// ../../work/main/packages/core/src/expression/library.ts
let loaded;
/** The CEL library, loaded when it is first needed (about 90 ms); synchronously, so that checks need not wait. */
function library() {
	loaded ??= createRequire(import.meta.url)("@bufbuild/cel");
	return loaded;
}
// ../../work/main/packages/core/src/expression/node.ts
/** The nodes directly below. */
function childrenOf$1(node) {
	switch (node.kind) {
		case "literal":
		case "name": return [];
		case "select": return [node.operand];
		case "index": return [node.operand, node.index];
		case "call": return node.target ? [node.target, ...node.args] : node.args;
		case "list": return node.items;
		case "map": return node.entries.flat();
		case "message": return node.values;
		default: return node;
	}
}
/** The variable that a macro binds (`x` of `list.all(x, …)`), or undefined for any other call. */
function boundBy(node) {
	if (node.kind !== "call" || node.target === void 0 || !macros.has(node.function)) return void 0;
	const [variable] = node.args;
	return (node.function === "map" ? [2, 3] : [2]).includes(node.args.length) && variable?.kind === "name" ? variable.name : void 0;
}
const macros = /* @__PURE__ */ new Set([
	"all",
	"exists",
	"exists_one",
	"existsOne",
	"map",
	"filter"
]);
// ../../work/main/packages/core/src/expression/constants.ts
/** Calls on literals that cannot succeed: `duration("5 minutes")`, `x.matches("[")`. Only these make a check load the library. */
function checkConstants(node, problems) {
	for (const child of childrenOf$1(node)) checkConstants(child, problems);
	const source = sourceOf(node);
	if (source === void 0) return;
	const result = library().run(source);
	if (library().isCelError(result)) problems.push({
		node,
		message: `it cannot succeed: ${result.message}`
	});
	else if (typeof result === "number" && Number.isNaN(result)) problems.push({
		node,
		message: "it cannot succeed: that is not a number"
	});
}
const conversions = /* @__PURE__ */ new Set([
	"int",
	"uint",
	"double",
	"bool",
	"timestamp",
	"duration"
]);
function sourceOf(node) {
	if (node.kind !== "call") return void 0;
	const [arg] = node.args;
	if (node.args.length !== 1 || arg?.kind !== "literal" || arg.type !== "string") return void 0;
	if (node.target === void 0) return conversions.has(node.function) ? `${node.function}(${JSON.stringify(arg.value)})` : void 0;
	return node.function === "matches" ? `"".matches(${JSON.stringify(arg.value)})` : void 0;
}
// ../../work/main/packages/core/src/expression/read-tokens.ts
/**
* The tokens of an expression, or undefined where it uses anything but plain names, decimal numbers, one-line strings without
* escapes, and operators: the library then reads it.
*/
function readTokens(expression) {
	const tokens = [];
	token.lastIndex = 0;
	while (token.lastIndex < expression.length) {
		const match = token.exec(expression);
		if (!match) return void 0;
		const [whole, blank, name, double, int, string, sign] = match;
		const start = match.index;
		const end = start + whole.length;
		if (blank !== void 0) continue;
		if (name !== void 0) {
			if (reserved.has(name) || isPrefix(name, expression[end])) return void 0;
			tokens.push({
				kind: "name",
				text: name,
				start,
				end
			});
		} else if (double ?? int) {
			if (/[\w.]/.test(expression[end] ?? "")) return void 0;
			tokens.push({
				kind: double ? "double" : "int",
				text: whole,
				start,
				end
			});
		} else if (string !== void 0) {
			if (isTriple(expression, start, end)) return void 0;
			tokens.push({
				kind: "string",
				text: whole.slice(1, -1),
				start,
				end
			});
		} else {
			if (whole === "/" && expression[end] === "/") return void 0;
			tokens.push({
				kind: "sign",
				text: sign,
				start,
				end
			});
		}
	}
	tokens.push({
		kind: "end",
		text: "",
		start: expression.length,
		end: expression.length
	});
	return tokens;
}
const token = /([ \t\r\n]+)|([A-Za-z_]\w*)|((?:0|[1-9]\d{0,15})\.\d{1,15})|(0|[1-9]\d{0,17})|("[^"\\\r\n]*"|'[^'\\\r\n]*')|(&&|\|\||==|!=|<=|>=|[<>+\-*/%!?:.,()[\]{}])/y;
const reserved = new Set("as break const continue else for function if import let loop package namespace return var void while".split(" "));
/** Whether a name is the prefix of a raw or bytes string. */
function isPrefix(name, next) {
	return (next === "\"" || next === "'") && /^(?:[rRbB]|[rR][bB]|[bB][rR])$/.test(name);
}
function isTriple(expression, start, end) {
	return end - start === 2 && expression[end] === expression[start];
}
// ../../work/main/packages/core/src/expression/read-expression.ts
/**
* Reads the everyday part of CEL without loading the library, which takes longer than all else that validating a plan does.
* Undefined means "ask the library": for everything unusual and for everything wrong. Whatever it does read, it reads exactly
* as the library would; a test compares the two on random expressions.
*/
function readExpression(expression) {
	const tokens = readTokens(expression);
	if (!tokens) return void 0;
	try {
		const reader = new Reader(tokens);
		const node = reader.ternary();
		return reader.peek().kind === "end" ? node : void 0;
	} catch (error) {
		if (error === unusual) return void 0;
		throw error;
	}
}
const unusual = /* @__PURE__ */ new Error("not in the everyday part");
const deepest = 100;
/** Binary operators by level, loosest first; the grammar is that of the CEL specification. */
const levels = [
	["||"],
	["&&"],
	[
		"<",
		"<=",
		">=",
		">",
		"==",
		"!=",
		"in"
	],
	["+", "-"],
	[
		"*",
		"/",
		"%"
	]
];
var Reader = class {
	#tokens;
	#at = 0;
	#depth = 0;
	constructor(tokens) {
		this.#tokens = tokens;
	}
	peek() {
		return this.#tokens[this.#at];
	}
	ternary() {
		if (++this.#depth > deepest) throw unusual;
		const condition = this.#binary(0);
		let node = condition;
		if (this.#takes("?")) {
			const yes = this.#binary(0);
			this.#expect(":");
			const no = this.ternary();
			node = call("_?_:_", [
				condition,
				yes,
				no
			], condition.start, no.end);
		}
		this.#depth--;
		return node;
	}
	#binary(level) {
		const operators = levels[level];
		if (!operators) return this.#unary();
		let left = this.#binary(level + 1);
		for (;;) {
			const { text, kind } = this.peek();
			if (!operators.includes(text) || !(kind === "sign" || kind === "name")) return left;
			this.#at++;
			left = combine(text, left, this.#binary(level + 1));
		}
	}
	#unary() {
		const { text, kind, start } = this.peek();
		if (kind !== "sign" || text !== "!" && text !== "-") return this.#member();
		this.#at++;
		const next = this.peek();
		if (next.text === "!" || next.text === "-") throw unusual;
		if (text === "-" && (next.kind === "int" || next.kind === "double")) return this.#negative(start, next);
		const operand = this.#member();
		const name = text === "!" ? "!_" : "-_";
		if (operand.kind === "call" && operand.function === name) throw unusual;
		return call(name, [operand], start, operand.end);
	}
	/** A negative literal; the library folds the sign only where it touches the digits. */
	#negative(start, number) {
		this.#at++;
		const follows = this.peek().text;
		if (number.start !== start + 1 || follows === "." || follows === "[") throw unusual;
		return {
			...numberOf(number, -1),
			start
		};
	}
	#member() {
		let node = this.#primary();
		for (;;) if (this.#takes(".")) node = this.#selection(node);
		else if (this.#takes("[")) {
			const index = this.ternary();
			node = {
				kind: "index",
				operand: node,
				index,
				start: node.start,
				end: this.#expect("]").end
			};
		} else return node;
	}
	#selection(operand) {
		const field = this.#name();
		if (!this.#takes("(")) return {
			kind: "select",
			operand,
			field: field.text,
			test: false,
			start: operand.start,
			end: field.end
		};
		const args = this.#list(")");
		return {
			kind: "call",
			target: operand,
			function: field.text,
			args,
			start: operand.start,
			end: this.#last().end
		};
	}
	#primary() {
		const token = this.peek();
		this.#at++;
		switch (token.kind) {
			case "int":
			case "double": return numberOf(token, 1);
			case "string": return {
				kind: "literal",
				type: "string",
				value: token.text,
				start: token.start,
				end: token.end
			};
			case "name": return this.#named(token);
			case "sign": return this.#bracketed(token);
			case "end": throw unusual;
			default: return token.kind;
		}
	}
	#named(token) {
		const { text, start, end } = token;
		const constant = constants.get(text);
		if (constant) return {
			...constant,
			start,
			end
		};
		if (text === "in" || this.peek().text === "{" || /^(true|false)/.test(text)) throw unusual;
		if (this.peek().kind !== "sign" || !this.#takes("(")) return {
			kind: "name",
			name: text,
			start,
			end
		};
		const args = this.#list(")");
		return text === "has" ? presence(args, start, this.#last().end) : call(text, args, start, this.#last().end);
	}
	#bracketed(token) {
		const { text, start } = token;
		if (text === "(") return {
			...this.ternary(),
			start,
			end: this.#expect(")").end
		};
		if (text === "[") return {
			kind: "list",
			items: this.#list("]"),
			start,
			end: this.#last().end
		};
		if (text === "{") return {
			kind: "map",
			entries: this.#entries(),
			start,
			end: this.#last().end
		};
		throw unusual;
	}
	#list(close) {
		const items = [];
		if (this.#takes(close)) return items;
		do
			items.push(this.ternary());
		while (this.#takes(","));
		this.#expect(close);
		return items;
	}
	#entries() {
		const entries = [];
		if (this.#takes("}")) return entries;
		do {
			const key = this.ternary();
			this.#expect(":");
			entries.push([key, this.ternary()]);
		} while (this.#takes(","));
		this.#expect("}");
		return entries;
	}
	#name() {
		const token = this.peek();
		if (token.kind !== "name" || token.text === "in" || constants.has(token.text)) throw unusual;
		this.#at++;
		return token;
	}
	#takes(sign) {
		const token = this.peek();
		if (token.kind !== "sign" || token.text !== sign) return false;
		this.#at++;
		return true;
	}
	#expect(sign) {
		if (!this.#takes(sign)) throw unusual;
		return this.#last();
	}
	#last() {
		return this.#tokens[this.#at - 1];
	}
};
const constants = /* @__PURE__ */ new Map([
	["true", {
		kind: "literal",
		type: "bool",
		value: true
	}],
	["false", {
		kind: "literal",
		type: "bool",
		value: false
	}],
	["null", {
		kind: "literal",
		type: "null",
		value: null
	}]
]);
function numberOf({ kind, text, start, end }, sign) {
	return kind === "int" ? {
		kind: "literal",
		type: "int",
		value: BigInt(text) * BigInt(sign),
		start,
		end
	} : {
		kind: "literal",
		type: "double",
		value: Number(text) * sign,
		start,
		end
	};
}
function call(name, args, start, end) {
	return {
		kind: "call",
		function: name,
		args,
		start,
		end
	};
}
function combine(operator, left, right) {
	const name = operator === "in" ? "@in" : `_${operator}_`;
	const { start } = left;
	if (operator !== "&&" && operator !== "||") return call(name, [left, right], start, right.end);
	return call(name, [...termsOf(name, left), ...termsOf(name, right)], start, right.end);
}
function termsOf(name, node) {
	return node.kind === "call" && node.function === name ? node.args : [node];
}
/** `has(a.b)`; anything else in it is an error, which the library words. */
function presence(args, start, end) {
	const [selection] = args;
	if (args.length !== 1 || selection?.kind !== "select" || selection.test) throw unusual;
	return {
		...selection,
		test: true,
		start,
		end
	};
}
// ../../work/main/packages/core/src/expression/read-with-library.ts
/** Longest expression, in UTF-16 units; everything that costs more than linear time starts from here. */
const longestExpression = 1e4;
/** Parses with the library; its syntax errors come back as values. */
function parse(expression) {
	if (expression.trim() === "") return {
		message: "it is empty",
		offset: 0
	};
	if (expression.length > 1e4) return {
		message: `it is longer than ${longestExpression} characters`,
		offset: 0
	};
	try {
		const parsed = library().parse(expression);
		return halfWord(expression, parsed) ?? parsed;
	} catch (error) {
		if (error instanceof RangeError) return {
			message: "it is nested too deeply",
			offset: 0
		};
		return problemOf(expression, error);
	}
}
/** Reads with the library, for all that `readExpression` leaves to it. */
function readWithLibrary(expression) {
	const parsed = parse(expression);
	if (!("expr" in parsed)) return parsed;
	const reader = new TreeReader(parsed);
	const node = reader.read(parsed.expr);
	return reader.problem ?? node;
}
/** The text of a node: as written where its place is known, else in the library's own spelling. */
function textOf$2(node, expression) {
	return node.end === void 0 ? spelled.get(node)?.() ?? expression : expression.slice(node.start, node.end);
}
const spelled = /* @__PURE__ */ new WeakMap();
/** Whether reading gave a problem. */
function isProblem(read) {
	return "message" in read && !("expr" in read) && !("kind" in read);
}
/** The library reads `not inputs.x` as `not in puts.x`. */
function halfWord(expression, { sourceInfo, expr }) {
	if (!/\bin\w/.test(expression)) return void 0;
	const wrong = insOf(expr).map((id) => sourceInfo?.positions[id] ?? 0).find((at) => /^\s*in\w/.test(expression.slice(at)));
	if (wrong === void 0) return void 0;
	const at = expression.indexOf("in", wrong);
	return {
		message: unexpected(expression, at),
		offset: at
	};
}
/** Ids of all `in` operators. */
function insOf(value) {
	if (value === null || typeof value !== "object") return [];
	const { id, exprKind } = value;
	return [...exprKind?.case === "callExpr" && exprKind.value.function === "@in" ? [String(id)] : [], ...Object.values(value).flatMap(insOf)];
}
function unexpected(expression, offset) {
	const rest = expression.slice(offset);
	return rest.trim() === "" ? "it ends too early" : `unexpected "${/^\w+|^\s*\S/.exec(rest)?.[0].trim()}"`;
}
function problemOf(expression, error) {
	const offset = error.location?.start.offset ?? 0;
	const message = (error.rawMessage ?? error.message).replace(/^<input>:\d+:\d+: /, "");
	return {
		message: message.includes(" but expecting ") ? unexpected(expression, offset) : message,
		offset
	};
}
const smallestInt = -(2n ** 63n);
const largestInt = 2n ** 63n - 1n;
const largestUint = 2n ** 64n - 1n;
/** Turns the library's tree into nodes, with macros as they were written. */
var TreeReader = class {
	#parsed;
	problem;
	constructor(parsed) {
		this.#parsed = parsed;
	}
	read(expr) {
		if (!expr) throw new Error("the library gave an incomplete tree");
		const node = this.#node(expr);
		spelled.set(node, () => library().unparse({
			...this.#parsed,
			expr
		}));
		return node;
	}
	#node(expr) {
		const { exprKind } = this.#asWritten(expr);
		const start = this.#parsed.sourceInfo?.positions[expr.id.toString()] ?? 0;
		const place = {
			start,
			end: void 0
		};
		switch (exprKind.case) {
			case "constExpr": return {
				...place,
				...this.#literal(exprKind.value.constantKind, start)
			};
			case "identExpr": return {
				kind: "name",
				name: exprKind.value.name,
				start,
				end: start + exprKind.value.name.length
			};
			case "selectExpr": {
				const operand = this.read(exprKind.value.operand);
				return {
					...startOf(operand),
					kind: "select",
					operand,
					field: exprKind.value.field,
					test: exprKind.value.testOnly
				};
			}
			case "callExpr": return this.#call(exprKind.value, start);
			case "listExpr": return {
				...place,
				kind: "list",
				items: exprKind.value.elements.map((item) => this.read(item))
			};
			case "structExpr": return this.#struct(exprKind.value, start);
			default: throw new Error(`the library gave a tree with "${exprKind.case}"`);
		}
	}
	/** A macro is kept expanded, and as written beside the tree; inside another macro only there. */
	#asWritten(expr) {
		return (expr.exprKind.case === "comprehensionExpr" || expr.exprKind.case === void 0 ? this.#parsed.sourceInfo?.macroCalls[expr.id.toString()] : void 0) ?? expr;
	}
	#call(value, start) {
		const [selection] = value.args;
		if (value.function === "has" && value.target === void 0 && selection?.exprKind.case === "selectExpr") {
			const { operand, field } = selection.exprKind.value;
			return {
				kind: "select",
				operand: this.read(operand),
				field,
				test: true,
				start,
				end: void 0
			};
		}
		const target = value.target && this.read(value.target);
		const args = value.args.map((arg) => this.read(arg));
		const first = target ?? (/\w/.test(value.function[0]) && value.function !== "_" && !value.function.startsWith("_") ? void 0 : args[0]);
		const place = {
			start: first ? Math.min(first.start, start) : start,
			end: void 0
		};
		if (value.function === "_[_]") return {
			...place,
			kind: "index",
			operand: args[0],
			index: args[1]
		};
		const flat = value.function === "_&&_" || value.function === "_||_" ? args.flatMap((arg) => sameCall(value.function, arg)) : args;
		return {
			...place,
			kind: "call",
			...target && { target },
			function: value.function,
			args: flat
		};
	}
	#struct(value, start) {
		const values = value.entries.map((entry) => this.read(entry.value));
		if (value.messageName !== "") return {
			kind: "message",
			name: value.messageName,
			values,
			start,
			end: void 0
		};
		return {
			kind: "map",
			entries: value.entries.map((entry, index) => {
				return [(entry.keyKind.case === "mapKey" ? this.read(entry.keyKind.value) : void 0) ?? values[index], values[index]];
			}),
			start,
			end: void 0
		};
	}
	#literal(constant, start) {
		const [type, value] = literalOf$1(constant);
		if (type === "int" && (value < smallestInt || value > largestInt)) this.#tooLarge(start, 64);
		if (type === "uint" && value > largestUint) this.#tooLarge(start, 64);
		return {
			kind: "literal",
			type,
			value
		};
	}
	#tooLarge(offset, bits) {
		this.problem ??= {
			message: `the number does not fit into ${bits} bits`,
			offset
		};
	}
};
function startOf({ start }) {
	return {
		start,
		end: void 0
	};
}
function sameCall(name, node) {
	return node.kind === "call" && node.function === name ? node.args : [node];
}
function literalOf$1(constant) {
	switch (constant.case) {
		case "int64Value": return ["int", constant.value];
		case "uint64Value": return ["uint", constant.value];
		case "doubleValue": return ["double", constant.value];
		case "stringValue": return ["string", constant.value];
		case "bytesValue": return ["bytes", constant.value];
		case "boolValue": return ["bool", constant.value];
		default: return ["null", null];
	}
}
// ../../work/main/packages/core/src/expression/read.ts
const kept$1 = /* @__PURE__ */ new Map();
const most$1 = 1e4;
/** Reads an expression: quickly where it is an everyday one, else with the library. Remembered, since plans repeat themselves. */
function read(expression) {
	const known = kept$1.get(expression);
	if (known) return known;
	const node = readExpression(expression) ?? readWithLibrary(expression);
	if (kept$1.size >= most$1) kept$1.clear();
	kept$1.set(expression, node);
	return node;
}
// ../../work/main/packages/core/src/expression/names.ts
/** All names that may stand at the beginning. */
const roots = [
	"inputs",
	"environment",
	"secrets",
	"steps",
	"outputs",
	"each",
	"run"
];
/** Names that CEL itself gives a meaning: `type(x) == int`. */
const typeNames = /* @__PURE__ */ new Set([
	"int",
	"uint",
	"double",
	"bool",
	"string",
	"bytes",
	"list",
	"map",
	"null_type",
	"type"
]);
/** The names that an expression reads; none for one with a syntax error. */
function namesIn(expression) {
	const node = read(expression);
	return summarise(isProblem(node) ? [] : referencesOf(node));
}
/** Every reference of a read expression, without the variables of macros. */
function referencesOf(node, bound = /* @__PURE__ */ new Set()) {
	const chain = chainOf(node);
	if (chain) {
		const rest = indexesOf(node).flatMap((index) => referencesOf(index, bound));
		return bound.has(chain.path[0]) ? rest : [chain, ...rest];
	}
	const variable = boundBy(node);
	if (variable === void 0 || node.kind !== "call") return childrenOf$1(node).flatMap((child) => referencesOf(child, bound));
	const inner = /* @__PURE__ */ new Set([...bound, variable]);
	return [...referencesOf(node.target, bound), ...node.args.slice(1).flatMap((arg) => referencesOf(arg, inner))];
}
function chainOf(node) {
	if (node.kind === "name") return {
		path: [node.name],
		start: node.start,
		end: node.end,
		tested: false
	};
	if (node.kind !== "select" && node.kind !== "index") return void 0;
	const chain = chainOf(node.operand);
	if (!chain) return void 0;
	const part = node.kind === "select" ? node.field : literalText(node.index);
	return {
		path: [...chain.path, part],
		start: chain.start,
		end: node.end,
		tested: chain.tested || node.kind === "select" && node.test
	};
}
function literalText(node) {
	return node.kind === "literal" && node.type === "string" ? node.value : void 0;
}
/** The computed indexes inside a chain, which hold references of their own. */
function indexesOf(node) {
	if (node.kind === "select") return indexesOf(node.operand);
	if (node.kind !== "index") return [];
	return [...indexesOf(node.operand), ...node.index.kind === "literal" ? [] : [node.index]];
}
function summarise(references) {
	const under = (root) => unique(references.flatMap(({ path }) => path[0] === root && path[1] !== void 0 ? [path[1]] : []));
	const reads = (root) => references.some(({ path }) => path[0] === root);
	const isKnown = (name) => roots.includes(name) || typeNames.has(name);
	return {
		inputs: under("inputs"),
		secrets: under("secrets"),
		steps: under("steps"),
		outputs: reads("outputs"),
		each: reads("each"),
		environment: reads("environment"),
		run: reads("run"),
		unknown: unique(references.map(({ path }) => path[0]).filter((name) => !isKnown(name))),
		computed: unique(references.filter(isComputed).map(({ path }) => path[0]))
	};
}
function isComputed({ path }) {
	return [
		"inputs",
		"secrets",
		"steps"
	].includes(path[0]) && path[1] === void 0;
}
function unique(names) {
	return [...new Set(names)];
}
// ../../work/main/packages/core/src/expression/check-names.ts
/** Names that stand for nothing, or that may not be read here. */
function checkNames(node, declared) {
	const references = referencesOf(node);
	const tested = new Set(references.flatMap((one) => one.tested && one.path[0] === "steps" ? [one.path[1]] : []));
	return references.flatMap((reference) => problemWith(reference, declared, tested) ?? []);
}
function problemWith(reference, declared, tested) {
	const [root, name] = reference.path;
	switch (root) {
		case "inputs": return reference.path.length > 1 && name !== void 0 ? inputProblem(reference, name, declared) : void 0;
		case "secrets": return name === void 0 ? wrong(reference, "a secret must be named, as in secrets.CRM_URL, so that it is known before the plan starts") : void 0;
		case "steps": return stepProblem(reference, declared, tested);
		case "outputs": return declared.outputs ? void 0 : wrong(reference, "there are no \"outputs\" here: they are in scope in `assert`");
		case "each":
			if (!declared.each) return wrong(reference, "there is no \"each\" here: it is in scope in a step with `forEach`");
			return name === "value" ? void 0 : wrong(reference, "\"each\" has only \"value\"", "each.value");
		case "run": return name === "id" || name === "startedAt" || reference.path.length === 1 ? void 0 : wrong(reference, "\"run\" has only \"id\" and \"startedAt\"");
		case "environment": return reference.path.length > 1 ? wrong(reference, "\"environment\" is a text: it has nothing below it", "environment") : void 0;
		default: return typeNames.has(root) ? void 0 : unknownRoot(reference, root, declared);
	}
}
function unknownRoot(reference, root, { inputs, steps }) {
	const quoted = (Object.hasOwn(inputs, root) ? `inputs.${root}` : steps.has(root) ? `steps.${root}.outputs` : closest(root, roots)) ?? `a text is written in quotes, as "${root}"`;
	return wrong(reference, `there is no "${root}"; there are ${roots.join(", ")}`, quoted);
}
function inputProblem(reference, name, { inputs }) {
	if (Object.hasOwn(inputs, name)) return void 0;
	const names = Object.keys(inputs);
	const meant = closest(name, names);
	return wrong(reference, `there is no input "${name}"; ${names.length === 0 ? "the plan declares none" : `there ${names.length === 1 ? "is" : "are"} ${names.join(", ")}`}`, meant === void 0 ? void 0 : `inputs.${meant}`);
}
function stepProblem(reference, declared, tested) {
	const { path } = reference;
	const id = path[1];
	if (id === void 0) return wrong(reference, "a step must be named, as in steps.expand.outputs");
	const base = id.replace(/\[.*$/s, "");
	if (!declared.steps.has(id) && !declared.steps.has(base)) return unknownStep(reference, id, declared);
	const inFamily = declared.families?.has(id) === true;
	if (inFamily && path[2] === "outputs") return wrong(reference, `step "${id}" has a forEach, so there are outputs for each value`, `steps.${id}.<value>.outputs`);
	const rest = path.slice(inFamily ? 3 : 2);
	const place = inFamily ? `steps.${id}.${path[2] ?? "<value>"}` : `steps.${id}`;
	if (rest.length > 0 && rest[0] !== "outputs") return wrong(reference, `"${place}" has only "outputs"`, [
		place,
		"outputs",
		...rest
	].join("."));
	if (rest.length === 0 && !reference.tested && !inFamily) return wrong(reference, `"${place}" has only "outputs"`, `${place}.outputs`);
	if (reference.tested || tested.has(id) || declared.skippable?.has(base) !== true) return void 0;
	return {
		...wrong(reference, `step "${id}" may be skipped, and then has no outputs`, `has(${place}.outputs) && …`),
		code: "expression-unguarded",
		severity: "warning"
	};
}
function unknownStep(reference, id, { steps, otherSteps }) {
	if (otherSteps?.has(id)) return wrong(reference, `step "${id}" does not come before this one, so its outputs are not there yet`);
	const meant = closest(id, steps.keys());
	return wrong(reference, `there is no step "${id}"`, meant === void 0 ? void 0 : `steps.${meant}.outputs`);
}
function wrong({ path, start, end }, message, suggestion) {
	const length = path.map((part) => part ?? "").join(".").length;
	const base = {
		code: "expression-name",
		severity: "error",
		message,
		start,
		end: end ?? start + length
	};
	return suggestion === void 0 ? base : {
		...base,
		suggestion
	};
}
// ../../work/main/packages/core/src/expression/signatures.ts
/** The ways to call a function of CEL; undefined where there is no such function. */
function signaturesOf(name) {
	const text = table.get(name);
	if (text === void 0) return void 0;
	let known = parsed.get(name);
	if (!known) {
		known = text.split(" ").map(signature);
		parsed.set(name, known);
	}
	return known;
}
/** Names of all functions that are called by name. */
function functionNames() {
	return [...table.keys()].filter((name) => /^[a-z]/i.test(name));
}
const numbers = [
	"int",
	"uint",
	"double"
];
const both = (types) => types.map((type) => `(${type},${type})${type}`).join(" ");
const compared = [
	...numbers.flatMap((a) => numbers.map((b) => `${a},${b}`)),
	"bool,bool",
	"bytes,bytes",
	"string,string",
	"duration,duration",
	"timestamp,timestamp"
].map((args) => `(${args})bool`).join(" ");
const from = (result, types) => types.map((type) => `(${type})${result}`).join(" ");
const ofTime = "timestamp.()int timestamp.(string)int";
/** As the library declares them, in short; a test compares the two. */
const table = new Map([
	["_+_", `${both([
		...numbers,
		"string",
		"bytes",
		"list",
		"duration"
	])} (timestamp,duration)timestamp (duration,timestamp)timestamp`],
	["_-_", `${both([...numbers, "duration"])} (timestamp,timestamp)duration (timestamp,duration)timestamp`],
	["_*_", both(numbers)],
	["_/_", both(numbers)],
	["_%_", both(["int", "uint"])],
	["-_", "(int)int (double)double"],
	["!_", "(bool)bool"],
	...[
		"_<_",
		"_<=_",
		"_>_",
		"_>=_"
	].map((operator) => [operator, compared]),
	["_==_", "(dyn,dyn)bool"],
	["_!=_", "(dyn,dyn)bool"],
	["@in", `(dyn,list)bool ${[
		"string",
		"bool",
		...numbers
	].map((key) => `(${key},map)bool`).join(" ")}`],
	["int", from("int", [
		...numbers,
		"string",
		"timestamp",
		"duration"
	])],
	["uint", from("uint", [...numbers, "string"])],
	["double", from("double", [...numbers, "string"])],
	["bool", from("bool", ["bool", "string"])],
	["bytes", from("bytes", ["bytes", "string"])],
	["string", from("string", [
		"string",
		"bool",
		...numbers,
		"bytes",
		"timestamp",
		"duration"
	])],
	["timestamp", from("timestamp", [
		"timestamp",
		"string",
		"int"
	])],
	["duration", from("duration", [
		"duration",
		"string",
		"int"
	])],
	["type", "(dyn)type"],
	["dyn", "(dyn)dyn"],
	["size", [
		"bytes",
		"list",
		"string",
		"map"
	].map((type) => `(${type})int ${type}.()int`).join(" ")],
	...[
		"contains",
		"endsWith",
		"startsWith",
		"matches"
	].map((name) => [name, "string.(string)bool"]),
	...[
		"getSeconds",
		"getMinutes",
		"getHours",
		"getMilliseconds"
	].map((name) => [name, `duration.()int ${ofTime}`]),
	...[
		"getFullYear",
		"getMonth",
		"getDate",
		"getDayOfMonth",
		"getDayOfWeek",
		"getDayOfYear"
	].map((name) => [name, ofTime])
]);
const parsed = /* @__PURE__ */ new Map();
function signature(text) {
	const [, target, args, result] = /^(?:(\w+)\.)?\(([\w,]*)\)(\w+)$/.exec(text);
	const types = args === "" ? [] : args.split(",");
	return {
		method: target !== void 0,
		args: target === void 0 ? types : [target, ...types],
		result
	};
}
// ../../work/main/packages/core/src/expression/types.ts
/** The type of values that a schema accepts; `dyn` where it accepts several, or does not say. */
function typeOfSchema(schema) {
	const word = schema?.["type"];
	const type = typeof word === "string" ? types[word] : void 0;
	return schema === void 0 ? { type: "dyn" } : {
		type: type ?? "dyn",
		schema
	};
}
/** Whether a value of one type may be given where the other is asked for. */
function fits(given, asked) {
	return given === asked || given === "dyn" || asked === "dyn";
}
/** A type with its article, for messages. */
function named(type) {
	return type === "null" ? "null" : `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
}
const types = {
	string: "string",
	integer: "int",
	number: "double",
	boolean: "bool",
	array: "list",
	object: "map",
	null: "null"
};
// ../../work/main/packages/core/src/expression/infer.ts
/** The type of an expression, as far as its literals and what is declared tell. What does not fit is added to `problems`. */
function infer(node, declared, problems, bound = /* @__PURE__ */ new Set()) {
	const below = (child, more = bound) => infer(child, declared, problems, more);
	switch (node.kind) {
		case "literal": return { type: node.type };
		case "name": return bound.has(node.name) ? { type: "dyn" } : typeOfName(node.name, declared);
		case "select": return selection(node, node.operand, node.field, declared, problems, bound);
		case "index": return indexed(node, below(node.operand), below(node.index), declared, problems, bound);
		case "list":
			for (const item of node.items) below(item);
			return { type: "list" };
		case "map":
			for (const entry of node.entries) for (const part of entry) below(part);
			return { type: "map" };
		case "message":
			problems.push({
				node,
				message: `there is no type "${node.name}"`
			});
			return { type: "dyn" };
		case "call": return called(node, below, problems, bound);
		default: return node;
	}
}
function typeOfName(name, declared) {
	if (name === "outputs") return typeOfSchema(declared.outputs);
	if (name === "environment") return { type: "string" };
	if ([
		"inputs",
		"secrets",
		"steps",
		"each",
		"run"
	].includes(name)) return { type: "map" };
	return { type: "dyn" };
}
function selection(node, operand, field, declared, problems, bound) {
	const known = bound.size === 0 || !bound.has(rootOf(operand) ?? "") ? declaredType(operand, field, declared) : void 0;
	if (node.kind === "select" && node.test) return { type: "bool" };
	if (known) return known;
	const { type, schema } = infer(operand, declared, problems, bound);
	if (!fits(type, "map")) problems.push({
		node,
		message: `${named(type)} has no field "${field}"`
	});
	return member(schema, field, node, problems);
}
/** What a schema says of a field. A field that it rules out is a problem. */
function member(schema, field, node, problems) {
	const properties = schema?.["properties"];
	if (properties && Object.hasOwn(properties, field)) return typeOfSchema(properties[field]);
	if (!properties || schema?.["additionalProperties"] !== false) return { type: "dyn" };
	const names = Object.keys(properties);
	const meant = closest(field, names);
	problems.push({
		node,
		message: `there is no "${field}"; there ${names.length === 1 ? "is" : "are"} ${names.join(", ")}`,
		...meant && { suggestion: meant }
	});
	return { type: "dyn" };
}
/** `inputs.x`, `secrets.X`, `run.x`, `each.value`, `outputs`, `steps.x.outputs`: what the plan and the step types declare. */
function declaredType(operand, field, { inputs, steps, families }) {
	if (operand.kind === "name") {
		if (operand.name === "inputs") return typeOfSchema(Object.hasOwn(inputs, field) ? inputs[field] : void 0);
		if (operand.name === "secrets" || operand.name === "run") return { type: "string" };
		if (operand.name === "each") return { type: "dyn" };
		return operand.name === "steps" ? { type: "map" } : void 0;
	}
	if (operand.kind !== "select" || field !== "outputs") return void 0;
	if (operand.operand.kind === "name" && operand.operand.name === "steps") return typeOfSchema(steps.get(operand.field));
	const { operand: family } = operand;
	return family.kind === "select" && families?.has(family.field) && family.operand.kind === "name" && family.operand.name === "steps" ? typeOfSchema(steps.get(family.field)) : void 0;
}
function rootOf(node) {
	if (node.kind === "name") return node.name;
	return node.kind === "select" || node.kind === "index" ? rootOf(node.operand) : void 0;
}
function indexed(node, operand, index, declared, problems, bound) {
	if (node.index.kind === "literal" && node.index.type === "string" && fits(operand.type, "map")) return selection(node, node.operand, node.index.value, declared, problems, bound);
	if (!fits(operand.type, "list") && !fits(operand.type, "map")) problems.push({
		node,
		message: `${named(operand.type)} has no parts`
	});
	if (operand.type === "list" && ![
		"int",
		"uint",
		"double",
		"dyn"
	].includes(index.type)) problems.push({
		node: node.index,
		message: `a list is indexed by an int, not by ${named(index.type)}`
	});
	return typeOfSchema(operand.schema?.["items"]);
}
function called(node, below, problems, bound) {
	const variable = boundBy(node);
	if (variable !== void 0) return macro(node, below, problems, /* @__PURE__ */ new Set([...bound, variable]));
	const parts = node.target ? [node.target, ...node.args] : node.args;
	const types = parts.map((part) => below(part).type);
	switch (node.function) {
		case "_&&_":
		case "_||_":
			for (const [at, type] of types.entries()) if (!fits(type, "bool")) problems.push({
				node: parts[at],
				message: `${named(type)} is not a condition`
			});
			return { type: "bool" };
		case "_?_:_":
			if (!fits(types[0], "bool")) problems.push({
				node: parts[0],
				message: `${named(types[0])} is not a condition`
			});
			return { type: types[1] === types[2] ? types[1] : "dyn" };
		case "_==_":
		case "_!=_":
			if (!comparable(types[0], types[1])) problems.push({
				node,
				message: `${named(types[0])} never equals ${named(types[1])}`
			});
			return { type: "bool" };
		default: return overloaded(node, types, problems);
	}
}
function macro(node, below, problems, inner) {
	const range = below(node.target).type;
	if (!fits(range, "list") && !fits(range, "map")) problems.push({
		node: node.target,
		message: `${named(range)} has no items for "${node.function}"`
	});
	const types = node.args.slice(1).map((arg) => ({
		arg,
		type: below(arg, inner).type
	}));
	const conditions = node.function === "map" ? types.slice(0, -1) : types;
	for (const { arg, type } of conditions) if (!fits(type, "bool")) problems.push({
		node: arg,
		message: `${named(type)} is not a condition`
	});
	return { type: node.function === "map" || node.function === "filter" ? "list" : "bool" };
}
function overloaded(node, types, problems) {
	const signatures = signaturesOf(node.function);
	if (!signatures) {
		const meant = closest(node.function, [
			...functionNames(),
			"has",
			"all",
			"exists",
			"exists_one",
			"map",
			"filter"
		]);
		problems.push({
			node,
			message: `there is no function "${node.function}" for that`,
			...meant && meant !== node.function && { suggestion: meant }
		});
		return { type: "dyn" };
	}
	const isMethod = node.target !== void 0;
	const fitting = signatures.filter(({ method, args }) => method === isMethod && args.length === types.length && args.every((arg, at) => fits(types[at], arg)));
	if (fitting.length === 0) problems.push({
		node,
		...misfit(node.function, types, isMethod)
	});
	const results = new Set(fitting.map(({ result }) => result));
	return { type: results.size === 1 ? [...results][0] : "dyn" };
}
function misfit(name, types, isMethod) {
	const operator = /^_?([^\w@]+)_$/.exec(name)?.[1] ?? (name === "@in" ? "in" : void 0);
	const args = types.map(named);
	const message = operator === void 0 ? `"${name}" does not take ${(isMethod ? args.slice(1) : args).join(" and ") || "nothing"}${isMethod ? ` on ${args[0]}` : ""}` : `"${operator}" does not take ${args.join(" and ")}`;
	return types.includes("int") && types.includes("double") ? {
		message,
		suggestion: "write 1.0 for 1, or int(…) around the double: numbers of JSON are doubles"
	} : { message };
}
function comparable(a, b) {
	const isNumber = (type) => type === "int" || type === "uint" || type === "double";
	return fits(a, b) || a === "null" || b === "null" || isNumber(a) && isNumber(b);
}
// ../../work/main/packages/core/src/expression/syntax-hint.ts
/** What a person probably meant who wrote something that is no CEL, at the place where reading stopped. */
function syntaxHint(expression, offset) {
	const rest = expression.slice(offset);
	if (/(^|\W)not\s+$/i.test(expression.slice(0, offset))) return "\"not\" is written !";
	if (expression.trimStart().startsWith("${{")) return "an expression stands here already: leave out ${{ and }}";
	for (const [pattern, hint] of hints) if (pattern.test(rest)) return hint;
	return unended(expression.slice(offset)) ?? unended(expression);
}
/** A quote or a bracket that is opened and not closed. */
function unended(text) {
	const outside = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "");
	const [quote] = /["']/.exec(outside) ?? [];
	if (quote !== void 0) return `the text does not end: a ${quote} is missing`;
	for (const [open, close] of [
		"()",
		"[]",
		"{}"
	]) {
		const missing = outside.split(open).length - outside.split(close).length;
		if (missing > 0) return `a closing ${close} is missing`;
		if (missing < 0) return `there is a ${close} too many`;
	}
}
const hints = [
	[/^={1,3}(?!=)/, "equality is written =="],
	[/^!==/, "inequality is written !="],
	[/^<>/, "inequality is written !="],
	[/^(and|AND)\b/, "\"and\" is written &&"],
	[/^(or|OR)\b/, "\"or\" is written ||"],
	[/^(not|NOT)\b/, "\"not\" is written !"],
	[/^&(?!&)/, "\"and\" is written &&"],
	[/^\|(?!\|)/, "\"or\" is written ||"],
	[/^\?\?/, "a default is written has(a.b) ? a.b : \"default\""],
	[/^\?\./, "whether something is there is asked with has(a.b)"],
	[/^is\b/, "equality is written =="]
];
// ../../work/main/packages/core/src/expression/check-expression.ts
/** Checks syntax, names and, as far as literals and declarations tell, types. Loads CEL only for what is unusual or wrong. */
function checkExpression(expression, declared) {
	return inspectExpression(expression, declared).problems;
}
/** As {@link checkExpression}, with the type of the value. */
function inspectExpression(expression, declared) {
	const node = read(expression);
	if (isProblem(node)) return {
		problems: [syntaxProblem(expression, node)],
		type: "dyn"
	};
	const names = checkNames(node, declared);
	const found = [];
	const { type } = infer(node, declared, found);
	checkConstants(node, found);
	if (declared.expects === "condition" && !fits(type, "bool")) found.push({
		node,
		message: `a condition is a bool, not ${named(type)}`
	});
	const types = found.map(typeProblem).filter(({ start }) => !names.some((problem) => problem.start === start));
	return {
		problems: [...names, ...types],
		type
	};
}
function syntaxProblem(expression, { message, offset }) {
	const suggestion = syntaxHint(expression, offset);
	return {
		code: "expression-syntax",
		severity: "error",
		message,
		start: offset,
		end: Math.min(offset + 1, Math.max(expression.length, 1)),
		...suggestion !== void 0 && { suggestion }
	};
}
function typeProblem({ node, message, suggestion }) {
	const { start, end } = spanOf(node);
	return {
		code: "expression-type",
		severity: "error",
		message,
		start,
		end,
		...suggestion !== void 0 && { suggestion }
	};
}
function spanOf({ start, end }) {
	return {
		start,
		end: end ?? start + 1
	};
}
// ../../work/main/packages/core/src/expression/template.ts
/**
* Splits a text at its `${{ … }}`. `$${{` is a literal `${{`. Braces inside strings of the expression, and balanced
* braces of its maps, do not end it.
*/
function splitTemplate(text) {
	const parts = [];
	let plain = "";
	let at = 0;
	while (at < text.length) {
		const open = text.indexOf("${{", at);
		if (open < 0) break;
		if (open > at && text[open - 1] === "$") {
			plain += `${text.slice(at, open - 1)}\${{`;
			at = open + 3;
			continue;
		}
		plain += text.slice(at, open);
		if (plain !== "") parts.push({
			kind: "text",
			text: plain
		});
		plain = "";
		const close = endOfExpression(text, open + 3);
		const end = close < 0 ? text.length : close + 2;
		const expression = text.slice(open + 3, close < 0 ? text.length : close);
		parts.push({
			kind: "expression",
			expression,
			start: open,
			end,
			closed: close >= 0
		});
		at = end;
	}
	plain += text.slice(at);
	if (plain !== "" || parts.length === 0) parts.push({
		kind: "text",
		text: plain
	});
	return parts;
}
/** All expressions of a template, in order; keys of objects are not expanded. */
function expressionsIn(template, pointer = "") {
	const found = [];
	collect(template, pointer, found);
	return found;
}
function collect(template, pointer, found) {
	if (typeof template === "string") {
		if (template.includes("${{")) found.push(...placed(template, pointer));
	} else if (isList(template)) for (const [index, item] of template.entries()) collect(item, `${pointer}/${index}`, found);
	else if (template !== null && typeof template === "object") for (const [key, item] of Object.entries(template)) collect(item, `${pointer}/${escapePointer(key)}`, found);
}
function placed(text, pointer) {
	const parts = splitTemplate(text);
	return parts.flatMap((part) => part.kind === "text" ? [] : [{
		pointer,
		expression: part.expression,
		offset: part.start + 3,
		alone: parts.length === 1,
		closed: part.closed
	}]);
}
function escapePointer(key) {
	return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
function endOfExpression(text, from) {
	let depth = 0;
	for (let at = from; at < text.length; at++) {
		const char = text[at];
		if (char === "\"" || char === "'") at = endOfString(text, at);
		else if (char === "{") depth++;
		else if (char === "}") {
			if (depth === 0) return text[at + 1] === "}" ? at : -1;
			depth--;
		}
	}
	return -1;
}
/** The offset of the last character of a CEL string (raw and triple-quoted ones too) that opens at `open`. */
function endOfString(text, open) {
	const quote = text.startsWith(text[open].repeat(3), open) ? text[open].repeat(3) : text[open];
	const raw = /(?<![a-zA-Z0-9_])(?:[rR][bB]?|[bB][rR])$/.test(text.slice(Math.max(0, open - 3), open));
	for (let at = open + quote.length; at < text.length; at++) if (text[at] === "\\" && !raw) at++;
	else if (text.startsWith(quote, at)) return at + quote.length - 1;
	return text.length;
}
// ../../work/main/packages/core/src/expression/check-template.ts
/** Checks every `${{ … }}` of a template, and that there are none where they would not be expanded: in keys. */
function checkTemplate(template, declared) {
	return [...expressionsIn(template).flatMap((placed) => checkPlaced(placed, declared)), ...keysWithExpressions(template, "")];
}
function checkPlaced(placed, declared) {
	const { pointer, offset, expression, closed, alone } = placed;
	if (!closed) return [problem("expression-unclosed", pointer, "\"${{\" is not closed", offset - 3, offset, "close it with }}, or write $${{ for the text itself")];
	const checked = inspectExpression(expression, declared);
	const moved = checked.problems.map((one) => ({
		...one,
		pointer,
		start: one.start + offset,
		end: one.end + offset
	}));
	const embedded = alone ? void 0 : notText(checked);
	return embedded === void 0 ? moved : [...moved, problem("expression-type", pointer, embedded, offset, offset + expression.length)];
}
/** Only texts, numbers and booleans have a place inside a text. */
function notText({ type }) {
	return [
		"null",
		"list",
		"map",
		"bytes",
		"type"
	].includes(type) ? `${type === "null" ? "null" : `a ${type}`} cannot be put into a text` : void 0;
}
function keysWithExpressions(template, pointer) {
	if (template === null || typeof template !== "object") return [];
	if (isList(template)) return template.flatMap((item, index) => keysWithExpressions(item, `${pointer}/${index}`));
	return Object.entries(template).flatMap(([key, item]) => {
		const place = `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
		return [...key.includes("${{") ? [problem("expression-in-key", place, `expressions are not expanded in keys`, 0, key.length)] : [], ...keysWithExpressions(item, place)];
	});
}
function problem(code, pointer, message, start, end, suggestion) {
	return {
		code,
		severity: "error",
		pointer,
		message,
		start,
		end,
		...suggestion !== void 0 && { suggestion }
	};
}
// ../../work/main/packages/core/src/expression/decide.ts
/**
* Whether a condition holds in an environment, as far as that can be told from the environment's name alone; undefined where it can't.
* Only comparisons of `environment` with texts, and `&&`, `||`, `!` over them, decide anything.
*/
function decideIn(environment, condition) {
	if (!condition.includes("environment")) return void 0;
	const node = read(condition);
	return "kind" in node ? truth(node, environment) : void 0;
}
function truth(node, environment) {
	if (node.kind === "literal") return typeof node.value === "boolean" ? node.value : void 0;
	if (node.kind !== "call") return void 0;
	const [left, right] = node.args;
	switch (node.function) {
		case "!_": return negated(truth(left, environment));
		case "_&&_": return every(node.args.map((arg) => truth(arg, environment)));
		case "_||_": return negated(every(node.args.map((arg) => negated(truth(arg, environment)))));
		case "_==_": return isSame(left, right, environment);
		case "_!=_": return negated(isSame(left, right, environment));
		case "@in": return isAmong(left, right, environment);
		default: return;
	}
}
function negated(value) {
	return value === void 0 ? void 0 : !value;
}
function every(values) {
	if (values.includes(false)) return false;
	return values.includes(void 0) ? void 0 : true;
}
function isSame(left, right, environment) {
	const [a, b] = [textOf$1(left, environment), textOf$1(right, environment)];
	return a === void 0 || b === void 0 ? void 0 : a === b;
}
function isAmong(left, right, environment) {
	if (right.kind !== "list") return void 0;
	const [name, names] = [textOf$1(left, environment), right.items.map((item) => textOf$1(item, environment))];
	return name === void 0 || names.includes(void 0) ? void 0 : names.includes(name);
}
function textOf$1(node, environment) {
	if (node.kind === "name") return node.name === "environment" ? environment : void 0;
	return node.kind === "literal" && typeof node.value === "string" ? node.value : void 0;
}
// ../../work/main/packages/core/src/expression/values.ts
/**
* A value as CEL takes it. Objects become maps of their own keys, whatever these are called; a number is a double, or an int
* where the schema says `integer` and it is one.
*/
function toCel(value, schema) {
	if (typeof value === "number") return schema?.["type"] === "integer" && Number.isInteger(value) ? BigInt(value) : value;
	if (value === null || typeof value !== "object") return value;
	if (value instanceof Uint8Array) return new Uint8Array(value);
	if (isList(value)) return value.map((item) => toCel(item, below(schema, "items")));
	const properties = below(schema, "properties");
	const others = below(schema, "additionalProperties");
	return celMapOf(Object.entries(value).map(([key, item]) => [key, toCel(item, own(properties, key) ?? others)]));
}
/** A map of CEL. The library's own takes a key whose value is null for absent, in `has()` and `in`; the CEL specification does not. */
function celMapOf(entries) {
	const items = new Map(entries);
	const map = library().celMap(items);
	return Object.assign(map, { has: (key) => typeof key === "string" && items.has(key) });
}
/** What CEL gave, as a value: lists, maps with text keys, timestamps as RFC 3339, durations as seconds (`90s`). Errors: `failed`. */
function fromCel(result) {
	const { isCelList, isCelMap, isCelUint, isCelType } = library();
	if (typeof result === "number" && !Number.isFinite(result)) throw new PlanError("failed", `Cannot use the number ${result}: it is not finite`);
	if (result === null || typeof result !== "object") return result;
	if (result instanceof Uint8Array) return result;
	if (isCelUint(result)) return result.value;
	if (isCelList(result)) return [...result].map(fromCel);
	if (isCelMap(result)) return Object.fromEntries([...result].map(([key, item]) => [keyText(key), fromCel(item)]));
	if (isCelType(result)) return result.name;
	return fromMessage(result);
}
/** What a value says inside a text. Errors: `failed` for what has no plain text: null, lists, maps, bytes. */
function textOf(value, expression) {
	if (typeof value === "string") return value;
	if (typeof value === "bigint" || typeof value === "number" || typeof value === "boolean") return String(value);
	throw new PlanError("failed", `Cannot put "\${{ ${expression.trim()} }}" into a text: it is ${kindOf(value)}`, { hint: "Use it alone, so that it keeps its type, or take a part of it" });
}
/** The name of a value's type, for messages. */
function kindOf(value) {
	if (value === null) return "null";
	if (value instanceof Uint8Array) return "bytes";
	if (isList(value)) return "a list";
	if (typeof value === "object") return "a map";
	return {
		bigint: "an int",
		number: "a double",
		boolean: "a bool",
		string: "a string"
	}[typeof value];
}
/** A value in CEL's own spelling, for people: operands of a failed assert. */
function literalOf(value) {
	if (typeof value === "bigint") return value.toString();
	if (typeof value === "number") return Number.isInteger(value) ? value.toFixed(1) : String(value);
	if (value === null || typeof value !== "object") return JSON.stringify(value);
	if (value instanceof Uint8Array) return `b"${Buffer.from(value).toString("hex")}"`;
	if (isList(value)) return `[${value.map(literalOf).join(", ")}]`;
	return `{${Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${literalOf(item)}`).join(", ")}}`;
}
function fromMessage({ message }) {
	if (message?.$typeName === "google.protobuf.Duration") return `${secondsOf(message)}s`;
	if (message?.$typeName !== "google.protobuf.Timestamp") throw new PlanError("failed", "Cannot use the result: it is a protobuf message");
	const fraction = message.nanos === 0 ? "" : `.${String(message.nanos).padStart(9, "0").replace(/0+$/, "")}`;
	return `${(/* @__PURE__ */ new Date(Number(message.seconds) * 1e3)).toISOString().slice(0, -5)}${fraction}Z`;
}
function secondsOf({ seconds, nanos }) {
	if (nanos === 0) return seconds.toString();
	return `${seconds < 0n || nanos < 0 ? "-" : ""}${seconds < 0n ? -seconds : seconds}.${String(Math.abs(nanos)).padStart(9, "0").replace(/0+$/, "")}`;
}
function keyText(key) {
	return typeof key === "object" && key !== null && "value" in key ? String(key.value) : String(key);
}
function below(schema, keyword) {
	const found = schema?.[keyword];
	return typeof found === "object" && found !== null ? found : void 0;
}
function own(schema, key) {
	return schema && Object.hasOwn(schema, key) ? below(schema, key) : void 0;
}
// ../../work/main/packages/core/src/expression/bindings.ts
/** What the names of one expression stand for, as CEL takes it: only what it reads. Errors: `missing` for a secret that is not set. */
function bindingsFor(names, scope) {
	const bindings = Object.create(null);
	bindings["environment"] = scope.environment;
	bindings["run"] = celMapOf(Object.entries(scope.run));
	bindings["inputs"] = celMapOf(Object.entries(scope.inputs).map(([name, value]) => [name, toCel(value, scope.schemas?.inputs?.[name])]));
	bindings["secrets"] = celMapOf(names.secrets.map((name) => [name, secret(name, scope)]));
	if (names.steps.length > 0 || names.computed.includes("steps")) bindings["steps"] = steps(names.steps, scope);
	if (scope.outputs !== void 0 && names.outputs) bindings["outputs"] = toCel(scope.outputs, scope.schemas?.outputs);
	if (scope.each && names.each) bindings["each"] = celMapOf([["value", toCel(scope.each.value)]]);
	return bindings;
}
function secret(name, scope) {
	const value = scope.secrets(name);
	if (value !== void 0) return value;
	throw new PlanError("missing", `Cannot read secret "${name}": it is not set`, { hint: `Set the environment variable ${name}, or ${name}_FILE to the path of a file that holds it` });
}
/** `steps.expand.outputs`, `steps["backfill[a]"].outputs`, and `steps.backfill.a.outputs` for the steps of a `forEach`. */
function steps(ids, scope) {
	const found = /* @__PURE__ */ new Map();
	for (const id of ids) {
		const outputs = scope.steps.get(id);
		if (outputs !== void 0) found.set(id, stepMap(id, outputs, scope));
		else if (!id.includes("[")) family(id, scope, found);
	}
	return celMapOf(found);
}
function family(id, scope, found) {
	const members = [...scope.steps].filter(([name]) => name.startsWith(`${id}[`) && name.endsWith("]"));
	if (members.length === 0) return;
	found.set(id, celMapOf(members.map(([name, outputs]) => [name.slice(id.length + 1, -1), stepMap(name, outputs, scope)])));
}
function stepMap(id, outputs, scope) {
	return celMapOf([["outputs", toCel(outputs, scope.schemas?.steps?.get(id) ?? scope.schemas?.steps?.get(id.replace(/\[.*$/s, "")))]]);
}
// ../../work/main/packages/core/src/expression/presence.ts
/**
* Makes `steps["x"]` the same as `steps.x`, and lets `has(steps.x.outputs.y)` be false where step x was skipped: CEL itself tests only the last field and fails on an absent one
* before it. Each selection from `steps` is tested from the left: `has(steps.x) && has(steps.x.outputs) && …`. The tree is changed in place.
*/
function normaliseSteps(expr) {
	for (const child of childrenOf(expr)) normaliseSteps(child);
	selectByName(expr);
	if (expr.exprKind.case !== "selectExpr" || !expr.exprKind.value.testOnly) return;
	const selections = chain(expr);
	if (selections.length < 2) return;
	expr.exprKind = {
		case: "callExpr",
		value: {
			$typeName: "cel.expr.Expr.Call",
			function: "_&&_",
			args: selections.map((selection) => ({
				...selection,
				exprKind: {
					case: "selectExpr",
					value: {
						...selectOf(selection),
						testOnly: true
					}
				}
			}))
		}
	};
}
function selectByName(expr) {
	if (expr.exprKind.case !== "callExpr" || expr.exprKind.value.function !== "_[_]") return;
	const [operand, index] = expr.exprKind.value.args;
	if (operand?.exprKind.case !== "identExpr" || operand.exprKind.value.name !== "steps" || index?.exprKind.case !== "constExpr") return;
	const { constantKind } = index.exprKind.value;
	if (constantKind.case !== "stringValue") return;
	expr.exprKind = {
		case: "selectExpr",
		value: {
			$typeName: "cel.expr.Expr.Select",
			operand,
			field: constantKind.value,
			testOnly: false
		}
	};
}
function selectOf(expr) {
	return expr.exprKind.value;
}
/** The selections of `steps.x.outputs.y`, leftmost first; none for any other root. */
function chain(expr) {
	const found = [];
	let at = expr;
	while (at?.exprKind.case === "selectExpr") {
		found.unshift(at);
		at = at.exprKind.value.operand;
	}
	return at?.exprKind.case === "identExpr" && at.exprKind.value.name === "steps" ? found : [];
}
function childrenOf(expr) {
	const { exprKind } = expr;
	const all = (...some) => some.filter((one) => one !== void 0);
	switch (exprKind.case) {
		case "selectExpr": return all(exprKind.value.operand);
		case "callExpr": return all(exprKind.value.target, ...exprKind.value.args);
		case "listExpr": return exprKind.value.elements;
		case "structExpr": return exprKind.value.entries.flatMap((entry) => all(entry.keyKind.case === "mapKey" ? entry.keyKind.value : void 0, entry.value));
		case "comprehensionExpr": {
			const { iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value;
			return all(iterRange, accuInit, loopCondition, loopStep, result);
		}
		default: return [];
	}
}
// ../../work/main/packages/core/src/expression/reasons.ts
/** An expression that cannot be read, as an error `invalid`. */
function unreadable(expression, { message, offset }) {
	return new PlanError("invalid", `Cannot read "${expression.trim()}": ${message} at character ${offset + 1}`);
}
/** Why an evaluation failed: `missing` for the outputs of a step that was skipped or did not run, else `failed`. */
function whyNot(expression, error, parsed, scope) {
	const mask = scope.mask ?? ((text) => text);
	const step = error.message.startsWith("field not found") ? absentStep(parsed.expr, scope) : void 0;
	if (step !== void 0) return new PlanError("missing", `Cannot evaluate "${expression.trim()}": step "${step}" was skipped or did not run, so it has no outputs`, { hint: `Ask first: has(steps.${step}.outputs) && …` });
	const hint = hintFor(error.message);
	return new PlanError("failed", `Cannot evaluate "${expression.trim()}": ${mask(error.message)}`, hint === void 0 ? {} : { hint });
}
function hintFor(message) {
	if (message.includes("no matching overload") && message.includes("double") && message.includes("int")) return "Numbers of JSON are doubles: write 1.0 for 1, or int(…) around the number";
	if (message.startsWith("field not found")) return "Ask first whether it is there: has(…)";
}
/** The first step that is read although it has no outputs. */
function absentStep(expr, scope) {
	const ids = [];
	collectSteps(expr, ids);
	const isThere = (id) => scope.steps.has(id) || [...scope.steps.keys()].some((name) => name.startsWith(`${id}[`));
	return ids.find((id) => !isThere(id));
}
function collectSteps(value, ids) {
	if (value === null || typeof value !== "object") return;
	const select = value;
	const ident = select.operand?.exprKind;
	if (select.$typeName === "cel.expr.Expr.Select" && ident?.case === "identExpr" && ident.value.name === "steps") {
		if (select.testOnly !== true) ids.push(select.field ?? "");
	}
	for (const child of Object.values(value)) collectSteps(child, ids);
}
// ../../work/main/packages/core/src/expression/time-limit.ts
const script = new Script("work()");
let context;
/** Runs synchronous work for at most so many ms, and stops it in the middle if need be: CEL has no limit of its own. Errors: `timeout`. */
function withTimeLimit(ms, what, work) {
	context ??= createContext({});
	context.work = work;
	try {
		return script.runInContext(context, { timeout: ms });
	} catch (cause) {
		if (cause.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw cause;
		throw new PlanError("timeout", `Cannot evaluate "${what}": it takes longer than ${ms} ms`, { cause });
	} finally {
		delete context.work;
	}
}
// ../../work/main/packages/core/src/expression/evaluate.ts
/** Longest evaluation of one expression, ms. */
const longestEvaluation = 2e3;
/** The value of one expression. Errors: `invalid` for a syntax error, `missing` for what is not there, `timeout`, else `failed`. */
function evaluate(expression, scope) {
	const { plan, names, parsed, loops } = compiled(expression);
	const absent = absentName(names, scope);
	if (absent !== void 0) throw new PlanError("invalid", `Cannot evaluate "${expression.trim()}": there is no "${absent}" here`);
	const bindings = bindingsFor(names, scope);
	const work = () => {
		const result = plan(bindings);
		if (library().isCelError(result)) throw whyNot(expression, result, parsed, scope);
		return fromCel(result);
	};
	return loops ? withTimeLimit(longestEvaluation, expression.trim(), work) : work();
}
function absentName(names, scope) {
	if (names.outputs && scope.outputs === void 0) return "outputs";
	if (names.each && scope.each === void 0) return "each";
	return names.unknown[0];
}
const kept = /* @__PURE__ */ new Map();
const most = 2e3;
let environment;
function compiled(expression) {
	const known = kept.get(expression);
	if (known) return known;
	const parsed = parse(expression);
	if (!("expr" in parsed)) throw unreadable(expression, parsed);
	const names = namesIn(expression);
	normaliseSteps(parsed.expr);
	environment ??= library().celEnv();
	const made = {
		parsed,
		loops: hasLoop(parsed),
		names,
		plan: library().plan(environment, parsed)
	};
	if (kept.size >= most) kept.clear();
	kept.set(expression, made);
	return made;
}
function hasLoop({ sourceInfo }) {
	return Object.values(sourceInfo?.macroCalls ?? {}).some(({ exprKind }) => exprKind.case === "callExpr" && exprKind.value.function !== "has");
}
/** Errors: `invalid` where the value is not a bool. */
function asBool(value, expression, kind) {
	if (typeof value === "boolean") return value;
	throw new PlanError("invalid", `Cannot use "${expression.trim()}" as a condition: it is ${kind}, not a bool`);
}
// ../../work/main/packages/core/src/expression/operands.ts
/**
* The sub-expressions whose values say why a condition does not hold: both sides of its comparisons, and whatever else decides
* it, as texts that can be evaluated by themselves. Literals, and what stands inside macros, are left out.
*/
function operandsOf(expression) {
	const node = read(expression);
	if (isProblem(node)) return [];
	const whole = expression.trim();
	const operands = [...new Set(decisive(node).map((found) => textOf$2(found, expression)))];
	return operands.length === 1 ? operands : operands.filter((operand) => operand !== whole);
}
const logic = /* @__PURE__ */ new Set([
	"_&&_",
	"_||_",
	"!_",
	"_?_:_"
]);
const comparisons = /* @__PURE__ */ new Set([
	"_==_",
	"_!=_",
	"_<_",
	"_<=_",
	"_>_",
	"_>=_",
	"@in"
]);
function decisive(node) {
	if (node.kind === "literal") return [];
	if (node.kind === "list") return node.items.flatMap(decisive);
	if (node.kind !== "call") return [node];
	if (logic.has(node.function) || comparisons.has(node.function)) return node.args.flatMap(decisive);
	return boundBy(node) === void 0 ? [node] : [node, ...decisive(node.target)];
}
// ../../work/main/packages/core/src/expression/evaluator.ts
/** Loads CEL (about 90 ms, once) and gives what evaluates with it. */
async function loadEvaluator() {
	library();
	return {
		expand,
		test,
		evaluate
	};
}
function expand(template, scope) {
	if (typeof template === "string") return template.includes("${{") ? expandText(template, scope) : template;
	if (template === null || typeof template !== "object") return template;
	if (isList(template)) return template.map((item) => expand(item, scope));
	return Object.fromEntries(Object.entries(template).map(([key, item]) => [key, expand(item, scope)]));
}
function expandText(text, scope) {
	const parts = splitTemplate(text);
	if (parts.find((part) => part.kind === "expression" && !part.closed)) throw new PlanError("invalid", `Cannot read "${text}": "\${{" without "}}"`);
	const [only] = parts;
	if (parts.length === 1 && only?.kind === "expression") return evaluate(only.expression, scope);
	return parts.map((part) => part.kind === "text" ? part.text : textOf(evaluate(part.expression, scope), part.expression)).join("");
}
function test(expression, scope) {
	const value = evaluate(expression, scope);
	const holds = asBool(value, expression, kindOf(value));
	return {
		holds,
		operands: holds ? {} : operandValues(expression, scope)
	};
}
const longestOperand = 400;
function operandValues(expression, scope) {
	return Object.fromEntries(operandsOf(expression).map((operand) => [operand, operandValue(operand, scope)]));
}
function operandValue(operand, scope) {
	try {
		return shown(literalOf(evaluate(operand, scope)), scope);
	} catch (error) {
		if (error instanceof PlanError) return `(${error.message})`;
		throw error;
	}
}
/** Masked before it is shortened: half a secret would not be recognised. */
function shown(text, { mask }) {
	if (!mask) return text;
	const masked = mask(text);
	return masked.length <= longestOperand ? masked : `${masked.slice(0, longestOperand)}… (${masked.length} characters)`;
}
export { checkExpression as a, expressionsIn as i, decideIn as n, namesIn as o, checkTemplate as r, loadEvaluator as t };
