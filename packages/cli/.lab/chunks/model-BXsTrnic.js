// ../../work/main/packages/core/src/model/value.ts
/**
* The stored form of a value: integers become `{"$int": "42"}`, bytes `{"$bytes": "<base64>"}`, and an object
* whose only key starts with `$` is wrapped as `{"$object": …}`, so that {@link decodeValue} gives back the same value.
*/
function encodeValue(value) {
	if (typeof value === "bigint") return { $int: value.toString() };
	if (value === null || typeof value !== "object") return value;
	if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
	if (isList(value)) return value.map(encodeValue);
	const encoded = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encodeValue(item)]));
	return isTagged(encoded) ? { $object: encoded } : encoded;
}
/** The value that {@link encodeValue} stored. */
function decodeValue(stored) {
	if (stored === null || typeof stored !== "object") return stored;
	if (isList(stored)) return stored.map(decodeValue);
	if (!isTagged(stored)) return decodeObject(stored);
	if (typeof stored["$int"] === "string") return BigInt(stored["$int"]);
	if (typeof stored["$bytes"] === "string") return new Uint8Array(Buffer.from(stored["$bytes"], "base64"));
	return decodeObject(stored["$object"] ?? stored);
}
function decodeObject(stored) {
	return Object.fromEntries(Object.entries(stored).map(([key, item]) => [key, decodeValue(item)]));
}
function isTagged(value) {
	const keys = Object.keys(value);
	return keys.length === 1 && keys[0].startsWith("$");
}
/** `Array.isArray` that also narrows readonly arrays. */
function isList(value) {
	return Array.isArray(value);
}
// ../../work/main/packages/core/src/model/errors.ts
/** The one error class. The message says what was tried, then what is so; `cause` is kept. */
var PlanError = class extends Error {
	name = "PlanError";
	code;
	/** What to do about it, as a sentence or a command; printed on a line of its own. */
	hint;
	constructor(code, message, options = {}) {
		super(message, "cause" in options ? { cause: options.cause } : void 0);
		this.code = code;
		this.hint = options.hint;
	}
};
/** The message of anything that was thrown, with the messages of its causes behind it. */
function messageOf(error) {
	if (!(error instanceof Error)) return String(error);
	return error.cause === void 0 ? error.message : `${error.message}: ${messageOf(error.cause)}`;
}
// ../../work/main/packages/core/src/model/check-input.ts
/** What is wrong with an input's value, by the keywords of JSON Schema that its declaration may use; undefined if nothing is. */
function inputProblem(value, declaration) {
	if (!hasType(value, declaration.type)) return `must be ${article(declaration.type)}`;
	for (const [keyword, check] of Object.entries(keywords)) {
		const limit = declaration[keyword];
		if (limit !== void 0 && !check.holds(value, limit)) return check.says(limit);
	}
}
const keywords = {
	enum: {
		holds: (value, limit) => isList(limit) && limit.includes(value),
		says: (limit) => `must be one of ${isList(limit) ? limit.map((item) => JSON.stringify(item)).join(", ") : ""}`
	},
	const: {
		holds: (value, limit) => value === limit,
		says: (limit) => `must be ${JSON.stringify(limit)}`
	},
	minimum: number((value, limit) => value >= limit, "at least"),
	maximum: number((value, limit) => value <= limit, "at most"),
	exclusiveMinimum: number((value, limit) => value > limit, "more than"),
	exclusiveMaximum: number((value, limit) => value < limit, "less than"),
	multipleOf: number((value, limit) => Number.isInteger(Number((value / limit).toPrecision(15))), "a multiple of"),
	minLength: length((value, limit) => value >= limit, "at least"),
	maxLength: length((value, limit) => value <= limit, "at most"),
	pattern: {
		holds: (value, limit) => typeof value !== "string" || new RegExp(String(limit), "u").test(value),
		says: (limit) => `must match ${limit}`
	}
};
function number(holds, words) {
	return {
		holds: (value, limit) => typeof value !== "number" || holds(value, Number(limit)),
		says: (limit) => `must be ${words} ${limit}`
	};
}
function length(holds, words) {
	return {
		holds: (value, limit) => typeof value !== "string" || holds([...value].length, Number(limit)),
		says: (limit) => `must have ${words} ${limit} characters`
	};
}
function hasType(value, type) {
	return type === "integer" ? Number.isSafeInteger(value) : typeof value === type && (type !== "number" || Number.isFinite(value));
}
function article(type) {
	return `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
}
export { encodeValue as a, decodeValue as i, PlanError as n, isList as o, messageOf as r, inputProblem as t };
