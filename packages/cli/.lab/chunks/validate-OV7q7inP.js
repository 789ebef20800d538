import { t as __exportAll } from "./rolldown-runtime-D3KUYPsf.js";
import { n as PlanError, o as isList, r as messageOf, t as inputProblem } from "./model-BXsTrnic.js";
import { r as splitResource, t as driverOf } from "./registry-Y8lNF_tZ.js";
import { t as closest } from "./closest-Dn60GzNn.js";
import { t as durationOf } from "./duration-_Qp3uTUg.js";
import { r as marksIn } from "./plugin-BvUX14Zf.js";
import { a as checkExpression, i as expressionsIn, n as decideIn, o as namesIn, r as checkTemplate } from "./expression-D2sPq5II.js";
import { a as replaceText, c as splice, d as pointerParts, f as valueAt, i as renameKey, n as addSection, o as writeFlow, r as addTo, u as pointTo } from "./load-D5grRGoJ.js";
import { a as durationPattern, i as planEnvelope, n as planSchema, o as idPattern, r as projectEnvelope, s as namePattern, t as projectSchema } from "./project-schema-Dh6eyWFs.js";
// ../../work/main/packages/core/src/model/environment.ts
/**
* An environment by name, with the connections of `backout.yaml`; a plan's own connections count where that does not declare them.
* Errors: `invalid` for one that is not known, or that the plan is not meant for, with those that are.
*/
function environmentOf(plan, name, project) {
	const known = knownEnvironments(plan, project);
	const tried = `Cannot bind plan "${plan.metadata.name}" to environment "${name}"`;
	if (!known.includes(name)) throw new PlanError("invalid", `${tried}: there is no such environment; there ${known.length === 1 ? "is" : "are"} ${quoted(known)}`);
	const allowed = allowedEnvironments(plan);
	if (allowed && !allowed.includes(name)) throw new PlanError("invalid", `${tried}: the plan is for ${quoted(allowed)}`, { hint: "Give one of them with --env, or add it to `environments`" });
	const declared = project?.environments?.[name];
	return {
		name,
		protected: declared?.protected ?? false,
		connections: {
			...plan.connections,
			...declared?.connections
		}
	};
}
/** The environments that there are: those of `backout.yaml`, else those of the plan, and `local`. */
function knownEnvironments(plan, project) {
	const declared = Object.keys(project?.environments ?? {});
	return declared.length > 0 ? declared : [.../* @__PURE__ */ new Set(["local", ...allowedEnvironments(plan) ?? []])];
}
/** The environments that a plan may run in, in order; undefined where it does not say. */
function allowedEnvironments(plan) {
	return plan.environments?.map((entry) => typeof entry === "string" ? entry : entry.name);
}
function quoted(names) {
	return names.map((name) => `"${name}"`).join(", ");
}
// ../../work/main/packages/core/src/model/step-lists.ts
/** Every entry of the four lists, with its JSON Pointer. */
function entriesOf(plan) {
	return lists$1.flatMap((list) => (plan[list] ?? []).map((entry, index) => ({
		entry,
		pointer: `/${list}/${index}`
	})));
}
/** The steps of a rollback clause; none where it says that there is none. */
function rollbackSteps(entry) {
	const { rollback } = entry;
	if (rollback === void 0) return [];
	if (isList(rollback)) return rollback;
	return "none" in rollback ? [] : [rollback];
}
/** Every step type's input of a plan: those of its entries and of their rollbacks, merged as they will run. */
function inputsOfSteps(plan) {
	return entriesOf(plan).flatMap(({ entry }) => [{
		id: entry.id,
		uses: entry.uses,
		with: entry.with ?? {}
	}, ...rollbackSteps(entry).map((step) => ({
		id: entry.id,
		...mergedRollback(entry, step)
	}))]);
}
/** What a rollback step uses, and its input: without `uses` the step's own, with `with` merged in deeply. */
function mergedRollback(entry, step) {
	if (step.uses !== void 0) return {
		uses: step.uses,
		with: step.with ?? {}
	};
	return {
		uses: entry.uses,
		with: merge$1(entry.with ?? {}, step.with ?? {})
	};
}
const lists$1 = [
	"preconditions",
	"steps",
	"invariants",
	"successCriteria"
];
/** Objects are merged by key; a text, a number or a list replaces what was there. */
function merge$1(base, over) {
	if (!isObject(base) || !isObject(over)) return over;
	const keys = [.../* @__PURE__ */ new Set([...Object.keys(base), ...Object.keys(over)])];
	return Object.fromEntries(keys.map((key) => [key, pick(base, over, key)]));
}
function pick(base, over, key) {
	if (!Object.hasOwn(over, key)) return base[key];
	return Object.hasOwn(base, key) ? merge$1(base[key], over[key]) : over[key];
}
function isObject(value) {
	return typeof value === "object" && value !== null && !isList(value);
}
// ../../work/main/packages/core/src/model/scope-entries.ts
/** The entries of a plan's scope for a resource: `files`, `databases.crm`. */
function scopeEntries(scope, resource) {
	const [family, name] = splitResource(resource);
	switch (family) {
		case "files":
		case "commands": return scope[family] ?? [];
		case "databases":
		case "services": return scope[family] && Object.hasOwn(scope[family], name) ? scope[family][name] : [];
		default: return family;
	}
}
// ../../work/main/packages/core/src/plugin/conflicts.ts
/** The driver of a resource: that of its connection, else the one that takes the resource without a connection (files, commands, origins). */
function driverOfResource(connections, plugins, resource) {
	const connection = connections[resource];
	if (connection) return driverOf(plugins, connection.driver);
	const [family, name] = splitResource(resource);
	return plugins.flatMap(({ drivers }) => drivers).find((driver) => driver.family === family && driver.implicit?.(name) !== void 0);
}
/** The first pair of touches that may not happen at the same time: one resource, at least one write, parts that overlap. */
function conflictBetween(some, others, driverFor) {
	for (const a of some) for (const b of others) {
		if (a.resource !== b.resource || a.access === "read" && b.access === "read") continue;
		if (driverFor(a.resource)?.overlaps(a, b) ?? true) return [a, b];
	}
}
// ../../work/main/packages/core/src/validate/apply-fixes.ts
/**
* Applies fixes to the text of one file, and leaves everything else as it is, to the byte. A fix is applied whole or not at all: one that
* overlaps with an earlier one waits for the next round. The same fix of several diagnostics is applied once.
*/
function applyFixes(text, fixes) {
	const chosen = [];
	const seen = /* @__PURE__ */ new Set();
	for (const { edits } of fixes) {
		const key = JSON.stringify(edits);
		if (seen.has(key) || edits.some((edit) => chosen.some((other) => touches(edit, other)))) continue;
		seen.add(key);
		chosen.push(...edits);
	}
	return splice(text, chosen);
}
function touches(a, b) {
	return a.start === b.start || a.start < b.end && b.start < a.end;
}
// ../../work/main/packages/core/src/validate/compiled.ts
const kept = /* @__PURE__ */ new WeakMap();
/** Compiles schemas with ajv, which is loaded only if one of them was not compiled before. */
async function compileSchemas(schemas) {
	const fresh = [...new Set(schemas)].filter((schema) => !kept.has(schema));
	if (fresh.length > 0) {
		const { Ajv } = await import("ajv");
		const ajv = new Ajv({
			allErrors: true,
			strict: false,
			messages: false,
			unicode: false,
			validateFormats: false,
			logger: false
		});
		for (const schema of fresh) kept.set(schema, compileOne(ajv, schema));
	}
	return (schema) => kept.get(schema) ?? { problem: "it was not compiled" };
}
function compileOne(ajv, schema) {
	try {
		return ajv.compile(schema);
	} catch (error) {
		return { problem: messageOf(error) };
	}
}
// ../../work/main/packages/core/src/validate/mistakes/branches.ts
/**
* Reduces errors to those that matter: without those that are `open`, and for each `anyOf` and `oneOf` with the errors of the
* alternative that is nearest to the value; none where an alternative is met once open errors are left out.
*/
function chosenBranches(errors, isOpen) {
	let kept = errors.filter(({ keyword }) => keyword !== "if");
	const unions = kept.filter(isUnion).sort((a, b) => a.schemaPath.length - b.schemaPath.length);
	for (const union of unions) if (kept.includes(union)) kept = resolveUnion(union, kept, isOpen);
	return kept.filter((error) => !isOpen(error));
}
function isUnion({ keyword }) {
	return keyword === "anyOf" || keyword === "oneOf";
}
function resolveUnion(union, errors, isOpen) {
	const inside = (error) => error !== union && error.schemaPath.startsWith(`${union.schemaPath}/`) && isWithin(error, union);
	const outside = errors.filter((error) => error !== union && !inside(error));
	const rest = byBranch(union, errors.filter(inside)).map((branch) => branch.filter((error) => !isOpen(error)));
	if (isOpen(union) || rest.some((branch) => branch.length === 0)) return outside;
	const candidates = rest.filter((branch) => !branch.some((error) => isOfAnotherKind(error, union)));
	if (candidates.length === 0 || rest.every((branch) => isOnlyKeys(branch, union))) return [...outside, union];
	const best = candidates.reduce((a, b) => weight(b) < weight(a) ? b : a);
	return [...outside, ...best];
}
function isWithin({ instancePath }, union) {
	return instancePath === union.instancePath || instancePath.startsWith(`${union.instancePath}/`);
}
function byBranch(union, errors) {
	return [...Map.groupBy(errors, ({ schemaPath }) => schemaPath.slice(union.schemaPath.length + 1).split("/", 1)[0]).values()];
}
/** Whether the value is not even of the kind that the alternative is for. */
function isOfAnotherKind({ instancePath, keyword }, union) {
	return instancePath === union.instancePath && (keyword === "type" || keyword === "const" || keyword === "enum");
}
/** Whether an alternative only asks for keys, so that all of them are told together. */
function isOnlyKeys(branch, union) {
	return branch.every(({ keyword, instancePath }) => keyword === "required" && instancePath === union.instancePath);
}
/** An unknown or missing key counts more than a wrong value: keys tell the alternatives apart. */
function weight(branch) {
	return branch.reduce((sum, { keyword }) => sum + (keyword === "required" || keyword === "additionalProperties" ? 10 : 1), 0);
}
// ../../work/main/packages/core/src/validate/mistakes/template.ts
/** Whether a text holds an expression; `$${{` is a literal `${{`. */
function holdsExpression(value) {
	return typeof value === "string" && value.includes("${{") && /(?<!\$)\$\{\{/.test(value);
}
/** Whether a text is one expression and nothing else, so that its value may be of any type. */
function isExpression(value) {
	return holdsExpression(value) && value.trim() === value && value.startsWith("${{") && value.endsWith("}}") && value.indexOf("${{", 1) < 0;
}
/** Whether `${{` stands anywhere in a value, in keys too: the quick question before all others. */
function mentionsExpression(value) {
	if (typeof value === "string") return value.includes("${{");
	if (value === null || typeof value !== "object") return false;
	if (isList(value)) return value.some(mentionsExpression);
	for (const key in value) if (key.includes("${{") || mentionsExpression(value[key])) return true;
	return false;
}
/** Visits every text of a value that mentions an expression, keys too, with its JSON Pointer. */
function visitOpenTexts(value, pointer, visit) {
	if (typeof value === "string") {
		if (value.includes("${{")) visit(value, pointer, "value");
	} else if (value !== null && typeof value === "object") {
		if (isList(value)) for (const [index, item] of value.entries()) visitOpenTexts(item, `${pointer}/${index}`, visit);
		else for (const key in value) {
			const item = value[key];
			if (key.includes("${{")) visit(key, pointTo(pointer, key), "key");
			if (typeof item === "object" || typeof item === "string") visitOpenTexts(item, pointTo(pointer, key), visit);
		}
	}
}
// ../../work/main/packages/core/src/validate/mistakes/schema-lookup.ts
/** The schema that holds the keyword of an error: `#/properties/a/type` gives the one at `/properties/a`. */
function schemaOf(schema, schemaPath) {
	const path = decodeURIComponent(schemaPath.slice(1));
	const found = valueAt(schema, path.slice(0, path.lastIndexOf("/")));
	return typeof found === "object" && found !== null ? found : {};
}
/** All keys that a value may have at the place of an error, those of alternatives to its schema too. */
function knownKeys(schema, schemaPath) {
	const own = keysOf(schemaOf(schema, schemaPath));
	const union = /^(.*\/(?:anyOf|oneOf))\/\d+\/additionalProperties$/.exec(schemaPath)?.[1];
	if (union === void 0) return own;
	const holder = schemaOf(schema, union);
	return [.../* @__PURE__ */ new Set([...own, ...[...holder.anyOf ?? [], ...holder.oneOf ?? []].flatMap(keysOf)])];
}
/** The keys that a schema names. */
function keysOf({ properties, anyOf, oneOf }) {
	const alternatives = [...anyOf ?? [], ...oneOf ?? []].flatMap(keysOf);
	return [.../* @__PURE__ */ new Set([...Object.keys(properties ?? {}), ...alternatives])];
}
/** What a schema accepts, in words: `text`, `a list`. */
function kindsOf({ type, enum: choices, const: only, anyOf, oneOf }) {
	if (type !== void 0) return [type].flat().map(kind);
	if (choices) return [`one of ${choices.map((choice) => JSON.stringify(choice)).join(", ")}`];
	if (only !== void 0) return [JSON.stringify(only)];
	return [...new Set([...anyOf ?? [], ...oneOf ?? []].flatMap(kindsOf))];
}
/** A JSON Schema type in words. */
function kind(type) {
	return kinds$1[type] ?? type;
}
const kinds$1 = {
	string: "text",
	integer: "an integer",
	number: "a number",
	boolean: "true or false",
	array: "a list",
	object: "a map",
	null: "null"
};
/** What a value is, in the same words. */
function kindOf(value) {
	if (value === null || value === void 0) return "empty";
	if (Array.isArray(value)) return "a list";
	if (typeof value === "object") return "a map";
	if (typeof value === "string") return "text";
	return String(value);
}
// ../../work/main/packages/core/src/validate/mistakes/phrases.ts
/** A mistake at the place of an error. */
function at({ instancePath }, code, message) {
	return {
		code,
		pointer: instancePath,
		part: code === "missing-key" || code === "wrong-combination" ? "key" : "value",
		message
	};
}
/** What a sentence is about: `"timeout"`, or `Item 2 of "needs"`. */
function subject(pointer) {
	const parts = pointerParts(pointer);
	const last = parts.at(-1);
	if (last === void 0) return "It";
	if (!/^\d+$/.test(last)) return `"${last}"`;
	const holder = parts.at(-2);
	return holder === void 0 ? `Item ${Number(last) + 1}` : `Item ${Number(last) + 1} of "${holder}"`;
}
/** The end of a sentence: ` in "retry"`; empty for the whole value. */
function within(pointer) {
	const name = subject(pointer);
	return name === "It" ? "" : ` in ${name.replace("Item", "item")}`;
}
/** `a`, `a or b`, `a, b or c` */
function either(words) {
	return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
/** A value as JSON, shortened. */
function shown(value) {
	const text = JSON.stringify(value) ?? "nothing";
	return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
// ../../work/main/packages/core/src/validate/mistakes/limit-wording.ts
/** An error of a keyword that limits a value: its size, its range, what is beside it. */
function limitWording(value, error) {
	const { keyword, params, instancePath: pointer } = error;
	const limit = String(params["limit"]);
	const name = subject(pointer);
	switch (keyword) {
		case "minItems":
		case "minLength":
		case "minProperties": return at(error, "wrong-value", limit === "1" ? `${name} must not be empty` : `${name} must have at least ${limit} ${pieces[keyword]}`);
		case "maxItems":
		case "maxLength":
		case "maxProperties": return at(error, "wrong-value", `${name} must have at most ${limit} ${pieces[keyword]}`);
		case "minimum":
		case "maximum":
		case "exclusiveMinimum":
		case "exclusiveMaximum": return at(error, "wrong-value", `${name} must be ${comparisons[keyword]} ${limit}, not ${shown(valueAt(value, pointer))}`);
		case "multipleOf": return at(error, "wrong-value", `${name} must be a multiple of ${String(params["multipleOf"])}`);
		case "uniqueItems": return {
			...at(error, "wrong-value", `${shown(valueAt(value, pointTo(pointer, Number(params["i"]))))} is there twice${within(pointer)}`),
			pointer: pointTo(pointer, Math.max(Number(params["i"]), Number(params["j"])))
		};
		case "dependencies":
		case "dependentRequired": return at(error, "wrong-combination", `"${String(params["property"])}" needs "${String(params["missingProperty"])}" beside it`);
		case "propertyNames": return {
			code: "unknown-key",
			pointer: pointTo(pointer, String(params["propertyName"])),
			part: "key",
			message: `"${String(params["propertyName"])}" can't be a name here`
		};
		default: return at(error, "wrong-combination", `${name} is not as the step type wants it (${keyword})`);
	}
}
const pieces = {
	minItems: "items",
	maxItems: "items",
	minLength: "characters",
	maxLength: "characters",
	minProperties: "keys",
	maxProperties: "keys"
};
const comparisons = {
	minimum: "at least",
	maximum: "at most",
	exclusiveMinimum: "more than",
	exclusiveMaximum: "less than"
};
// ../../work/main/packages/core/src/validate/mistakes/pattern-words.ts
/** What a pattern asks for, in words. */
function patternWords(pattern) {
	return known.get(pattern) ?? `must match ${pattern}`;
}
const known = /* @__PURE__ */ new Map([
	[durationPattern, "must be a duration: a number with ms, s, m, h or d"],
	[idPattern, "must begin with a small letter and go on with small letters, digits and \"_\""],
	[namePattern, "must begin with a letter and go on with letters, digits, \"-\" and \"_\""],
	["^[A-Za-z_][A-Za-z0-9_]*$", "must begin with a letter and go on with letters, digits and \"_\""],
	["^[a-z0-9][a-z0-9._-]*$", "must begin with a small letter or a digit and go on with small letters, digits, \".\", \"-\" and \"_\""],
	["^[^/\\s]+/[^\\s]+$", "must be the name of a step type: plugin/step"]
]);
// ../../work/main/packages/core/src/validate/mistakes/wording.ts
/** One error of a validator as a sentence, at its place. */
function wordingOf(schema, value, error) {
	const { keyword, instancePath: pointer, params, schemaPath } = error;
	switch (keyword) {
		case "additionalProperties": return unknownKey(String(params["additionalProperty"]), pointer, schemaOf(schema, schemaPath), knownKeys(schema, schemaPath));
		case "required": return missingKey(String(params["missingProperty"]), error);
		case "type": return wrongType(schema, value, error);
		case "enum":
		case "const": return wrongChoice(value, error);
		case "pattern": return wrongPattern(schema, value, error);
		case "anyOf":
		case "oneOf": return wrongAlternative(schema, value, error);
		default: return limitWording(value, error);
	}
}
function missingKey(missing, error) {
	return {
		...at(error, "missing-key", `"${missing}" is missing${within(error.instancePath)}`),
		missing
	};
}
function unknownKey(key, parent, holder, known) {
	const place = {
		code: "unknown-key",
		pointer: pointTo(parent, key),
		part: "key"
	};
	const [pattern] = Object.keys(holder.patternProperties ?? {});
	if (pattern !== void 0) return {
		...place,
		message: `"${key}" can't be a name here: it ${patternWords(pattern)}`
	};
	const meant = otherWords[key]?.find((word) => known.includes(word)) ?? closest(key, known);
	const message = `"${key}" is not known${within(parent)}`;
	if (meant !== void 0) return {
		...place,
		message,
		suggestion: `Did you mean "${meant}"?`,
		meant
	};
	return {
		...place,
		message,
		...known.length > 0 && { suggestion: `Known here: ${known.join(", ")}` }
	};
}
/** Words that users of other tools type. */
const otherWords = {
	depends_on: ["needs", "after"],
	dependsOn: ["needs", "after"],
	needs: ["after"],
	name: ["id", "title"],
	type: ["uses", "driver"],
	use: ["uses"],
	run: ["uses", "command"],
	args: ["with", "params"],
	inputs: ["with"],
	when: ["if"],
	condition: ["if", "assert"],
	expect: ["assert"],
	undo: ["rollback"],
	down: ["rollback"],
	revert: ["rollback"],
	interval: ["every"],
	approval: ["signOff"],
	approvals: ["signOffs"],
	statement: ["sql"],
	query: ["sql"],
	script: ["sql", "command"]
};
function wrongType(schema, value, error) {
	const given = valueAt(value, error.instancePath);
	if (schemaOf(schema, error.schemaPath)["pattern"] !== void 0 && typeof given === "number") return wrongPattern(schema, value, error);
	const wanted = [error.params["type"]].flat().map((type) => kind(String(type)));
	const mistake = at(error, "wrong-type", `${subject(error.instancePath)} must be ${either(wanted)}, not ${kindOf(given)}`);
	const meant = error.params["type"] === "boolean" && typeof given === "string" ? oldBooleans[given.toLowerCase()] : void 0;
	return meant === void 0 ? mistake : {
		...mistake,
		suggestion: `In YAML 1.2 it is ${meant}`,
		meant
	};
}
/** What was a boolean in YAML 1.1. */
const oldBooleans = {
	yes: "true",
	on: "true",
	y: "true",
	no: "false",
	off: "false",
	n: "false"
};
function wrongChoice(value, error) {
	const given = valueAt(value, error.instancePath);
	const choices = error.keyword === "const" ? [error.params["allowedValue"]] : error.params["allowedValues"];
	const meant = typeof given === "string" ? closest(given, choices.map(String)) : void 0;
	return {
		...at(error, "wrong-value", `${subject(error.instancePath)} must be ${either(choices.map((choice) => JSON.stringify(choice)))}, not ${shown(given)}`),
		...meant !== void 0 && {
			suggestion: `Did you mean "${meant}"?`,
			meant
		}
	};
}
function wrongPattern(schema, value, error) {
	const given = valueAt(value, error.instancePath);
	const { pattern, examples = [] } = schemaOf(schema, error.schemaPath);
	const words = patternWords(String(pattern));
	const [example] = examples;
	const suggestion = example === void 0 ? void 0 : `For example ${JSON.stringify(example)}`;
	return {
		...at(error, "wrong-value", `${subject(error.instancePath)} ${words}, not ${shown(given)}`),
		...suggestion && { suggestion }
	};
}
function wrongAlternative(schema, value, error) {
	const holder = schemaOf(schema, error.schemaPath);
	const branches = (error.keyword === "anyOf" ? holder.anyOf : holder.oneOf) ?? [];
	const passing = error.params["passingSchemas"];
	const chosen = Array.isArray(passing) ? passing.map((index) => branches[Number(index)] ?? {}) : branches;
	const keys = chosen.map(({ required }) => (required ?? []).map((key) => `"${key}"`).join(" and "));
	if (chosen.length > 0 && keys.every((key) => key !== "") && chosen.every((branch) => kindsOf(branch).length === 0 || keysOf(branch).length > 0)) return at(error, "wrong-combination", Array.isArray(passing) ? `${keys.join(" and ")} exclude each other` : `${either(keys)} is missing${within(error.instancePath)}`);
	const wanted = [...new Set(branches.flatMap(kindsOf))];
	const given = kindOf(valueAt(value, error.instancePath));
	const message = wanted.length > 0 ? `must be ${either(wanted)}, not ${given}` : "is none of the forms that are allowed here";
	return at(error, "wrong-type", `${subject(error.instancePath)} ${message}`);
}
// ../../work/main/packages/core/src/validate/mistakes/explain.ts
/**
* The mistakes behind a validator's errors: one for each place. Of alternatives (`anyOf`, `oneOf`) only the one that was probably
* meant is told; places that hold an expression are exempt from whatever their value can't tell yet.
*/
function explain(schema, value, errors) {
	const kept = chosenBranches(errors, (error) => isOpen(valueAt(value, error.instancePath), error));
	const told = /* @__PURE__ */ new Map();
	for (const error of kept) {
		const mistake = wordingOf(schema, value, error);
		const place = `${mistake.pointer} ${mistake.part === "key" || mistake.code === "missing-key" ? mistake.message : ""}`;
		if (!told.has(place)) told.set(place, mistake);
	}
	return withoutMisspelt([...told.values()].map(perhapsMissing));
}
/** Where one key is unknown and one is missing, the one probably stands for the other. */
function perhapsMissing(mistake, _index, all) {
	const parent = mistake.pointer.slice(0, mistake.pointer.lastIndexOf("/"));
	if (mistake.code !== "unknown-key" || mistake.meant !== void 0 || mistake.suggestion === void 0) return mistake;
	const missing = all.filter(({ code, pointer }) => code === "missing-key" && pointer === parent);
	const unknown = all.filter(({ code, pointer }) => code === "unknown-key" && pointer.slice(0, pointer.lastIndexOf("/")) === parent);
	const [only] = missing;
	if (missing.length !== 1 || unknown.length !== 1 || only?.missing === void 0) return mistake;
	return {
		...mistake,
		suggestion: `Perhaps "${only.missing}" was meant, which is missing`,
		meant: only.missing,
		isGuess: true
	};
}
/** A key that is missing because it is misspelt is one mistake; several that are missing at one place are told together. */
function withoutMisspelt(mistakes) {
	const misspelt = new Set(mistakes.flatMap(({ code, pointer, meant }) => code === "unknown-key" ? [pointTo(pointer.slice(0, pointer.lastIndexOf("/")), meant ?? "")] : []));
	const left = mistakes.filter(({ code, pointer, missing }) => code !== "missing-key" || !misspelt.has(pointTo(pointer, missing ?? "")));
	const together = Map.groupBy(left.filter(({ code }) => code === "missing-key"), ({ pointer }) => pointer);
	return left.flatMap((mistake) => {
		if (mistake.code !== "missing-key") return [mistake];
		const all = together.get(mistake.pointer);
		return all[0] === mistake ? [missingTogether(all)] : [];
	});
}
function missingTogether(all) {
	const [first] = all;
	if (all.length === 1) return first;
	const names = all.map(({ missing }) => `"${missing}"`);
	const subjects = `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
	return {
		...first,
		message: first.message.replace(/^"[^"]*" is missing/, `${subjects} are missing`)
	};
}
/** Whether an expression stands where the error is, so that it may turn out right. A text around an expression stays a text. */
function isOpen(value, { keyword, params }) {
	if (!holdsExpression(value)) return false;
	return isExpression(value) || keyword !== "type" || [params["type"]].flat().includes("string");
}
// ../../work/main/packages/core/src/validate/report-mistake.ts
/** Reports what a schema refused, at its place in the file; `prefix` says whose mistake it is, as `Step "expand": `. */
function reportMistake(findings, base, mistake, prefix = "") {
	const pointer = `${base}${mistake.pointer}`;
	const { code, part, suggestion } = mistake;
	const message = prefix !== "" && pointerParts(pointer).length === 2 && code === "wrong-type" ? mistake.message : prefix + mistake.message.replace(/ in item \d+ of "[a-zA-Z]+"$/, "");
	findings.error(code, pointer, message, {
		part,
		suggestion,
		fix: fixOf$1(findings, pointer, mistake)
	});
}
function fixOf$1({ document }, pointer, mistake) {
	const { code, meant, isGuess } = mistake;
	if (isGuess) return void 0;
	if (code === "unknown-key" && meant !== void 0) {
		const parent = valueAt(document.value, pointer.slice(0, pointer.lastIndexOf("/")));
		return typeof parent === "object" && parent !== null && Object.hasOwn(parent, meant) ? void 0 : {
			title: `Rename it to "${meant}"`,
			edits: renameKey(document, pointer, meant)
		};
	}
	if (code === "wrong-value" && meant !== void 0) return {
		title: `Write "${meant}"`,
		edits: replaceText(document, pointer, meant)
	};
	if (code === "wrong-type" && meant !== void 0) {
		const { start, end } = document.rangeOf(pointer);
		return {
			title: `Write ${meant}`,
			edits: [{
				start,
				end,
				text: meant
			}]
		};
	}
	if (code === "wrong-type" && mistake.message.includes("must be text, not ")) return quotes(document, pointer);
}
/** A number, `true`, `false` or a date where a text is meant only lacks its quotes. */
function quotes(document, pointer) {
	const value = valueAt(document.value, pointer);
	if (typeof value !== "number" && typeof value !== "boolean") return void 0;
	const { start, end } = document.rangeOf(pointer);
	return {
		title: "Put it in quotes",
		edits: [{
			start,
			end,
			text: JSON.stringify(document.text.slice(start, end))
		}]
	};
}
/** Whose mistake something at a pointer is, as the beginning of a sentence: `Step "expand": `; empty outside of the four lists. */
function prefixOf(value, pointer) {
	const [list, index] = pointerParts(pointer);
	const noun = list === void 0 ? void 0 : nouns[list];
	if (noun === void 0 || index === void 0) return "";
	const id = valueAt(value, `/${list}/${index}/id`);
	return typeof id === "string" ? `${noun} "${id}": ` : `${noun} ${Number(index) + 1}: `;
}
/** What an entry of a list is called. */
const nouns = {
	preconditions: "Precondition",
	steps: "Step",
	invariants: "Invariant",
	successCriteria: "Success criterion"
};
// ../../work/main/packages/core/src/validate/check-connection-configs.ts
/** Every connection below a pointer names a driver that there is, and is configured as that driver wants it. */
async function checkConnectionConfigs(findings, base, connections, { plugins, compiled }) {
	for (const [name, { driver: kind, ...config }] of Object.entries(connections)) {
		const pointer = pointTo(base, name);
		const driver = driverOf(plugins, kind);
		if (!driver) unknownDriver(findings, `${pointer}/driver`, kind, plugins);
		else {
			const validator = (compiled && Object.hasOwn(compiled.configs, kind) ? compiled.configs[kind] : void 0) ?? (await compileSchemas([driver.config]))(driver.config);
			if ("problem" in validator) findings.error("plugin-schema", `${pointer}/driver`, `The schema of driver "${kind}" cannot be used: ${validator.problem}`);
			else if (!validator(config)) for (const mistake of explain(driver.config, config, validator.errors ?? [])) reportMistake(findings, pointer, mistake, `Connection "${name}": `);
		}
		checkSecrets(findings, pointer, name, config);
	}
}
function unknownDriver(findings, pointer, kind, plugins) {
	const known = plugins.flatMap(({ drivers }) => drivers).filter((driver) => driver.family === "databases" || driver.family === "services").map((driver) => driver.kind);
	const meant = closest(kind, known);
	findings.error("unknown-driver", pointer, `No plugin provides the driver "${kind}"`, {
		suggestion: meant === void 0 ? `There are ${known.join(", ")}` : `Did you mean "${meant}"?`,
		fix: meant === void 0 ? void 0 : {
			title: `Write "${meant}"`,
			edits: replaceText(findings.document, pointer, meant)
		}
	});
}
/** Secrets are named, not written, and nothing else can be named: connections are signed as they stand. */
function checkSecrets(findings, pointer, name, config) {
	for (const problem of checkTemplate(config, {
		inputs: {},
		steps: /* @__PURE__ */ new Map()
	})) findings.error(problem.code, pointer + problem.pointer, `Connection "${name}": ${problem.message}`, { within: [problem.start, problem.end] });
	for (const { expression, pointer: place, offset } of expressionsIn(config)) {
		const { environment, run } = namesIn(expression);
		if (!environment && !run) continue;
		findings.error("connection-expression", pointer + place, `Connection "${name}": only secrets can be read here`, { within: [offset, offset + expression.length] });
	}
	for (const [key, value] of Object.entries(config)) {
		if (typeof value !== "string" || !/^[a-z][a-z0-9+.-]*:\/\/[^/?#@:]*:(?!\$\{\{)[^/?#@]+@/i.test(value)) continue;
		findings.warning("plain-secret", pointTo(pointer, key), `Connection "${name}" has a password in it, for all to read`, { suggestion: "Write ${{ secrets.NAME }} instead, and set NAME in the environment" });
	}
}
// ../../work/main/packages/core/src/validate/check-connections.ts
/** Connections that inputs and `scope` name are there in every environment where they are needed, and are of the right family. */
function checkConnections(findings, view, named, environments, { project, plugins }) {
	const everywhere = [...environments.map(({ connections }) => connections), ...Object.values(project?.environments ?? {}).map(({ connections = {} }) => connections)];
	const known = [...new Set(everywhere.flatMap((connections) => Object.keys(connections)))];
	const told = /* @__PURE__ */ new Set();
	for (const use of named) if (holdsExpression(use.name)) computedName(findings, use);
	else if (!known.includes(use.name)) unknownConnection(findings, use.pointer, prefixOf(findings.document.value, use.pointer), use.name, known);
	else checkUse(findings, use, environments, plugins, told);
	checkScope$1(findings, view, environments, known, plugins);
}
function computedName(findings, { pointer }) {
	const prefix = prefixOf(findings.document.value, pointer);
	findings.error("connection-expression", pointer, `${prefix}the name of a connection can't hold an expression, since what a plan may touch is signed`, { suggestion: "Give the connection the same name in all environments" });
}
function unknownConnection(findings, pointer, prefix, name, known, part = "value") {
	const meant = closest(name, known);
	findings.error("unknown-connection", pointer, `${prefix}there is no connection "${name}"`, {
		part,
		suggestion: meant !== void 0 ? `Did you mean "${meant}"?` : "Declare it in \"connections\" of an environment in backout.yaml, or of this plan",
		fix: meant === void 0 || part === "key" ? void 0 : {
			title: `Write "${meant}"`,
			edits: replaceText(findings.document, pointer, meant)
		}
	});
}
/** Each connection is told once for each environment that lacks it. */
function checkUse(findings, use, environments, plugins, told) {
	const condition = use.use.entry.entry.if;
	const prefix = prefixOf(findings.document.value, use.pointer);
	for (const { name: environment, connections, isListed } of environments) {
		const declared = Object.hasOwn(connections, use.name) ? connections[use.name] : void 0;
		const family = declared && driverOf(plugins, declared.driver)?.family;
		if (family !== void 0 && family !== use.family) wrongFamily(findings, use, family, declared.driver);
		if (family !== void 0 && family !== use.family) return;
		if (declared || !isListed || told.has(`${environment} ${use.name}`)) continue;
		const runs = condition === void 0 ? true : decideIn(environment, condition);
		if (runs === false) continue;
		told.add(`${environment} ${use.name}`);
		(runs === true ? findings.error : findings.warning)("unknown-connection", use.pointer, `${prefix}the environment "${environment}" has no connection "${use.name}"`, { suggestion: `Declare it there, or say \`if: environment != '${environment}'\`` });
	}
}
function wrongFamily(findings, { pointer, name, family, use }, found, driver) {
	const prefix = prefixOf(findings.document.value, pointer);
	findings.error("connection-family", pointer, `${prefix}${use.uses} needs ${singular(family)}, and "${name}" is ${singular(found)} (driver ${driver})`);
}
/** The family of a connection as one thing. */
function singular(family) {
	return family === "databases" ? "a database" : family === "services" ? "a service" : family;
}
function checkScope$1(findings, { plan }, environments, known, plugins) {
	for (const family of ["databases", "services"]) for (const name of Object.keys(plan.scope?.[family] ?? {})) {
		const pointer = pointTo(`/scope/${family}`, name);
		if (family === "services" && /^https?:\/\//.test(name)) continue;
		if (!known.includes(name)) {
			unknownConnection(findings, pointer, "In the scope ", name, known, "key");
			continue;
		}
		const found = environments.flatMap(({ connections }) => Object.hasOwn(connections, name) ? [connections[name].driver] : []).map((driver) => driverOf(plugins, driver)?.family).find((one) => one !== void 0 && one !== family);
		if (found !== void 0) findings.error("connection-family", pointer, `"${name}" is ${singular(found)}, and stands among the ${family} of the scope`, { part: "key" });
	}
}
// ../../work/main/packages/core/src/validate/check-durations.ts
/** Durations that the format allows and that make no sense: no time at all, and pauses longer than the whole. */
function checkDurations(findings, { entries }) {
	for (const { entry, pointer } of entries) {
		const { timeout, retry, every } = entry;
		if (timeout !== void 0) refuseZero(findings, `${pointer}/timeout`, timeout);
		if (every !== void 0) refuseZero(findings, `${pointer}/every`, every);
		if (!retry) continue;
		refuseZero(findings, `${pointer}/retry/every`, retry.every);
		if (durationOf(retry.every) > durationOf(retry.for)) findings.warning("retry-once", `${pointer}/retry`, `"${entry.id}" waits ${retry.every} between attempts and goes on for ${retry.for}: there is no second attempt`);
	}
}
function refuseZero(findings, pointer, duration) {
	if (durationOf(duration) === 0) findings.error("wrong-value", pointer, `"${duration}" is no time at all`);
}
// ../../work/main/packages/core/src/validate/check-environments.ts
/** The environments that a plan lists are those of `backout.yaml`, each once. */
function checkEnvironments(findings, { environments }, project) {
	const known = Object.keys(project?.environments ?? {});
	const seen = /* @__PURE__ */ new Set();
	for (const { value, pointer: place } of environments) {
		const name = typeof value === "string" ? value : value.name;
		const pointer = typeof value === "string" ? place : `${place}/name`;
		if (seen.has(name)) findings.error("duplicate-id", pointer, `The environment "${name}" is there twice`);
		seen.add(name);
		if (known.length === 0 || known.includes(name)) continue;
		const meant = closest(name, known);
		findings.error("unknown-environment", pointer, `backout.yaml has no environment "${name}"`, {
			suggestion: meant === void 0 ? `There ${known.length === 1 ? "is" : "are"} ${known.join(", ")}` : `Did you mean "${meant}"?`,
			fix: meant === void 0 ? void 0 : {
				title: `Write "${meant}"`,
				edits: replaceText(findings.document, pointer, meant)
			}
		});
	}
}
// ../../work/main/packages/core/src/validate/readable-steps.ts
/**
* The steps whose outputs an entry may read, with the schemas of these outputs: a view of the graph, since a map for each entry would make
* validation quadratic. Preconditions come before all steps, steps before success criteria; invariants may see any.
*/
var ReadableSteps = class {
	#view;
	#graph;
	#reader;
	#itself;
	/** With `itself`, the outputs of the reader too: in its rollback. */
	constructor(view, graph, reader, itself = false) {
		this.#view = view;
		this.#graph = graph;
		this.#reader = reader;
		this.#itself = itself;
	}
	has(id) {
		const entry = this.#view.byId.get(id);
		return entry !== void 0 && this.#mayRead(entry);
	}
	get(id) {
		return this.has(id) ? this.#view.byId.get(id)?.type?.output : void 0;
	}
	*keys() {
		for (const { entry } of this.#view.entries) if (this.has(entry.id)) yield entry.id;
	}
	*values() {
		for (const id of this.keys()) yield this.get(id);
	}
	*entries() {
		for (const id of this.keys()) yield [id, this.get(id)];
	}
	[Symbol.iterator]() {
		return this.entries();
	}
	forEach(call) {
		for (const [id, value] of this) call(value, id, this);
	}
	get size() {
		return [...this.keys()].length;
	}
	#mayRead(entry) {
		const reader = this.#reader;
		if (entry === reader) return this.#itself;
		if (entry.list === reader.list && reader.list !== "steps") return entry.index < reader.index;
		if (entry.list === "preconditions") return true;
		if (entry.list !== "steps") return false;
		if (reader.list === "invariants" || reader.list === "successCriteria") return true;
		if (reader.list !== "steps") return false;
		const { indexOf, ancestry } = this.#graph;
		return ancestry.isBefore(indexOf.get(entry.entry.id) ?? 0, indexOf.get(reader.entry.id) ?? 0);
	}
};
// ../../work/main/packages/core/src/validate/check-expressions.ts
/** Syntax, names and types of every expression of a plan. Gives the names of all inputs that are read. */
function checkExpressions(findings, view, graph) {
	const check = new Checker(findings, view);
	const families = new Set(graph.steps.flatMap(({ entry }) => entry.forEach ? [entry.id] : []));
	const skippable = skippableFor(view);
	for (const entry of view.entries) checkEntry(check, entry, {
		inputs: view.declaredInputs,
		steps: new ReadableSteps(view, graph, entry),
		otherSteps: view.ids,
		families,
		skippable: skippable(entry.entry.if),
		each: entry.entry.forEach !== void 0
	}, () => new ReadableSteps(view, graph, entry, true));
	for (const { value, pointer } of view.requirements) {
		const declared = {
			inputs: view.declaredInputs,
			steps: /* @__PURE__ */ new Map(),
			otherSteps: view.ids,
			expects: "condition"
		};
		if (value.if !== void 0) check.bare(`${pointer}/if`, value.if, declared);
	}
	return check.inputs;
}
function checkEntry(check, { entry, pointer, type }, base, withItself) {
	if (entry.if !== void 0) check.bare(`${pointer}/if`, entry.if, {
		...base,
		expects: "condition"
	});
	if (entry.assert !== void 0) check.bare(`${pointer}/assert`, entry.assert, {
		...base,
		expects: "condition",
		outputs: type?.output ?? {}
	});
	if (entry.with !== void 0) check.template(`${pointer}/with`, entry.with, base);
	const { rollback } = entry;
	if (rollback !== void 0) check.template(`${pointer}/rollback`, rollback, {
		...base,
		steps: withItself(),
		outputs: type?.output ?? {}
	});
}
/** The steps that may be skipped while a reader with this condition is not: one that is skipped together with it needs no `has()`. */
function skippableFor({ entries }) {
	const conditional = entries.filter(({ entry }) => entry.if !== void 0);
	const kept = /* @__PURE__ */ new Map();
	return (condition) => {
		const known = kept.get(condition) ?? new Set(conditional.flatMap(({ entry }) => entry.if === condition ? [] : [entry.id]));
		kept.set(condition, known);
		return known;
	};
}
var Checker = class {
	inputs = /* @__PURE__ */ new Set();
	#findings;
	#view;
	#noted = /* @__PURE__ */ new Set();
	constructor(findings, view) {
		this.#findings = findings;
		this.#view = view;
	}
	/** A text that is one expression, without braces. */
	bare(pointer, expression, declared) {
		if (expression.includes("${{")) return bracesAround(this.#findings, pointer, expression);
		this.#note(expression);
		for (const problem of checkExpression(expression, declared)) this.#report(pointer, problem);
	}
	/** Texts that hold expressions in braces. */
	template(pointer, template, declared) {
		visitOpenTexts(template, pointer, (text, place, part) => {
			if (part === "key") return this.#findings.error("expression-in-key", place, inKeys(this.#findings, place), { part });
			for (const { expression } of expressionsIn(text)) this.#note(expression);
			for (const problem of checkTemplate(text, declared)) this.#report(place, problem);
		});
	}
	#note(expression) {
		if (!expression.includes("inputs") || this.#noted.has(expression)) return;
		this.#noted.add(expression);
		const { inputs, computed } = namesIn(expression);
		for (const name of inputs) this.inputs.add(name);
		if (computed.includes("inputs")) for (const name of Object.keys(this.#view.declaredInputs)) this.inputs.add(name);
	}
	#report(pointer, problem) {
		const { code, severity, message, start, end, suggestion } = problem;
		(severity === "error" ? this.#findings.error : this.#findings.warning)(code, pointer, prefixOf(this.#findings.document.value, pointer) + message, {
			within: [start, end],
			suggestion
		});
	}
};
function inKeys({ document }, pointer) {
	return `${prefixOf(document.value, pointer)}expressions are not expanded in keys`;
}
function bracesAround(findings, pointer, expression) {
	const [, inner] = /^\s*\$\{\{\s*(.*?)\s*\}\}\s*$/s.exec(expression) ?? [];
	const key = pointer.slice(pointer.lastIndexOf("/") + 1);
	const { start, end } = findings.document.rangeOf(pointer);
	const message = `${prefixOf(findings.document.value, pointer)}"${key}" is an expression already, and is written without \${{ }}`;
	const text = inner === void 0 || inner.includes("${{") ? void 0 : JSON.stringify(inner);
	findings.error("expression-braces", pointer, message, {
		suggestion: inner === void 0 ? void 0 : `Write ${inner}`,
		fix: text === void 0 ? void 0 : {
			title: "Take the braces away",
			edits: [{
				start,
				end,
				text
			}]
		}
	});
}
// ../../work/main/packages/core/src/validate/ancestry.ts
/**
* The ancestry of steps, as one row of bits for each: n²/8 bytes and about n²/32 operations, so 500 KB for 2,000 steps.
* `needs` are indexes of steps above; undefined stands for all of them.
*/
function ancestryOf(needs) {
	const width = Math.ceil(needs.length / 32);
	const rows = [];
	for (const [index, direct] of needs.entries()) {
		const row = new Uint32Array(width);
		if (direct === void 0) fill$1(row, index);
		else for (const need of direct) if (need < index) merge(row, rows[need], need);
		rows.push(row);
	}
	const isBefore = (earlier, later) => earlier < later && (rows[later][earlier >> 5] & 1 << (earlier & 31)) !== 0;
	return {
		isBefore,
		besides: (step) => missingBits(rows[step], step)
	};
}
function fill$1(row, count) {
	row.fill(4294967295, 0, count >> 5);
	if ((count & 31) !== 0) row[count >> 5] = 2 ** (count & 31) - 1;
}
function merge(row, other, bit) {
	for (let word = 0; word <= bit >> 5; word++) row[word] |= other[word];
	row[bit >> 5] |= 1 << (bit & 31);
}
function missingBits(row, count) {
	const missing = [];
	for (let word = 0; word <= count - 1 >> 5; word++) {
		if (row[word] === 4294967295) continue;
		for (let bit = word << 5; bit < Math.min(count, word + 1 << 5); bit++) if ((row[word] & 1 << (bit & 31)) === 0) missing.push(bit);
	}
	return missing;
}
// ../../work/main/packages/core/src/validate/check-graph.ts
/** Ids are unique, and `needs` name steps above. */
function checkGraph(findings, view) {
	checkIds(findings, view);
	const steps = view.entries.filter(({ list }) => list === "steps");
	const indexOf = new Map(steps.map(({ entry }, index) => [entry.id, index]).toReversed());
	return {
		steps,
		indexOf,
		ancestry: ancestryOf(steps.map((step, index) => checkNeeds(findings, view, step, index, {
			steps,
			indexOf
		})))
	};
}
function checkIds(findings, view) {
	const first = /* @__PURE__ */ new Map();
	for (const entry of view.entries) {
		const { id } = entry.entry;
		const other = first.get(id);
		if (id === "") continue;
		if (other) {
			const { line } = findings.document.rangeOf(`${other.pointer}/id`);
			findings.error("duplicate-id", `${entry.pointer}/id`, `The id "${id}" is there twice: first on line ${line}`);
		} else first.set(id, entry);
		if (reserved.has(id)) findings.error("wrong-value", `${entry.pointer}/id`, `"${id}" can't be an id: it is a word of CEL`);
	}
}
const reserved = /* @__PURE__ */ new Set([
	"in",
	"true",
	"false",
	"null"
]);
/** The indexes of the steps that a step needs; undefined for all above it. */
function checkNeeds(findings, view, step, index, graph) {
	if (step.entry.needs === void 0) return void 0;
	return step.entry.needs.flatMap((need, at) => {
		const found = memberOf(need, graph);
		if (found === void 0) unknownNeed(findings, view, step, need, at, graph);
		else if (found >= index) laterNeed(findings, step, found, at, graph);
		return found !== void 0 && found < index ? [found] : [];
	});
}
/** `backfill` names all steps of its `forEach`, `backfill[a]` one of them. */
function memberOf(need, { steps, indexOf }) {
	const whole = indexOf.get(need);
	if (whole !== void 0) return whole;
	const [, base, member] = /^([a-z][a-z0-9_]*)\[(.*)\]$/s.exec(need) ?? [];
	const found = base === void 0 ? void 0 : indexOf.get(base);
	return (found === void 0 ? void 0 : steps[found].entry.forEach)?.some((value, at) => String(value !== null && typeof value === "object" ? at : value) === member) ? found : void 0;
}
function unknownNeed(findings, view, step, need, at, { indexOf }) {
	const pointer = `${step.pointer}/needs/${at}`;
	const other = view.entries.find(({ entry }) => entry.id === need);
	if (other) {
		const message = `Step "${step.entry.id}" needs "${need}", which is in "${other.list}": only steps can be needed`;
		findings.error("unknown-need", pointer, message, { suggestion: other.list === "preconditions" ? "Preconditions come before all steps anyway" : void 0 });
		return;
	}
	if (view.ids.has(need)) return;
	const above = [...indexOf].filter(([, index]) => index < indexOf.get(step.entry.id)).map(([id]) => id);
	const meant = closest(need, above);
	findings.error("unknown-need", pointer, `Step "${step.entry.id}" needs "${need}", and there is no such step`, {
		suggestion: meant === void 0 ? void 0 : `Did you mean "${meant}"?`,
		fix: meant === void 0 ? void 0 : {
			title: `Write "${meant}"`,
			edits: replaceText(findings.document, pointer, meant)
		}
	});
}
function laterNeed(findings, step, found, at, graph) {
	const pointer = `${step.pointer}/needs/${at}`;
	const { id } = step.entry;
	const other = graph.steps[found].entry.id;
	if (other === id) {
		findings.error("needs-cycle", pointer, `Step "${id}" needs itself`);
		return;
	}
	const cycle = cycleFrom(found, graph.indexOf.get(id), graph);
	if (cycle) findings.error("needs-cycle", pointer, `Steps need each other: ${[id, ...cycle].map((name) => `"${name}"`).join(" → ")}`, { suggestion: suggestion$1 });
	else findings.error("needs-later", pointer, `Step "${id}" needs "${other}", which stands below it`, { suggestion: `Move "${other}" above "${id}"` });
}
const suggestion$1 = "Only steps above may be needed; without \"needs\", a step comes after every step above it";
/** The ids from one step to another along what each needs; undefined where there is no way. */
function cycleFrom(from, to, { steps, indexOf }) {
	const ways = [{
		index: from,
		path: [steps[from].entry.id]
	}];
	const seen = /* @__PURE__ */ new Set([from]);
	for (const { index, path } of ways) {
		if (index === to) return path;
		const { needs } = steps[index].entry;
		const above = to < index ? [to] : steps.slice(0, index).keys();
		const next = needs === void 0 ? above : needs.flatMap((need) => indexOf.get(need) ?? []);
		for (const one of next) {
			if (seen.has(one)) continue;
			seen.add(one);
			ways.push({
				index: one,
				path: [...path, steps[one].entry.id]
			});
		}
	}
}
// ../../work/main/packages/core/src/validate/check-inputs.ts
/** Declared inputs make sense, and what environments give fits them. */
function checkInputs(findings, { plan, environments, declaredInputs }) {
	const declared = plan.inputs ?? {};
	for (const [name, declaration] of Object.entries(declared)) checkDeclaration(findings, pointTo("/inputs", name), declaration);
	for (const { value: entry, pointer } of environments) {
		if (typeof entry === "string") continue;
		for (const [name, value] of Object.entries(entry.inputs ?? {})) if (!(Object.hasOwn(declaredInputs, name) && !Object.hasOwn(declared, name))) checkGiven(findings, pointTo(`${pointer}/inputs`, name), name, value, declared);
	}
}
/** Warns of inputs that nothing reads. */
function checkUnused(findings, { declaredInputs }, read) {
	for (const name of Object.keys(declaredInputs)) if (!read.has(name)) findings.warning("unused-input", pointTo("/inputs", name), `Nothing reads the input "${name}"`, { part: "key" });
}
function checkDeclaration(findings, pointer, declaration) {
	const { pattern } = declaration;
	if (pattern !== void 0 && !isPattern(pattern)) {
		findings.error("wrong-value", `${pointer}/pattern`, `"${pattern}" is not a regular expression`);
		return;
	}
	for (const [key, value] of [["default", declaration.default], ["const", declaration.const]]) {
		const problem = value === void 0 ? void 0 : inputProblem(value, declaration);
		if (problem !== void 0) findings.error("wrong-value", `${pointer}/${key}`, `The ${key} ${problem}, as the input is declared`);
	}
}
function checkGiven(findings, pointer, name, value, declared) {
	const declaration = Object.hasOwn(declared, name) ? declared[name] : void 0;
	if (!declaration) {
		const meant = closest(name, Object.keys(declared));
		findings.error("unknown-input", pointer, `There is no input "${name}"`, {
			part: "key",
			suggestion: meant === void 0 ? "Declare it in \"inputs\"" : `Did you mean "${meant}"?`,
			fix: meant === void 0 ? void 0 : {
				title: `Rename it to "${meant}"`,
				edits: renameKey(findings.document, pointer, meant)
			}
		});
		return;
	}
	if (declaration.pattern !== void 0 && !isPattern(declaration.pattern)) return;
	const problem = inputProblem(value, declaration);
	if (problem !== void 0) findings.error("wrong-value", pointer, `Input "${name}" ${problem}`);
}
function isPattern(pattern) {
	try {
		return new RegExp(pattern, "u") instanceof RegExp;
	} catch {
		return false;
	}
}
// ../../work/main/packages/core/src/validate/paths.ts
/** Why a path (or glob) can't be used in a plan, as the end of a sentence; undefined where nothing is wrong. */
function pathProblem(path) {
	if (/^(?:[\\/~]|[A-Za-z]:[\\/])/.test(path)) return "is absolute: paths are relative";
	const parts = path.split(/[\\/]/);
	if (parts.includes("..")) return "leads up with \"..\": paths stay below where they begin";
	if (parts[0] === ".backout" || parts[0] === "." && parts[1] === ".backout") return "is in .backout/, which belongs to Backout itself";
	if (parts[0] === ".git" || parts[0] === "." && parts[1] === ".git") return "is in .git/, which belongs to git";
	return path.includes("\0") ? "holds a zero character" : void 0;
}
// ../../work/main/packages/core/src/validate/check-marks.ts
/**
* What schemas mark in inputs: files that the plan brings must be there, and expressions may not stand where they are refused. Gives
* the connections that inputs name.
*/
function checkMarks(findings, all, readFile) {
	const connections = [];
	const there = /* @__PURE__ */ new Map();
	const isThere = (path) => {
		const known = there.get(path) ?? readFile(path) !== void 0;
		there.set(path, known);
		return known;
	};
	for (const use of all) {
		const base = `${use.rollback?.pointer ?? use.entry.pointer}/with`;
		for (const { mark, value, pointer } of marksIn(use.type?.input, use.input)) {
			const place = base + pointer;
			if (mark["noExpressions"] === true) refuseExpressions(findings, place, value);
			if (mark["noSecrets"] === true) refuseSecrets(findings, place, value);
			if (mark["file"] === true && typeof value === "string") checkFile(findings, place, value, isThere);
			if (typeof mark["connection"] === "string" && typeof value === "string") connections.push({
				use,
				name: value,
				family: mark["connection"],
				pointer: place
			});
		}
	}
	return connections;
}
function refuseExpressions(findings, pointer, value) {
	if (!holdsExpression(value)) return;
	const start = value.indexOf("${{");
	const name = pointer.slice(pointer.lastIndexOf("/") + 1);
	findings.error("no-expression", pointer, `${prefixOf(findings.document.value, pointer)}expressions are refused in "${name}", so that no value becomes code`, {
		within: [start, value.includes("}}") ? value.indexOf("}}") + 2 : value.length],
		suggestion: name === "sql" ? "Put a parameter there, and give its value in \"params\"" : "Write the value itself"
	});
}
function refuseSecrets(findings, pointer, value) {
	if (typeof value !== "string") return;
	for (const { expression, offset } of expressionsIn(value)) {
		const [secret] = namesIn(expression).secrets;
		if (secret === void 0) continue;
		findings.error("no-secret", pointer, `${prefixOf(findings.document.value, pointer)}the secret "${secret}" would be seen by others here`, {
			within: [offset, offset + expression.length],
			suggestion: "Give it where the step type keeps it, as in \"env\" or \"headers\""
		});
	}
}
function checkFile(findings, pointer, path, isThere) {
	const prefix = prefixOf(findings.document.value, pointer);
	if (holdsExpression(path)) {
		const message = `${prefix}the path of a file that the plan brings can't hold an expression, since what it holds is signed`;
		findings.error("file-expression", pointer, message, { suggestion: "Make one step for each file, with `if`" });
		return;
	}
	const problem = pathProblem(path);
	if (problem !== void 0) findings.error("path", pointer, `${prefix}the path "${path}" ${problem}`);
	else if (!isThere(path)) findings.error("missing-file", pointer, `${prefix}the file "${path}" is not there; paths are relative to the plan file`);
}
// ../../work/main/packages/core/src/validate/drivers.ts
/** The driver of a resource in an environment: that of the connection, else the one that takes it without a connection. */
function driverIn({ connections }, plugins, resource) {
	const [family, name] = splitResource(resource);
	const declared = Object.hasOwn(connections, name) ? driverOf(plugins, connections[name].driver) : void 0;
	return declared?.family === family ? declared : driverOfResource({}, plugins, resource);
}
// ../../work/main/packages/core/src/validate/check-others.ts
/** A plan among the others: a name of its own, `after` that names plans and leads nowhere back, and an order among those that overlap. */
function checkOthers(findings, { plan }, others, described, plugins) {
	const { name, after = [] } = plan.metadata ?? {};
	if (name === void 0) return;
	const same = others.find((other) => other.name === name);
	if (same) findings.error("duplicate-plan", "/metadata/name", `The name "${name}" is taken: "${same.path}" has it`, { suggestion: "Records know a plan by its name: give it another" });
	for (const [index, earlier] of after.entries()) checkAfter(findings, `/metadata/after/${index}`, name, earlier, others);
	const pending = others.filter((other) => other.pending && other.name !== name && !isOrdered(name, after, other, others));
	for (const other of pending) checkOverlap(findings, name, other, described, plugins);
}
function checkAfter(findings, pointer, name, earlier, others) {
	if (earlier === name) {
		findings.error("after-cycle", pointer, `Plan "${name}" comes after itself`);
		return;
	}
	if (!others.some((other) => other.name === earlier)) {
		const meant = closest(earlier, others.map((other) => other.name));
		findings.error("unknown-plan", pointer, `There is no plan "${earlier}" to come after`, {
			suggestion: meant === void 0 ? void 0 : `Did you mean "${meant}"?`,
			fix: meant === void 0 ? void 0 : {
				title: `Write "${meant}"`,
				edits: replaceText(findings.document, pointer, meant)
			}
		});
		return;
	}
	const way = wayBack(earlier, name, others);
	if (way) findings.error("after-cycle", pointer, `Plans come after each other: ${[name, ...way].map((one) => `"${one}"`).join(" → ")}`);
}
/** The names from one plan to another along `after`; undefined where there is no way. */
function wayBack(from, to, others) {
	const byName = new Map(others.map((other) => [other.name, other]));
	const ways = [[from]];
	const seen = /* @__PURE__ */ new Set([from]);
	for (const way of ways) for (const next of byName.get(way.at(-1))?.after ?? []) {
		if (next === to) return [...way, to];
		if (!seen.has(next)) ways.push([...way, next]);
		seen.add(next);
	}
}
function isOrdered(name, after, other, others) {
	return after.includes(other.name) || after.some((earlier) => wayBack(earlier, other.name, others) !== void 0) || wayBack(other.name, name, others) !== void 0;
}
/** Without an order, which plan comes first would depend on which was merged first. */
function checkOverlap(findings, name, other, described, plugins) {
	for (const { touches, environment } of described) {
		const own = touches.filter(counts);
		const driver = (resource) => driverIn(environment, plugins, resource) ?? driverOfResource({}, plugins, resource);
		const conflict = conflictBetween(own, other.pending.filter(counts), driver);
		if (!conflict) continue;
		const message = `Plan "${name}" and "${other.name}" both touch "${conflict[0].part}" of ${conflict[0].resource}, and nothing says which comes first`;
		findings.error("plans-overlap", "/metadata/name", message, { suggestion: `Say metadata.after: [${other.name}], or the other way round` });
		return;
	}
}
function counts({ alone }) {
	return alone !== true;
}
// ../../work/main/packages/core/src/validate/check-parallel.ts
/** How many pairs of touches are compared at most: enough for any plan that people read. */
const mostPairs = 5e5;
/** Warns of steps that nothing orders and that touch the same: they are run one after another, in the order of the plan. */
function checkParallel(findings, { steps, ancestry }, described, plugins) {
	const touches = touchesOf$1(steps.length, described);
	let pairs = 0;
	for (const [index, step] of steps.entries()) {
		const own = touches[index];
		if (!own) continue;
		for (const other of ancestry.besides(index)) {
			const others = touches[other];
			if (!others) continue;
			pairs += own.touches.length * others.touches.length;
			if (pairs > mostPairs) return tooMany(findings);
			const conflict = conflictBetween(others.touches, own.touches, (resource) => driverIn(own.environment, plugins, resource));
			if (conflict) warn(findings, step.pointer, step.entry.id, steps[other].entry.id, conflict[0]);
		}
	}
}
function touchesOf$1(count, described) {
	const touches = Array.from({ length: count });
	for (const { use, environment, touches: known } of described) {
		if (use.entry.list !== "steps" || use.rollback) continue;
		(touches[use.entry.index] ??= {
			environment,
			touches: []
		}).touches.push(...known);
	}
	return touches;
}
function warn(findings, pointer, id, other, { resource, part }) {
	const message = `Step "${id}" may run at the same time as "${other}", and both touch "${part}" of ${resource}: they are run one after the other`;
	findings.warning("parallel-conflict", pointer, message, {
		part: "key",
		suggestion: `Say needs: [${other}], if that is what is meant`
	});
}
function tooMany(findings) {
	findings.warning("parallel-unchecked", "/steps", "The plan has too many steps side by side to tell all that touch the same", { part: "key" });
}
// ../../work/main/packages/core/src/validate/check-refused.ts
/** What step types refuse though their schemas do not: each once, whatever the environment. */
function checkRefused(findings, refused) {
	const told = /* @__PURE__ */ new Set();
	for (const { use, error } of refused) {
		if (error.code === "missing" && /it is not there$/.test(error.message)) continue;
		const base = use.rollback?.pointer ?? use.entry.pointer;
		const message = prefixOf(findings.document.value, base) + lowered(error.message);
		if (told.has(base + message)) continue;
		told.add(base + message);
		const pointer = use.rollback ? base : `${base}/with`;
		findings.error(codes[error.code] ?? "invalid-input", pointer, message, {
			suggestion: error.hint,
			part: use.rollback ? "value" : "key"
		});
	}
}
const codes = {
	"out-of-scope": "out-of-scope",
	internal: "plugin-failed",
	missing: "missing-file",
	refused: "not-yet"
};
function lowered(message) {
	return message.charAt(0).toLowerCase() + message.slice(1);
}
// ../../work/main/packages/core/src/validate/check-rollback.ts
/** Writing steps have an undo, derived or written, or say that there is none; checks write nothing; a point of no return has no way back. */
function checkRollback(findings, { entries }, described) {
	const byEntry = Map.groupBy(described.filter(({ use }) => !use.rollback), ({ use }) => use.entry);
	for (const entry of entries) {
		const answers = byEntry.get(entry) ?? [];
		if (entry.list === "steps") checkStep(findings, entry, answers);
		else checkCheck(findings, entry, answers);
	}
}
function checkCheck(findings, { entry, pointer, list }, answers) {
	if (!answers.some(({ traits }) => traits.effect === "write")) return;
	findings.error("check-writes", `${pointer}/uses`, `${nouns[list]} "${entry.id}" writes: a check must be without effect`, { suggestion: entry.uses === "exec/run" ? "Say effect: none, if the command changes nothing" : "Make it a step" });
}
function checkStep(findings, one, answers) {
	const { entry, pointer, damaged } = one;
	const { rollback, undo } = entry;
	const hasNone = rollback !== void 0 && !isList(rollback) && "none" in rollback;
	if (entry.pointOfNoReturn === true && !hasNone && !damaged.has("rollback")) findings.error("point-of-no-return", `${pointer}/pointOfNoReturn`, `Step "${entry.id}" is a point of no return, and does not say that it has no rollback`, {
		part: "key",
		suggestion: "Add rollback: { none: <the reason> }, or take pointOfNoReturn out"
	});
	if (undo !== void 0 && rollback !== void 0) findings.error("two-undos", `${pointer}/undo`, `Step "${entry.id}" has a written rollback and asks for a snapshot as well: one of them would never be used`, { part: "key" });
	if (rollback === void 0 && !damaged.has("rollback")) checkUndo(findings, one, answers);
	else if (answers.length > 0 && answers.every(({ traits }) => traits.effect === "none")) findings.warning("needless-rollback", `${pointer}/rollback`, `Step "${entry.id}" has a rollback, and changes nothing that could be rolled back`, { part: "key" });
}
function checkUndo(findings, { entry, pointer }, answers) {
	const without = answers.filter(({ traits }) => traits.effect === "write" && traits.undo.kind === "none");
	const [first] = without;
	if (!first || first.traits.undo.kind !== "none") return;
	const { reason } = first.traits.undo;
	const where = without.length < answers.length ? ` in the environment "${first.environment.name}"` : "";
	if (entry.undo === "snapshot") {
		findings.error("no-snapshot", `${pointer}/undo`, `Step "${entry.id}" can't be undone with a snapshot${where}: ${reason}`, { suggestion: "Write a \"rollback\", or say rollback: { none: <the reason> }" });
		return;
	}
	findings.error("missing-rollback", pointer, `Step "${entry.id}" writes and has no undo${where}: ${reason}`, {
		part: "key",
		suggestion: "Write a \"rollback\", or say rollback: { none: <the reason> }"
	});
}
// ../../work/main/packages/core/src/validate/scope-lines.ts
/** A scope as lines of YAML: one for each list. */
function scopeLines(scope) {
	return [
		"files",
		"databases",
		"services",
		"commands"
	].flatMap((family) => {
		const entries = scope[family];
		if (entries === void 0) return [];
		if (Array.isArray(entries)) return [`${family}: ${writeFlow(entries)}`];
		return [`${family}:`, ...Object.entries(entries).map(([name, parts]) => `  ${writeFlow({ [name]: parts }).slice(2, -2)}`)];
	});
}
// ../../work/main/packages/core/src/validate/check-scope.ts
/**
* Every touch that is known is covered by `scope`, in each environment; entries of `scope` can be in scope. The fix adds all that is missing at
* once, so that it is the same for all of these diagnostics.
*/
function checkScope(findings, view, described, plugins) {
	const scope = view.plan.scope ?? {};
	for (const [index, entry] of (scope.files ?? []).entries()) {
		const problem = pathProblem(entry.replace(/^!/, ""));
		if (problem !== void 0) findings.error("path", `/scope/files/${index}`, `"${entry}" ${problem}`);
	}
	if ([...view.wrong].some((place) => place.startsWith("/scope"))) return;
	const uncovered = uncoveredBy(scope, described, plugins);
	if (uncovered.length === 0) return;
	const fix = {
		title: `Add ${uncovered.map(({ touch }) => `"${touch.part}"`).join(", ")} to the scope`,
		edits: fill(findings, view, uncovered)
	};
	if (view.plan.scope === void 0) missingScope(findings, uncovered, fix);
	else for (const one of uncovered) outOfScope(findings, one, fix);
}
function uncoveredBy(scope, described, plugins) {
	const seen = /* @__PURE__ */ new Map();
	for (const by of described) for (const touch of by.touches) {
		if (touch.alone === true) continue;
		const key = `${touch.resource} ${touch.part}`;
		if (seen.get(key) || seen.has(key) && !by.environment.isListed) continue;
		const driver = driverIn(by.environment, plugins, touch.resource);
		const isCovered = !driver || scopeEntries(scope, touch.resource).some((entry) => driver.covers(entry, touch.part));
		if (!isCovered || !seen.has(key)) seen.set(key, isCovered ? void 0 : {
			touch,
			by
		});
	}
	return [...seen.values()].filter((one) => one !== void 0);
}
function missingScope(findings, uncovered, fix) {
	const [{ touch, by }] = uncovered;
	const more = uncovered.length === 1 ? "" : `, and ${uncovered.length - 1} more`;
	const message = `The plan has no "scope", and ${verb(touch)} "${touch.part}" of ${touch.resource} in step "${by.use.entry.entry.id}"${more}`;
	findings.error("missing-scope", "/steps", message, {
		part: "key",
		suggestion: "Say what the plan may read and write; plan validate --fix fills it in",
		fix
	});
}
function outOfScope(findings, { touch, by }, fix) {
	const { use, environment } = by;
	const pointer = placeOf(by, touch);
	const where = use.rollback ? " in its rollback" : "";
	const isEverywhere = environment.isListed ? "" : ` in the environment "${environment.name}"`;
	const message = `${prefixOf(findings.document.value, pointer)}it ${verb(touch)} "${touch.part}"${where}${isEverywhere}, which scope.${touch.resource} does not allow`;
	findings.error("out-of-scope", pointer, message, {
		suggestion: `Add "${touch.part}" to scope.${touch.resource}`,
		fix
	});
}
function verb({ access }) {
	return access === "read" ? "reads" : "writes";
}
/** Where the input names the part, if it does so as a text of its own; else the input. */
function placeOf({ use }, { part }) {
	return `${use.rollback?.pointer ?? use.entry.pointer}/with` + (marksIn(use.type?.input, use.input).find(({ mark, value }) => mark["touch"] !== void 0 && value === part)?.pointer ?? textAt(use.input ?? {}, part, "") ?? "");
}
function textAt(value, text, pointer) {
	if (value === text) return pointer;
	if (value === null || typeof value !== "object") return void 0;
	for (const [key, item] of Object.entries(value)) {
		const found = textAt(item, text, pointTo(pointer, key));
		if (found !== void 0) return found;
	}
}
/** The edits that add what is missing. */
function fill({ document }, { plan }, uncovered) {
	const addition = {};
	for (const { touch } of uncovered) {
		const [family, name] = splitResource(touch.resource);
		if (family === "files" || family === "commands") (addition[family] ??= []).push(touch.part);
		else ((addition[family] ??= {})[name] ??= []).push(touch.part);
	}
	if (plan.scope !== void 0) return addTo(document, "/scope", addition);
	return addSection(document, "scope", scopeLines(addition), [
		"inputs",
		"preconditions",
		"steps"
	]);
}
// ../../work/main/packages/core/src/validate/check-sign-offs.ts
/** Sign-offs have ids of their own, roles that someone has, and gates name them. */
function checkSignOffs(findings, view, project) {
	const { requirements, wrong, entries } = view;
	const seen = /* @__PURE__ */ new Set();
	for (const { value: requirement, pointer } of requirements) {
		if (seen.has(requirement.id)) findings.error("duplicate-id", `${pointer}/id`, `The sign-off "${requirement.id}" is there twice`);
		seen.add(requirement.id);
		checkRole(findings, pointer, requirement, project);
	}
	if ([...wrong].some((place) => /^\/signOffs(?:\/require(?:\/\d+(?:\/id)?)?)?$/.test(place))) return;
	for (const entry of entries) checkGate(findings, entry, seen);
}
function checkRole(findings, pointer, { id, role, count = 1 }, project) {
	const roles = project?.signOffs?.roles ?? {};
	const members = Object.hasOwn(roles, role) ? roles[role] : void 0;
	if (!members) {
		const meant = closest(role, Object.keys(roles));
		(project ? findings.error : findings.warning)("unknown-role", `${pointer}/role`, `Nobody has the role "${role}", so that the sign-off "${id}" could never be given`, {
			suggestion: meant === void 0 ? "Say who has it in \"signOffs.roles\" of backout.yaml" : `Did you mean "${meant}"?`,
			fix: meant === void 0 ? void 0 : {
				title: `Write "${meant}"`,
				edits: replaceText(findings.document, `${pointer}/role`, meant)
			}
		});
	} else if (members.length < count) {
		const people = members.length === 1 ? "1 person has" : `${members.length} people have`;
		findings.error("sign-off-count", `${pointer}/count`, `The sign-off "${id}" asks for ${count} people, and ${people} the role "${role}"`);
	}
}
function checkGate(findings, { entry, pointer }, known) {
	const { signOff, id } = entry;
	if (signOff === void 0 || known.has(signOff)) return;
	const meant = closest(signOff, known);
	findings.error("unknown-sign-off", `${pointer}/signOff`, `Step "${id}" waits for the sign-off "${signOff}", which "signOffs.require" does not have`, {
		suggestion: meant === void 0 ? `Add { id: ${signOff}, role: … } to "signOffs.require"` : `Did you mean "${meant}"?`,
		fix: meant === void 0 ? void 0 : {
			title: `Write "${meant}"`,
			edits: replaceText(findings.document, `${pointer}/signOff`, meant)
		}
	});
}
// ../../work/main/packages/core/src/validate/check-step-inputs.ts
/** Every input of a step type is as its schema says. Gives the uses whose input is right. */
async function checkStepInputs(findings, all, compiled) {
	const ready = (uses) => compiled && Object.hasOwn(compiled.inputs, uses) ? compiled.inputs[uses] : void 0;
	const compile = await compileSchemas(all.flatMap(({ type, uses }) => type && !ready(uses) ? [type.input] : []));
	const broken = /* @__PURE__ */ new Set();
	return all.filter((use) => {
		const { type, input, uses } = use;
		if (!type || !input) return false;
		const validator = ready(uses) ?? compile(type.input);
		if ("problem" in validator) {
			if (!broken.has(type.input)) brokenSchema(findings, use, validator.problem);
			broken.add(type.input);
			return false;
		}
		return isRight(findings, use, type.input, validator);
	});
}
function isRight(findings, use, schema, validator) {
	if (validator(use.input)) return true;
	const mistakes = explain(schema, use.input, validator.errors ?? []);
	const fresh = mistakes.filter((mistake) => !isOfStepItself(use, schema, validator, mistake));
	const base = `${use.rollback?.pointer ?? use.entry.pointer}/with`;
	const prefix = prefixOf(findings.document.value, base);
	for (const mistake of fresh) reportMistake(findings, base, mistake, use.rollback ? `${prefix}in its rollback ` : prefix);
	return mistakes.length === 0;
}
/** Whether a rollback only repeats, in what it takes over, a mistake of its step. */
function isOfStepItself({ rollback, entry }, schema, validator, mistake) {
	if (!rollback || rollback.step.uses !== void 0 || validator(entry.entry.with ?? {})) return false;
	return explain(schema, entry.entry.with ?? {}, validator.errors ?? []).some(({ pointer, message }) => pointer === mistake.pointer && message === mistake.message);
}
function brokenSchema(findings, { pointer, uses }, problem) {
	findings.error("plugin-schema", pointer, `The input schema of step type "${uses}" cannot be used: ${problem}`);
}
// ../../work/main/packages/core/src/validate/later.ts
/** Keys that are planned and not honoured yet: refused, so that nobody relies on them. By kind of file and JSON Pointer. */
const laterKeys = {
	Project: {
		"/policies": "\"policies\" are not honoured yet: nothing would enforce them",
		"/signOffs/trust": "\"signOffs.trust\" is not honoured yet: signers and roles are read from the commit at HEAD"
	},
	MigrationPlan: { "/policies": "\"policies\" are not honoured yet: nothing would enforce them" }
};
/** Step types that are planned, with what does the same until they are there. */
const laterStepTypes = {
	"sql/backfill": "sql/execute",
	"sql/copy": "sql/execute",
	"sql/compare": "sql/query",
	"file/codemod": "file/replace"
};
// ../../work/main/packages/core/src/validate/check-step-types.ts
/** Every `uses` names a step type that a plugin provides. */
function checkStepTypes(findings, all, known) {
	for (const { pointer, uses, type, rollback } of all) {
		const isNamed = rollback === void 0 || rollback.step.uses !== void 0;
		if (type === void 0 && isNamed) unknownType(findings, pointer, uses, known);
	}
}
function unknownType(findings, pointer, uses, known) {
	const prefix = prefixOf(findings.document.value, pointer);
	const instead = laterStepTypes[uses];
	if (instead !== void 0) {
		findings.error("not-yet", pointer, `${prefix}"${uses}" is planned and not there yet`, { suggestion: `Use "${instead}" until then` });
		return;
	}
	const meant = closest(uses, known);
	findings.error("unknown-step-type", pointer, `${prefix}no plugin provides the step type "${uses}"`, {
		suggestion: meant === void 0 ? suggestion(uses, known) : `Did you mean "${meant}"?`,
		fix: meant === void 0 ? void 0 : {
			title: `Write "${meant}"`,
			edits: replaceText(findings.document, pointer, meant)
		}
	});
}
function suggestion(uses, known) {
	const [family = ""] = uses.split("/");
	const siblings = known.filter((name) => name.startsWith(`${family}/`));
	return siblings.length > 0 ? `There are ${siblings.join(", ")}` : "Add its plugin to \"plugins\" in backout.yaml";
}
// ../../work/main/packages/core/src/validate/known-values.ts
/**
* An input with its expressions replaced where they only name an input, `environment` or `each.value`. All others stay as they are
* written, and whatever holds one is not known yet: see {@link isKnown}.
*/
function withKnownValues(template, values) {
	if (typeof template === "string") return holdsExpression(template) ? expanded(template, values) : template;
	if (template === null || typeof template !== "object") return template;
	if (isList(template)) return template.map((item) => withKnownValues(item, values));
	return Object.fromEntries(Object.entries(template).map(([key, item]) => [key, withKnownValues(item, values)]));
}
/** Whether a text is what it will be in a run. */
function isKnown(text) {
	return !holdsExpression(text);
}
function expanded(text, values) {
	const [first] = expressionsIn(text);
	if (first?.alone === true) return valueOf(first.expression, values) ?? text;
	return text.replace(/(?<!\$)\$\{\{(.*?)\}\}/gs, (whole, expression) => {
		const value = valueOf(expression, values);
		return value === void 0 || value === null || typeof value === "object" ? whole : String(value);
	});
}
function valueOf(expression, { environment, inputs, each }) {
	const [, name] = /^\s*inputs\.([A-Za-z_]\w*)\s*$/.exec(expression) ?? [];
	if (name !== void 0) return Object.hasOwn(inputs, name) ? inputs[name] : void 0;
	if (expression.trim() === "environment") return environment;
	const [, field] = /^\s*each\.value(?:\.([A-Za-z_]\w*))?\s*$/.exec(expression) ?? [void 0, void 0];
	if (!/^\s*each\.value\b/.test(expression)) return void 0;
	if (field === void 0) return /^\s*each\.value\s*$/.test(expression) ? each : void 0;
	return each !== null && typeof each === "object" && !isList(each) ? each[field] : void 0;
}
// ../../work/main/packages/core/src/validate/describe-uses.ts
/**
* Asks each step type about each use of it, in each environment where it may run. A step type that did not look at anything that differs
* between two environments is asked once.
*/
async function describeUses(uses, { plan }, environments, context) {
	const found = [];
	for (const use of uses) {
		const asked = [];
		for (const environment of environments) {
			if (use.entry.entry.if !== void 0 && decideIn(environment.name, use.entry.entry.if) === false) continue;
			for (const input of inputsFor(use, environment)) {
				const looking = new Looking(use, environment, plan, context);
				if (asked.some((one) => isSame(one, input, looking))) continue;
				const answer = ask(use, environment, input, looking);
				const settled = answer instanceof Promise ? await answer : answer;
				if (settled) found.push(settled);
				if (environments.length > 1) asked.push({
					input: JSON.stringify(input),
					looks: looking.looks
				});
			}
		}
	}
	return {
		described: found.filter((one) => "traits" in one),
		refused: found.filter((one) => "error" in one)
	};
}
function isSame({ input, looks }, other, looking) {
	return looks.every(([what, seen]) => looking.at(what) === seen) && JSON.stringify(other) === input;
}
/** The inputs of a use in an environment: one for each value of `forEach`. */
function inputsFor({ input = {}, entry, isOpen }, { name, inputs }) {
	if (!isOpen) return [input];
	return (entry.entry.forEach ?? [void 0]).map((each) => withKnownValues(input, {
		environment: name,
		inputs,
		each
	}));
}
function ask(use, environment, input, looking) {
	const open = use.isOpen && mentionsExpression(input);
	const take = (traits) => {
		return {
			use,
			environment,
			traits,
			touches: traits.touches === "unknown" ? [] : traits.touches.filter(({ part, resource }) => isKnown(part) && isKnown(resource))
		};
	};
	const refuse = (thrown) => refusal(use, environment, thrown, open);
	try {
		const traits = use.type.describe(input, looking.context());
		return "then" in traits ? Promise.resolve(traits).then(take, refuse) : take(traits);
	} catch (thrown) {
		return refuse(thrown);
	}
}
/** While an input holds expressions, a step type may stumble over their text; the engine asks again once they are bound. */
function refusal(use, environment, thrown, open) {
	if (thrown instanceof PlanError) return open && thrown.message.includes("${{") ? void 0 : {
		use,
		environment,
		error: thrown
	};
	if (open) return void 0;
	const message = `Step type "${use.uses}" failed to describe itself: ${messageOf(thrown)}`;
	return {
		use,
		environment,
		error: new PlanError("internal", message, { cause: thrown })
	};
}
/** Lets a step type look at its environment, and notes what it saw. */
var Looking = class {
	looks = [];
	#use;
	#environment;
	#plan;
	#context;
	constructor(use, environment, plan, context) {
		this.#use = use;
		this.#environment = environment;
		this.#plan = plan;
		this.#context = context;
	}
	/** What is to be seen there, as text. */
	at(what) {
		return what === "environment" ? this.#environment.name : JSON.stringify(this.#connection(what) ?? null);
	}
	context() {
		const note = (what) => this.looks.push([what, this.at(what)]);
		const environment = this.#environment.name;
		return {
			get environment() {
				note("environment");
				return environment;
			},
			scope: (resource) => scopeEntries(this.#plan.scope ?? {}, resource),
			connection: (resource) => {
				note(resource);
				return this.#connection(resource);
			},
			file: (path) => {
				const bytes = this.#context.readFile(path);
				if (!bytes) throw new PlanError("missing", `Cannot read "${path}": it is not there`);
				return bytes;
			},
			snapshot: this.#use.entry.entry.undo === "snapshot",
			wantsUndo: this.#use.rollback === void 0 && this.#use.entry.entry.rollback === void 0
		};
	}
	#connection(resource) {
		const [family, name] = splitResource(resource);
		const { connections } = this.#environment;
		if (!Object.hasOwn(connections, name)) return void 0;
		const { driver, ...config } = connections[name];
		return isOfFamily(this.#context.plugins, driver, family) ? {
			driver,
			config
		} : void 0;
	}
};
function isOfFamily(plugins, driver, family) {
	return driverOf(plugins, driver)?.family === family;
}
// ../../work/main/packages/core/src/validate/envelope.ts
/**
* Checks a file against the schema of its format, without what depends on step types and drivers. Undefined where it is no file of this
* format at all, so that nothing more can be said.
*/
function checkEnvelope(findings, { kind, schema, validator }) {
	const { value } = findings.document;
	if (value === void 0 || !isMap(value)) {
		if (value !== void 0) findings.error("wrong-type", "", `The file must be a map that begins with "apiVersion: backout/v1"`);
		return;
	}
	if (value["kind"] !== kind && typeof value["kind"] === "string" && kinds[value["kind"]] !== void 0) {
		findings.error("wrong-kind", "/kind", `This is ${kinds[value["kind"]]}, and ${kinds[kind]} is asked for`);
		return;
	}
	const newer = newerFormat(value["apiVersion"]);
	if (newer !== void 0) findings.error("newer-format", "/apiVersion", newerMessage(newer), { suggestion: "Update Backout" });
	if (validator(value)) return {
		value,
		wrong: /* @__PURE__ */ new Set()
	};
	const mistakes = explain(schema, value, validator.errors ?? []);
	for (const mistake of mistakes) report(findings, kind, mistake, newer);
	return {
		value,
		wrong: new Set(mistakes.flatMap(wrongPlaces))
	};
}
/** A key that was probably meant to be another speaks for that one as well. */
function wrongPlaces({ pointer, code, meant }) {
	return code === "unknown-key" && meant !== void 0 ? [pointer, pointTo(pointer.slice(0, pointer.lastIndexOf("/")), meant)] : [pointer];
}
const kinds = {
	MigrationPlan: "a plan (kind: MigrationPlan)",
	Project: "a project file (kind: Project)"
};
function report(findings, kind, mistake, newer) {
	const { code, pointer, message } = mistake;
	if (newer !== void 0 && pointer === "/apiVersion") return;
	const later = code === "unknown-key" ? laterKeys[kind]?.[pointer] : void 0;
	if (later !== void 0) findings.error("not-yet", pointer, later, {
		part: "key",
		suggestion: "Take it out"
	});
	else if (newer !== void 0 && code === "unknown-key") findings.error("newer-key", pointer, `${message}: it is of the newer format "${newer}"`, {
		part: "key",
		suggestion: "Update Backout"
	});
	else reportMistake(findings, "", mistake, prefixOf(findings.document.value, pointer));
}
function newerFormat(apiVersion) {
	const version = typeof apiVersion === "string" ? /^backout\/v(\d+)/.exec(apiVersion)?.[1] : void 0;
	return Number(version ?? 1) > 1 ? String(apiVersion) : void 0;
}
function newerMessage(version) {
	return `The file is written in "${version}", which is newer than "backout/v1", the newest format that this Backout reads`;
}
function isMap(value) {
	return typeof value === "object" && value !== null && !isList(value);
}
// ../../work/main/packages/core/src/validate/environments.ts
/** The environments that a plan is for; if it does not say, all that are known; or the one that the context asks for. */
function environmentsFor({ plan, environments }, { project, environment }) {
	const listedAs = environments.length > 0 ? { environments: environments.map(({ value }) => value) } : {};
	const whole = {
		...plan,
		...listedAs,
		metadata: plan.metadata ?? { name: "" }
	};
	const known = knownEnvironments(whole, project);
	const listed = allowedEnvironments(whole);
	const names = environment === void 0 ? listed ?? known : [environment];
	const open = {
		...whole,
		environments: void 0
	};
	return [...new Set(names)].filter((name) => known.includes(name)).map((name) => ({
		name,
		connections: environmentOf(project ? open : whole, name, project).connections,
		inputs: inputsIn(whole, name),
		isListed: listed !== void 0 || environment !== void 0 || names.length === 1
	}));
}
function inputsIn({ inputs = {}, environments = [] }, name) {
	const defaults = Object.entries(inputs).flatMap(([key, declaration]) => declaration.default === void 0 ? [] : [[key, declaration.default]]);
	const entry = environments.find((one) => typeof one !== "string" && one.name === name);
	return {
		...Object.fromEntries(defaults),
		...typeof entry === "object" ? entry.inputs : {}
	};
}
// ../../work/main/packages/core/src/validate/findings.ts
/** Begins to collect. */
function findingsIn(document) {
	const found = [];
	const add = (severity, code, pointer, message, particulars = {}) => {
		const { part, suggestion, fix, within } = particulars;
		const at = within ? document.rangeWithin(pointer, ...within) : document.rangeOf(pointer, part);
		if (document.diagnostics.some((known) => known.at && overlaps(known.at, at))) return;
		const kept = fix && fix.edits.length > 0 ? fixOf(document.path, fix) : void 0;
		found.push({
			code,
			severity,
			message,
			at,
			...suggestion !== void 0 && { suggestion },
			...kept && { fix: kept }
		});
	};
	return {
		document,
		error: (...finding) => add("error", ...finding),
		warning: (...finding) => add("warning", ...finding),
		all: () => [...document.diagnostics, ...found].sort(byPlace),
		hasErrors: () => document.diagnostics.length > 0 || found.some(({ severity }) => severity === "error")
	};
}
function fixOf(file, { title, edits }) {
	return {
		title,
		edits: edits.map((edit) => ({
			file,
			...edit
		}))
	};
}
function overlaps(a, b) {
	return a.start < b.end && b.start < a.end;
}
function byPlace(a, b) {
	return (a.at?.start ?? 0) - (b.at?.start ?? 0) || (a.code < b.code ? -1 : 1);
}
// ../../work/main/packages/core/src/validate/plan.generated.ts
const validatePlanEnvelope = validate10$1;
const schema11 = {
	"type": "object",
	"additionalProperties": false,
	"required": [
		"apiVersion",
		"kind",
		"metadata",
		"steps"
	],
	"properties": {
		"apiVersion": { "const": "backout/v1" },
		"kind": { "const": "MigrationPlan" },
		"metadata": {
			"type": "object",
			"additionalProperties": false,
			"required": ["name"],
			"properties": {
				"name": {
					"type": "string",
					"pattern": "^[a-z0-9][a-z0-9._-]*$",
					"maxLength": 100
				},
				"title": { "type": "string" },
				"description": { "type": "string" },
				"owners": {
					"type": "array",
					"items": { "type": "string" }
				},
				"risk": { "enum": [
					"low",
					"medium",
					"high",
					"critical"
				] },
				"links": {
					"type": "array",
					"items": { "type": "string" }
				},
				"after": {
					"type": "array",
					"uniqueItems": true,
					"items": { "type": "string" }
				}
			}
		},
		"environments": {
			"type": "array",
			"minItems": 1,
			"items": { "anyOf": [{
				"type": "string",
				"pattern": "^[A-Za-z_][A-Za-z0-9_-]*$"
			}, {
				"type": "object",
				"additionalProperties": false,
				"required": ["name"],
				"properties": {
					"name": {
						"type": "string",
						"pattern": "^[A-Za-z_][A-Za-z0-9_-]*$"
					},
					"inputs": {
						"type": "object",
						"additionalProperties": {}
					}
				}
			}] }
		},
		"connections": {
			"type": "object",
			"additionalProperties": false,
			"patternProperties": { "^[A-Za-z_][A-Za-z0-9_-]*$": {
				"type": "object",
				"required": ["driver"],
				"properties": { "driver": { "type": "string" } },
				"additionalProperties": {}
			} }
		},
		"scope": {
			"type": "object",
			"additionalProperties": false,
			"properties": {
				"files": {
					"type": "array",
					"items": {
						"type": "string",
						"minLength": 1
					}
				},
				"databases": {
					"type": "object",
					"additionalProperties": false,
					"patternProperties": { "^[A-Za-z_][A-Za-z0-9_-]*$": {
						"type": "array",
						"items": {
							"type": "string",
							"minLength": 1
						}
					} }
				},
				"services": {
					"type": "object",
					"additionalProperties": {
						"type": "array",
						"items": {
							"type": "string",
							"minLength": 1
						}
					}
				},
				"commands": {
					"type": "array",
					"items": {
						"type": "string",
						"minLength": 1
					}
				}
			}
		},
		"inputs": {
			"type": "object",
			"additionalProperties": false,
			"patternProperties": { "^[A-Za-z_][A-Za-z0-9_]*$": {
				"type": "object",
				"additionalProperties": false,
				"required": ["type"],
				"properties": {
					"type": { "enum": [
						"string",
						"integer",
						"number",
						"boolean"
					] },
					"description": { "type": "string" },
					"default": {},
					"tunable": { "type": "boolean" },
					"enum": {
						"type": "array",
						"minItems": 1,
						"items": {}
					},
					"const": {},
					"minimum": { "type": "number" },
					"maximum": { "type": "number" },
					"exclusiveMinimum": { "type": "number" },
					"exclusiveMaximum": { "type": "number" },
					"multipleOf": {
						"type": "number",
						"exclusiveMinimum": 0
					},
					"minLength": {
						"type": "integer",
						"minimum": 0
					},
					"maxLength": {
						"type": "integer",
						"minimum": 0
					},
					"pattern": { "type": "string" }
				}
			} }
		},
		"preconditions": {
			"type": "array",
			"items": {
				"type": "object",
				"additionalProperties": false,
				"required": ["id", "uses"],
				"properties": {
					"id": {
						"type": "string",
						"pattern": "^[a-z][a-z0-9_]*$"
					},
					"uses": {
						"type": "string",
						"pattern": "^[^/\\s]+/[^\\s]+$"
					},
					"with": {
						"type": "object",
						"additionalProperties": {}
					},
					"if": { "type": "string" },
					"assert": { "type": "string" },
					"timeout": {
						"type": "string",
						"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
					},
					"retry": {
						"type": "object",
						"additionalProperties": false,
						"required": ["every", "for"],
						"properties": {
							"every": {
								"type": "string",
								"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
							},
							"for": {
								"type": "string",
								"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
							}
						}
					}
				}
			}
		},
		"steps": {
			"type": "array",
			"minItems": 1,
			"items": {
				"type": "object",
				"additionalProperties": false,
				"required": ["id", "uses"],
				"properties": {
					"id": {
						"type": "string",
						"pattern": "^[a-z][a-z0-9_]*$"
					},
					"uses": {
						"type": "string",
						"pattern": "^[^/\\s]+/[^\\s]+$"
					},
					"with": {
						"type": "object",
						"additionalProperties": {}
					},
					"if": { "type": "string" },
					"assert": { "type": "string" },
					"timeout": {
						"type": "string",
						"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
					},
					"retry": {
						"type": "object",
						"additionalProperties": false,
						"required": ["every", "for"],
						"properties": {
							"every": {
								"type": "string",
								"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
							},
							"for": {
								"type": "string",
								"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
							}
						}
					},
					"needs": {
						"type": "array",
						"uniqueItems": true,
						"items": { "type": "string" }
					},
					"rollback": { "anyOf": [
						{
							"type": "object",
							"additionalProperties": false,
							"properties": {
								"uses": {
									"type": "string",
									"pattern": "^[^/\\s]+/[^\\s]+$"
								},
								"with": {
									"type": "object",
									"additionalProperties": {}
								},
								"timeout": {
									"type": "string",
									"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
								},
								"retry": {
									"type": "object",
									"additionalProperties": false,
									"required": ["every", "for"],
									"properties": {
										"every": {
											"type": "string",
											"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
										},
										"for": {
											"type": "string",
											"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
										}
									}
								}
							}
						},
						{
							"type": "array",
							"minItems": 1,
							"items": {
								"type": "object",
								"additionalProperties": false,
								"properties": {
									"uses": {
										"type": "string",
										"pattern": "^[^/\\s]+/[^\\s]+$"
									},
									"with": {
										"type": "object",
										"additionalProperties": {}
									},
									"timeout": {
										"type": "string",
										"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
									},
									"retry": {
										"type": "object",
										"additionalProperties": false,
										"required": ["every", "for"],
										"properties": {
											"every": {
												"type": "string",
												"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
											},
											"for": {
												"type": "string",
												"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
											}
										}
									}
								}
							}
						},
						{
							"type": "object",
							"additionalProperties": false,
							"required": ["none"],
							"properties": { "none": {
								"type": "string",
								"minLength": 1
							} }
						}
					] },
					"undo": { "const": "snapshot" },
					"signOff": {
						"type": "string",
						"pattern": "^[a-z][a-z0-9_]*$"
					},
					"pointOfNoReturn": { "type": "boolean" },
					"onFailure": { "enum": ["rollback", "pause"] },
					"forEach": {
						"type": "array",
						"minItems": 1,
						"items": {}
					}
				}
			}
		},
		"invariants": {
			"type": "array",
			"items": {
				"type": "object",
				"additionalProperties": false,
				"required": ["id", "uses"],
				"properties": {
					"id": {
						"type": "string",
						"pattern": "^[a-z][a-z0-9_]*$"
					},
					"uses": {
						"type": "string",
						"pattern": "^[^/\\s]+/[^\\s]+$"
					},
					"with": {
						"type": "object",
						"additionalProperties": {}
					},
					"if": { "type": "string" },
					"assert": { "type": "string" },
					"timeout": {
						"type": "string",
						"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
					},
					"retry": {
						"type": "object",
						"additionalProperties": false,
						"required": ["every", "for"],
						"properties": {
							"every": {
								"type": "string",
								"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
							},
							"for": {
								"type": "string",
								"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
							}
						}
					},
					"every": {
						"type": "string",
						"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
					},
					"failureLimit": {
						"type": "integer",
						"minimum": 1
					}
				}
			}
		},
		"successCriteria": {
			"type": "array",
			"items": {
				"type": "object",
				"additionalProperties": false,
				"required": ["id", "uses"],
				"properties": {
					"id": {
						"type": "string",
						"pattern": "^[a-z][a-z0-9_]*$"
					},
					"uses": {
						"type": "string",
						"pattern": "^[^/\\s]+/[^\\s]+$"
					},
					"with": {
						"type": "object",
						"additionalProperties": {}
					},
					"if": { "type": "string" },
					"assert": { "type": "string" },
					"timeout": {
						"type": "string",
						"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
					},
					"retry": {
						"type": "object",
						"additionalProperties": false,
						"required": ["every", "for"],
						"properties": {
							"every": {
								"type": "string",
								"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
							},
							"for": {
								"type": "string",
								"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
							}
						}
					}
				}
			}
		},
		"onFailure": { "enum": ["rollback", "pause"] },
		"rollbackWindow": {
			"type": "string",
			"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
		},
		"signOffs": {
			"type": "object",
			"additionalProperties": false,
			"properties": {
				"require": {
					"type": "array",
					"items": {
						"type": "object",
						"additionalProperties": false,
						"required": ["id", "role"],
						"properties": {
							"id": {
								"type": "string",
								"pattern": "^[a-z][a-z0-9_]*$"
							},
							"role": {
								"type": "string",
								"pattern": "^[A-Za-z_][A-Za-z0-9_-]*$"
							},
							"if": { "type": "string" },
							"count": {
								"type": "integer",
								"minimum": 1
							},
							"expires": {
								"type": "string",
								"pattern": "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$"
							}
						}
					}
				},
				"distinct": { "type": "boolean" }
			}
		}
	}
};
const func2 = Object.prototype.hasOwnProperty;
const pattern0$1 = /* @__PURE__ */ new RegExp("^[a-z0-9][a-z0-9._-]*$", "u");
const pattern1 = /* @__PURE__ */ new RegExp("^[A-Za-z_][A-Za-z0-9_-]*$", "u");
const pattern7 = /* @__PURE__ */ new RegExp("^[A-Za-z_][A-Za-z0-9_]*$", "u");
const pattern9 = /* @__PURE__ */ new RegExp("^[a-z][a-z0-9_]*$", "u");
const pattern10 = /* @__PURE__ */ new RegExp("^[^/\\s]+/[^\\s]+$", "u");
const pattern11 = /* @__PURE__ */ new RegExp("^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$", "u");
function validate10$1(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.apiVersion === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "apiVersion" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.kind === void 0) {
			const err1 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "kind" }
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		if (data.metadata === void 0) {
			const err2 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "metadata" }
			};
			if (vErrors === null) vErrors = [err2];
			else vErrors.push(err2);
			errors++;
		}
		if (data.steps === void 0) {
			const err3 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "steps" }
			};
			if (vErrors === null) vErrors = [err3];
			else vErrors.push(err3);
			errors++;
		}
		for (const key0 in data) if (!func2.call(schema11.properties, key0)) {
			const err4 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err4];
			else vErrors.push(err4);
			errors++;
		}
		if (data.apiVersion !== void 0) {
			if ("backout/v1" !== data.apiVersion) {
				const err5 = {
					instancePath: instancePath + "/apiVersion",
					schemaPath: "#/properties/apiVersion/const",
					keyword: "const",
					params: { allowedValue: "backout/v1" }
				};
				if (vErrors === null) vErrors = [err5];
				else vErrors.push(err5);
				errors++;
			}
		}
		if (data.kind !== void 0) {
			if ("MigrationPlan" !== data.kind) {
				const err6 = {
					instancePath: instancePath + "/kind",
					schemaPath: "#/properties/kind/const",
					keyword: "const",
					params: { allowedValue: "MigrationPlan" }
				};
				if (vErrors === null) vErrors = [err6];
				else vErrors.push(err6);
				errors++;
			}
		}
		if (data.metadata !== void 0) {
			let data2 = data.metadata;
			if (data2 && typeof data2 == "object" && !Array.isArray(data2)) {
				if (data2.name === void 0) {
					const err7 = {
						instancePath: instancePath + "/metadata",
						schemaPath: "#/properties/metadata/required",
						keyword: "required",
						params: { missingProperty: "name" }
					};
					if (vErrors === null) vErrors = [err7];
					else vErrors.push(err7);
					errors++;
				}
				for (const key1 in data2) if (!(key1 === "name" || key1 === "title" || key1 === "description" || key1 === "owners" || key1 === "risk" || key1 === "links" || key1 === "after")) {
					const err8 = {
						instancePath: instancePath + "/metadata",
						schemaPath: "#/properties/metadata/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key1 }
					};
					if (vErrors === null) vErrors = [err8];
					else vErrors.push(err8);
					errors++;
				}
				if (data2.name !== void 0) {
					let data3 = data2.name;
					if (typeof data3 === "string") {
						if (data3.length > 100) {
							const err9 = {
								instancePath: instancePath + "/metadata/name",
								schemaPath: "#/properties/metadata/properties/name/maxLength",
								keyword: "maxLength",
								params: { limit: 100 }
							};
							if (vErrors === null) vErrors = [err9];
							else vErrors.push(err9);
							errors++;
						}
						if (!pattern0$1.test(data3)) {
							const err10 = {
								instancePath: instancePath + "/metadata/name",
								schemaPath: "#/properties/metadata/properties/name/pattern",
								keyword: "pattern",
								params: { pattern: "^[a-z0-9][a-z0-9._-]*$" }
							};
							if (vErrors === null) vErrors = [err10];
							else vErrors.push(err10);
							errors++;
						}
					} else {
						const err11 = {
							instancePath: instancePath + "/metadata/name",
							schemaPath: "#/properties/metadata/properties/name/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err11];
						else vErrors.push(err11);
						errors++;
					}
				}
				if (data2.title !== void 0) {
					if (typeof data2.title !== "string") {
						const err12 = {
							instancePath: instancePath + "/metadata/title",
							schemaPath: "#/properties/metadata/properties/title/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err12];
						else vErrors.push(err12);
						errors++;
					}
				}
				if (data2.description !== void 0) {
					if (typeof data2.description !== "string") {
						const err13 = {
							instancePath: instancePath + "/metadata/description",
							schemaPath: "#/properties/metadata/properties/description/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err13];
						else vErrors.push(err13);
						errors++;
					}
				}
				if (data2.owners !== void 0) {
					let data6 = data2.owners;
					if (Array.isArray(data6)) {
						const len0 = data6.length;
						for (let i0 = 0; i0 < len0; i0++) if (typeof data6[i0] !== "string") {
							const err14 = {
								instancePath: instancePath + "/metadata/owners/" + i0,
								schemaPath: "#/properties/metadata/properties/owners/items/type",
								keyword: "type",
								params: { type: "string" }
							};
							if (vErrors === null) vErrors = [err14];
							else vErrors.push(err14);
							errors++;
						}
					} else {
						const err15 = {
							instancePath: instancePath + "/metadata/owners",
							schemaPath: "#/properties/metadata/properties/owners/type",
							keyword: "type",
							params: { type: "array" }
						};
						if (vErrors === null) vErrors = [err15];
						else vErrors.push(err15);
						errors++;
					}
				}
				if (data2.risk !== void 0) {
					let data8 = data2.risk;
					if (!(data8 === "low" || data8 === "medium" || data8 === "high" || data8 === "critical")) {
						const err16 = {
							instancePath: instancePath + "/metadata/risk",
							schemaPath: "#/properties/metadata/properties/risk/enum",
							keyword: "enum",
							params: { allowedValues: schema11.properties.metadata.properties.risk.enum }
						};
						if (vErrors === null) vErrors = [err16];
						else vErrors.push(err16);
						errors++;
					}
				}
				if (data2.links !== void 0) {
					let data9 = data2.links;
					if (Array.isArray(data9)) {
						const len1 = data9.length;
						for (let i1 = 0; i1 < len1; i1++) if (typeof data9[i1] !== "string") {
							const err17 = {
								instancePath: instancePath + "/metadata/links/" + i1,
								schemaPath: "#/properties/metadata/properties/links/items/type",
								keyword: "type",
								params: { type: "string" }
							};
							if (vErrors === null) vErrors = [err17];
							else vErrors.push(err17);
							errors++;
						}
					} else {
						const err18 = {
							instancePath: instancePath + "/metadata/links",
							schemaPath: "#/properties/metadata/properties/links/type",
							keyword: "type",
							params: { type: "array" }
						};
						if (vErrors === null) vErrors = [err18];
						else vErrors.push(err18);
						errors++;
					}
				}
				if (data2.after !== void 0) {
					let data11 = data2.after;
					if (Array.isArray(data11)) {
						const len2 = data11.length;
						for (let i2 = 0; i2 < len2; i2++) if (typeof data11[i2] !== "string") {
							const err19 = {
								instancePath: instancePath + "/metadata/after/" + i2,
								schemaPath: "#/properties/metadata/properties/after/items/type",
								keyword: "type",
								params: { type: "string" }
							};
							if (vErrors === null) vErrors = [err19];
							else vErrors.push(err19);
							errors++;
						}
						let i3 = data11.length;
						let j0;
						if (i3 > 1) {
							const indices0 = {};
							for (; i3--;) {
								let item0 = data11[i3];
								if (typeof item0 !== "string") continue;
								if (typeof indices0[item0] == "number") {
									j0 = indices0[item0];
									const err20 = {
										instancePath: instancePath + "/metadata/after",
										schemaPath: "#/properties/metadata/properties/after/uniqueItems",
										keyword: "uniqueItems",
										params: {
											i: i3,
											j: j0
										}
									};
									if (vErrors === null) vErrors = [err20];
									else vErrors.push(err20);
									errors++;
									break;
								}
								indices0[item0] = i3;
							}
						}
					} else {
						const err21 = {
							instancePath: instancePath + "/metadata/after",
							schemaPath: "#/properties/metadata/properties/after/type",
							keyword: "type",
							params: { type: "array" }
						};
						if (vErrors === null) vErrors = [err21];
						else vErrors.push(err21);
						errors++;
					}
				}
			} else {
				const err22 = {
					instancePath: instancePath + "/metadata",
					schemaPath: "#/properties/metadata/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err22];
				else vErrors.push(err22);
				errors++;
			}
		}
		if (data.environments !== void 0) {
			let data13 = data.environments;
			if (Array.isArray(data13)) {
				if (data13.length < 1) {
					const err23 = {
						instancePath: instancePath + "/environments",
						schemaPath: "#/properties/environments/minItems",
						keyword: "minItems",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err23];
					else vErrors.push(err23);
					errors++;
				}
				const len3 = data13.length;
				for (let i4 = 0; i4 < len3; i4++) {
					let data14 = data13[i4];
					const _errs29 = errors;
					let valid11 = false;
					const _errs30 = errors;
					if (typeof data14 === "string") {
						if (!pattern1.test(data14)) {
							const err24 = {
								instancePath: instancePath + "/environments/" + i4,
								schemaPath: "#/properties/environments/items/anyOf/0/pattern",
								keyword: "pattern",
								params: { pattern: "^[A-Za-z_][A-Za-z0-9_-]*$" }
							};
							if (vErrors === null) vErrors = [err24];
							else vErrors.push(err24);
							errors++;
						}
					} else {
						const err25 = {
							instancePath: instancePath + "/environments/" + i4,
							schemaPath: "#/properties/environments/items/anyOf/0/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err25];
						else vErrors.push(err25);
						errors++;
					}
					var _valid0 = _errs30 === errors;
					valid11 = valid11 || _valid0;
					if (!valid11) {
						const _errs32 = errors;
						if (data14 && typeof data14 == "object" && !Array.isArray(data14)) {
							if (data14.name === void 0) {
								const err26 = {
									instancePath: instancePath + "/environments/" + i4,
									schemaPath: "#/properties/environments/items/anyOf/1/required",
									keyword: "required",
									params: { missingProperty: "name" }
								};
								if (vErrors === null) vErrors = [err26];
								else vErrors.push(err26);
								errors++;
							}
							for (const key2 in data14) if (!(key2 === "name" || key2 === "inputs")) {
								const err27 = {
									instancePath: instancePath + "/environments/" + i4,
									schemaPath: "#/properties/environments/items/anyOf/1/additionalProperties",
									keyword: "additionalProperties",
									params: { additionalProperty: key2 }
								};
								if (vErrors === null) vErrors = [err27];
								else vErrors.push(err27);
								errors++;
							}
							if (data14.name !== void 0) {
								let data15 = data14.name;
								if (typeof data15 === "string") {
									if (!pattern1.test(data15)) {
										const err28 = {
											instancePath: instancePath + "/environments/" + i4 + "/name",
											schemaPath: "#/properties/environments/items/anyOf/1/properties/name/pattern",
											keyword: "pattern",
											params: { pattern: "^[A-Za-z_][A-Za-z0-9_-]*$" }
										};
										if (vErrors === null) vErrors = [err28];
										else vErrors.push(err28);
										errors++;
									}
								} else {
									const err29 = {
										instancePath: instancePath + "/environments/" + i4 + "/name",
										schemaPath: "#/properties/environments/items/anyOf/1/properties/name/type",
										keyword: "type",
										params: { type: "string" }
									};
									if (vErrors === null) vErrors = [err29];
									else vErrors.push(err29);
									errors++;
								}
							}
							if (data14.inputs !== void 0) {
								let data16 = data14.inputs;
								if (data16 && typeof data16 == "object" && !Array.isArray(data16)) {} else {
									const err30 = {
										instancePath: instancePath + "/environments/" + i4 + "/inputs",
										schemaPath: "#/properties/environments/items/anyOf/1/properties/inputs/type",
										keyword: "type",
										params: { type: "object" }
									};
									if (vErrors === null) vErrors = [err30];
									else vErrors.push(err30);
									errors++;
								}
							}
						} else {
							const err31 = {
								instancePath: instancePath + "/environments/" + i4,
								schemaPath: "#/properties/environments/items/anyOf/1/type",
								keyword: "type",
								params: { type: "object" }
							};
							if (vErrors === null) vErrors = [err31];
							else vErrors.push(err31);
							errors++;
						}
						var _valid0 = _errs32 === errors;
						valid11 = valid11 || _valid0;
					}
					if (!valid11) {
						const err32 = {
							instancePath: instancePath + "/environments/" + i4,
							schemaPath: "#/properties/environments/items/anyOf",
							keyword: "anyOf",
							params: {}
						};
						if (vErrors === null) vErrors = [err32];
						else vErrors.push(err32);
						errors++;
					} else {
						errors = _errs29;
						if (vErrors !== null) {
							if (_errs29) vErrors.length = _errs29;
							else vErrors = null;
						}
					}
				}
			} else {
				const err33 = {
					instancePath: instancePath + "/environments",
					schemaPath: "#/properties/environments/type",
					keyword: "type",
					params: { type: "array" }
				};
				if (vErrors === null) vErrors = [err33];
				else vErrors.push(err33);
				errors++;
			}
		}
		if (data.connections !== void 0) {
			let data17 = data.connections;
			if (data17 && typeof data17 == "object" && !Array.isArray(data17)) {
				for (const key3 in data17) if (!pattern1.test(key3)) {
					const err34 = {
						instancePath: instancePath + "/connections",
						schemaPath: "#/properties/connections/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key3 }
					};
					if (vErrors === null) vErrors = [err34];
					else vErrors.push(err34);
					errors++;
				}
				for (const key4 in data17) if (pattern1.test(key4)) {
					let data18 = data17[key4];
					if (data18 && typeof data18 == "object" && !Array.isArray(data18)) {
						if (data18.driver === void 0) {
							const err35 = {
								instancePath: instancePath + "/connections/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),
								schemaPath: "#/properties/connections/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/required",
								keyword: "required",
								params: { missingProperty: "driver" }
							};
							if (vErrors === null) vErrors = [err35];
							else vErrors.push(err35);
							errors++;
						}
						if (data18.driver !== void 0) {
							if (typeof data18.driver !== "string") {
								const err36 = {
									instancePath: instancePath + "/connections/" + key4.replace(/~/g, "~0").replace(/\//g, "~1") + "/driver",
									schemaPath: "#/properties/connections/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/properties/driver/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err36];
								else vErrors.push(err36);
								errors++;
							}
						}
					} else {
						const err37 = {
							instancePath: instancePath + "/connections/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),
							schemaPath: "#/properties/connections/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/type",
							keyword: "type",
							params: { type: "object" }
						};
						if (vErrors === null) vErrors = [err37];
						else vErrors.push(err37);
						errors++;
					}
				}
			} else {
				const err38 = {
					instancePath: instancePath + "/connections",
					schemaPath: "#/properties/connections/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err38];
				else vErrors.push(err38);
				errors++;
			}
		}
		if (data.scope !== void 0) {
			let data20 = data.scope;
			if (data20 && typeof data20 == "object" && !Array.isArray(data20)) {
				for (const key5 in data20) if (!(key5 === "files" || key5 === "databases" || key5 === "services" || key5 === "commands")) {
					const err39 = {
						instancePath: instancePath + "/scope",
						schemaPath: "#/properties/scope/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key5 }
					};
					if (vErrors === null) vErrors = [err39];
					else vErrors.push(err39);
					errors++;
				}
				if (data20.files !== void 0) {
					let data21 = data20.files;
					if (Array.isArray(data21)) {
						const len4 = data21.length;
						for (let i5 = 0; i5 < len4; i5++) {
							let data22 = data21[i5];
							if (typeof data22 === "string") {
								if (data22.length < 1) {
									const err40 = {
										instancePath: instancePath + "/scope/files/" + i5,
										schemaPath: "#/properties/scope/properties/files/items/minLength",
										keyword: "minLength",
										params: { limit: 1 }
									};
									if (vErrors === null) vErrors = [err40];
									else vErrors.push(err40);
									errors++;
								}
							} else {
								const err41 = {
									instancePath: instancePath + "/scope/files/" + i5,
									schemaPath: "#/properties/scope/properties/files/items/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err41];
								else vErrors.push(err41);
								errors++;
							}
						}
					} else {
						const err42 = {
							instancePath: instancePath + "/scope/files",
							schemaPath: "#/properties/scope/properties/files/type",
							keyword: "type",
							params: { type: "array" }
						};
						if (vErrors === null) vErrors = [err42];
						else vErrors.push(err42);
						errors++;
					}
				}
				if (data20.databases !== void 0) {
					let data23 = data20.databases;
					if (data23 && typeof data23 == "object" && !Array.isArray(data23)) {
						for (const key6 in data23) if (!pattern1.test(key6)) {
							const err43 = {
								instancePath: instancePath + "/scope/databases",
								schemaPath: "#/properties/scope/properties/databases/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key6 }
							};
							if (vErrors === null) vErrors = [err43];
							else vErrors.push(err43);
							errors++;
						}
						for (const key7 in data23) if (pattern1.test(key7)) {
							let data24 = data23[key7];
							if (Array.isArray(data24)) {
								const len5 = data24.length;
								for (let i6 = 0; i6 < len5; i6++) {
									let data25 = data24[i6];
									if (typeof data25 === "string") {
										if (data25.length < 1) {
											const err44 = {
												instancePath: instancePath + "/scope/databases/" + key7.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i6,
												schemaPath: "#/properties/scope/properties/databases/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/items/minLength",
												keyword: "minLength",
												params: { limit: 1 }
											};
											if (vErrors === null) vErrors = [err44];
											else vErrors.push(err44);
											errors++;
										}
									} else {
										const err45 = {
											instancePath: instancePath + "/scope/databases/" + key7.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i6,
											schemaPath: "#/properties/scope/properties/databases/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/items/type",
											keyword: "type",
											params: { type: "string" }
										};
										if (vErrors === null) vErrors = [err45];
										else vErrors.push(err45);
										errors++;
									}
								}
							} else {
								const err46 = {
									instancePath: instancePath + "/scope/databases/" + key7.replace(/~/g, "~0").replace(/\//g, "~1"),
									schemaPath: "#/properties/scope/properties/databases/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/type",
									keyword: "type",
									params: { type: "array" }
								};
								if (vErrors === null) vErrors = [err46];
								else vErrors.push(err46);
								errors++;
							}
						}
					} else {
						const err47 = {
							instancePath: instancePath + "/scope/databases",
							schemaPath: "#/properties/scope/properties/databases/type",
							keyword: "type",
							params: { type: "object" }
						};
						if (vErrors === null) vErrors = [err47];
						else vErrors.push(err47);
						errors++;
					}
				}
				if (data20.services !== void 0) {
					let data26 = data20.services;
					if (data26 && typeof data26 == "object" && !Array.isArray(data26)) for (const key8 in data26) {
						let data27 = data26[key8];
						if (Array.isArray(data27)) {
							const len6 = data27.length;
							for (let i7 = 0; i7 < len6; i7++) {
								let data28 = data27[i7];
								if (typeof data28 === "string") {
									if (data28.length < 1) {
										const err48 = {
											instancePath: instancePath + "/scope/services/" + key8.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i7,
											schemaPath: "#/properties/scope/properties/services/additionalProperties/items/minLength",
											keyword: "minLength",
											params: { limit: 1 }
										};
										if (vErrors === null) vErrors = [err48];
										else vErrors.push(err48);
										errors++;
									}
								} else {
									const err49 = {
										instancePath: instancePath + "/scope/services/" + key8.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i7,
										schemaPath: "#/properties/scope/properties/services/additionalProperties/items/type",
										keyword: "type",
										params: { type: "string" }
									};
									if (vErrors === null) vErrors = [err49];
									else vErrors.push(err49);
									errors++;
								}
							}
						} else {
							const err50 = {
								instancePath: instancePath + "/scope/services/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"),
								schemaPath: "#/properties/scope/properties/services/additionalProperties/type",
								keyword: "type",
								params: { type: "array" }
							};
							if (vErrors === null) vErrors = [err50];
							else vErrors.push(err50);
							errors++;
						}
					}
					else {
						const err51 = {
							instancePath: instancePath + "/scope/services",
							schemaPath: "#/properties/scope/properties/services/type",
							keyword: "type",
							params: { type: "object" }
						};
						if (vErrors === null) vErrors = [err51];
						else vErrors.push(err51);
						errors++;
					}
				}
				if (data20.commands !== void 0) {
					let data29 = data20.commands;
					if (Array.isArray(data29)) {
						const len7 = data29.length;
						for (let i8 = 0; i8 < len7; i8++) {
							let data30 = data29[i8];
							if (typeof data30 === "string") {
								if (data30.length < 1) {
									const err52 = {
										instancePath: instancePath + "/scope/commands/" + i8,
										schemaPath: "#/properties/scope/properties/commands/items/minLength",
										keyword: "minLength",
										params: { limit: 1 }
									};
									if (vErrors === null) vErrors = [err52];
									else vErrors.push(err52);
									errors++;
								}
							} else {
								const err53 = {
									instancePath: instancePath + "/scope/commands/" + i8,
									schemaPath: "#/properties/scope/properties/commands/items/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err53];
								else vErrors.push(err53);
								errors++;
							}
						}
					} else {
						const err54 = {
							instancePath: instancePath + "/scope/commands",
							schemaPath: "#/properties/scope/properties/commands/type",
							keyword: "type",
							params: { type: "array" }
						};
						if (vErrors === null) vErrors = [err54];
						else vErrors.push(err54);
						errors++;
					}
				}
			} else {
				const err55 = {
					instancePath: instancePath + "/scope",
					schemaPath: "#/properties/scope/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err55];
				else vErrors.push(err55);
				errors++;
			}
		}
		if (data.inputs !== void 0) {
			let data31 = data.inputs;
			if (data31 && typeof data31 == "object" && !Array.isArray(data31)) {
				for (const key9 in data31) if (!pattern7.test(key9)) {
					const err56 = {
						instancePath: instancePath + "/inputs",
						schemaPath: "#/properties/inputs/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key9 }
					};
					if (vErrors === null) vErrors = [err56];
					else vErrors.push(err56);
					errors++;
				}
				for (const key10 in data31) if (pattern7.test(key10)) {
					let data32 = data31[key10];
					if (data32 && typeof data32 == "object" && !Array.isArray(data32)) {
						if (data32.type === void 0) {
							const err57 = {
								instancePath: instancePath + "/inputs/" + key10.replace(/~/g, "~0").replace(/\//g, "~1"),
								schemaPath: "#/properties/inputs/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_%5D*%24/required",
								keyword: "required",
								params: { missingProperty: "type" }
							};
							if (vErrors === null) vErrors = [err57];
							else vErrors.push(err57);
							errors++;
						}
						for (const key11 in data32) if (!func2.call(schema11.properties.inputs.patternProperties["^[A-Za-z_][A-Za-z0-9_]*$"].properties, key11)) {
							const err58 = {
								instancePath: instancePath + "/inputs/" + key10.replace(/~/g, "~0").replace(/\//g, "~1"),
								schemaPath: "#/properties/inputs/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_%5D*%24/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key11 }
							};
							if (vErrors === null) vErrors = [err58];
							else vErrors.push(err58);
							errors++;
						}
						if (data32.type !== void 0) {
							let data33 = data32.type;
							if (!(data33 === "string" || data33 === "integer" || data33 === "number" || data33 === "boolean")) {
								const err59 = {
									instancePath: instancePath + "/inputs/" + key10.replace(/~/g, "~0").replace(/\//g, "~1") + "/type",
									schemaPath: "#/properties/inputs/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_%5D*%24/properties/type/enum",
									keyword: "enum",
									params: { allowedValues: schema11.properties.inputs.patternProperties["^[A-Za-z_][A-Za-z0-9_]*$"].properties.type.enum }
								};
								if (vErrors === null) vErrors = [err59];
								else vErrors.push(err59);
								errors++;
							}
						}
						if (data32.description !== void 0) {
							if (typeof data32.description !== "string") {
								const err60 = {
									instancePath: instancePath + "/inputs/" + key10.replace(/~/g, "~0").replace(/\//g, "~1") + "/description",
									schemaPath: "#/properties/inputs/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_%5D*%24/properties/description/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err60];
								else vErrors.push(err60);
								errors++;
							}
						}
						if (data32.tunable !== void 0) {
							if (typeof data32.tunable !== "boolean") {
								const err61 = {
									instancePath: instancePath + "/inputs/" + key10.replace(/~/g, "~0").replace(/\//g, "~1") + "/tunable",
									schemaPath: "#/properties/inputs/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_%5D*%24/properties/tunable/type",
									keyword: "type",
									params: { type: "boolean" }
								};
								if (vErrors === null) vErrors = [err61];
								else vErrors.push(err61);
								errors++;
							}
						}
						if (data32.enum !== void 0) {
							let data36 = data32.enum;
							if (Array.isArray(data36)) {
								if (data36.length < 1) {
									const err62 = {
										instancePath: instancePath + "/inputs/" + key10.replace(/~/g, "~0").replace(/\//g, "~1") + "/enum",
										schemaPath: "#/properties/inputs/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_%5D*%24/properties/enum/minItems",
										keyword: "minItems",
										params: { limit: 1 }
									};
									if (vErrors === null) vErrors = [err62];
									else vErrors.push(err62);
									errors++;
								}
							} else {
								const err63 = {
									instancePath: instancePath + "/inputs/" + key10.replace(/~/g, "~0").replace(/\//g, "~1") + "/enum",
									schemaPath: "#/properties/inputs/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_%5D*%24/properties/enum/type",
									keyword: "type",
									params: { type: "array" }
								};
								if (vErrors === null) vErrors = [err63];
								else vErrors.push(err63);
								errors++;
							}
						}
						if (data32.minimum !== void 0) {
							if (!(typeof data32.minimum == "number")) {
								const err64 = {
									instancePath: instancePath + "/inputs/" + key10.replace(/~/g, "~0").replace(/\//g, "~1") + "/minimum",
									schemaPath: "#/properties/inputs/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_%5D*%24/properties/minimum/type",
									keyword: "type",
									params: { type: "number" }
								};
								if (vErrors === null) vErrors = [err64];
								else vErrors.push(err64);
								errors++;
							}
						}
						if (data32.maximum !== void 0) {
							if (!(typeof data32.maximum == "number")) {
								const err65 = {
									instancePath: instancePath + "/inputs/" + key10.replace(/~/g, "~0").replace(/\//g, "~1") + "/maximum",
									schemaPath: "#/properties/inputs/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_%5D*%24/properties/maximum/type",
									keyword: "type",
									params: { type: "number" }
								};
								if (vErrors === null) vErrors = [err65];
								else vErrors.push(err65);
								errors++;
							}
						}
						if (data32.exclusiveMinimum !== void 0) {
							if (!(typeof data32.exclusiveMinimum == "number")) {
								const err66 = {
									instancePath: instancePath + "/inputs/" + key10.replace(/~/g, "~0").replace(/\//g, "~1") + "/exclusiveMinimum",
									schemaPath: "#/properties/inputs/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_%5D*%24/properties/exclusiveMinimum/type",
									keyword: "type",
									params: { type: "number" }
								};
								if (vErrors === null) vErrors = [err66];
								else vErrors.push(err66);
								errors++;
							}
						}
						if (data32.exclusiveMaximum !== void 0) {
							if (!(typeof data32.exclusiveMaximum == "number")) {
								const err67 = {
									instancePath: instancePath + "/inputs/" + key10.replace(/~/g, "~0").replace(/\//g, "~1") + "/exclusiveMaximum",
									schemaPath: "#/properties/inputs/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_%5D*%24/properties/exclusiveMaximum/type",
									keyword: "type",
									params: { type: "number" }
								};
								if (vErrors === null) vErrors = [err67];
								else vErrors.push(err67);
								errors++;
							}
						}
						if (data32.multipleOf !== void 0) {
							let data41 = data32.multipleOf;
							if (typeof data41 == "number") {
								if (data41 <= 0 || isNaN(data41)) {
									const err68 = {
										instancePath: instancePath + "/inputs/" + key10.replace(/~/g, "~0").replace(/\//g, "~1") + "/multipleOf",
										schemaPath: "#/properties/inputs/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_%5D*%24/properties/multipleOf/exclusiveMinimum",
										keyword: "exclusiveMinimum",
										params: {
											comparison: ">",
											limit: 0
										}
									};
									if (vErrors === null) vErrors = [err68];
									else vErrors.push(err68);
									errors++;
								}
							} else {
								const err69 = {
									instancePath: instancePath + "/inputs/" + key10.replace(/~/g, "~0").replace(/\//g, "~1") + "/multipleOf",
									schemaPath: "#/properties/inputs/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_%5D*%24/properties/multipleOf/type",
									keyword: "type",
									params: { type: "number" }
								};
								if (vErrors === null) vErrors = [err69];
								else vErrors.push(err69);
								errors++;
							}
						}
						if (data32.minLength !== void 0) {
							let data42 = data32.minLength;
							if (!(typeof data42 == "number" && !(data42 % 1) && !isNaN(data42))) {
								const err70 = {
									instancePath: instancePath + "/inputs/" + key10.replace(/~/g, "~0").replace(/\//g, "~1") + "/minLength",
									schemaPath: "#/properties/inputs/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_%5D*%24/properties/minLength/type",
									keyword: "type",
									params: { type: "integer" }
								};
								if (vErrors === null) vErrors = [err70];
								else vErrors.push(err70);
								errors++;
							}
							if (typeof data42 == "number") {
								if (data42 < 0 || isNaN(data42)) {
									const err71 = {
										instancePath: instancePath + "/inputs/" + key10.replace(/~/g, "~0").replace(/\//g, "~1") + "/minLength",
										schemaPath: "#/properties/inputs/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_%5D*%24/properties/minLength/minimum",
										keyword: "minimum",
										params: {
											comparison: ">=",
											limit: 0
										}
									};
									if (vErrors === null) vErrors = [err71];
									else vErrors.push(err71);
									errors++;
								}
							}
						}
						if (data32.maxLength !== void 0) {
							let data43 = data32.maxLength;
							if (!(typeof data43 == "number" && !(data43 % 1) && !isNaN(data43))) {
								const err72 = {
									instancePath: instancePath + "/inputs/" + key10.replace(/~/g, "~0").replace(/\//g, "~1") + "/maxLength",
									schemaPath: "#/properties/inputs/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_%5D*%24/properties/maxLength/type",
									keyword: "type",
									params: { type: "integer" }
								};
								if (vErrors === null) vErrors = [err72];
								else vErrors.push(err72);
								errors++;
							}
							if (typeof data43 == "number") {
								if (data43 < 0 || isNaN(data43)) {
									const err73 = {
										instancePath: instancePath + "/inputs/" + key10.replace(/~/g, "~0").replace(/\//g, "~1") + "/maxLength",
										schemaPath: "#/properties/inputs/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_%5D*%24/properties/maxLength/minimum",
										keyword: "minimum",
										params: {
											comparison: ">=",
											limit: 0
										}
									};
									if (vErrors === null) vErrors = [err73];
									else vErrors.push(err73);
									errors++;
								}
							}
						}
						if (data32.pattern !== void 0) {
							if (typeof data32.pattern !== "string") {
								const err74 = {
									instancePath: instancePath + "/inputs/" + key10.replace(/~/g, "~0").replace(/\//g, "~1") + "/pattern",
									schemaPath: "#/properties/inputs/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_%5D*%24/properties/pattern/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err74];
								else vErrors.push(err74);
								errors++;
							}
						}
					} else {
						const err75 = {
							instancePath: instancePath + "/inputs/" + key10.replace(/~/g, "~0").replace(/\//g, "~1"),
							schemaPath: "#/properties/inputs/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_%5D*%24/type",
							keyword: "type",
							params: { type: "object" }
						};
						if (vErrors === null) vErrors = [err75];
						else vErrors.push(err75);
						errors++;
					}
				}
			} else {
				const err76 = {
					instancePath: instancePath + "/inputs",
					schemaPath: "#/properties/inputs/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err76];
				else vErrors.push(err76);
				errors++;
			}
		}
		if (data.preconditions !== void 0) {
			let data45 = data.preconditions;
			if (Array.isArray(data45)) {
				const len8 = data45.length;
				for (let i9 = 0; i9 < len8; i9++) {
					let data46 = data45[i9];
					if (data46 && typeof data46 == "object" && !Array.isArray(data46)) {
						if (data46.id === void 0) {
							const err77 = {
								instancePath: instancePath + "/preconditions/" + i9,
								schemaPath: "#/properties/preconditions/items/required",
								keyword: "required",
								params: { missingProperty: "id" }
							};
							if (vErrors === null) vErrors = [err77];
							else vErrors.push(err77);
							errors++;
						}
						if (data46.uses === void 0) {
							const err78 = {
								instancePath: instancePath + "/preconditions/" + i9,
								schemaPath: "#/properties/preconditions/items/required",
								keyword: "required",
								params: { missingProperty: "uses" }
							};
							if (vErrors === null) vErrors = [err78];
							else vErrors.push(err78);
							errors++;
						}
						for (const key12 in data46) if (!(key12 === "id" || key12 === "uses" || key12 === "with" || key12 === "if" || key12 === "assert" || key12 === "timeout" || key12 === "retry")) {
							const err79 = {
								instancePath: instancePath + "/preconditions/" + i9,
								schemaPath: "#/properties/preconditions/items/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key12 }
							};
							if (vErrors === null) vErrors = [err79];
							else vErrors.push(err79);
							errors++;
						}
						if (data46.id !== void 0) {
							let data47 = data46.id;
							if (typeof data47 === "string") {
								if (!pattern9.test(data47)) {
									const err80 = {
										instancePath: instancePath + "/preconditions/" + i9 + "/id",
										schemaPath: "#/properties/preconditions/items/properties/id/pattern",
										keyword: "pattern",
										params: { pattern: "^[a-z][a-z0-9_]*$" }
									};
									if (vErrors === null) vErrors = [err80];
									else vErrors.push(err80);
									errors++;
								}
							} else {
								const err81 = {
									instancePath: instancePath + "/preconditions/" + i9 + "/id",
									schemaPath: "#/properties/preconditions/items/properties/id/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err81];
								else vErrors.push(err81);
								errors++;
							}
						}
						if (data46.uses !== void 0) {
							let data48 = data46.uses;
							if (typeof data48 === "string") {
								if (!pattern10.test(data48)) {
									const err82 = {
										instancePath: instancePath + "/preconditions/" + i9 + "/uses",
										schemaPath: "#/properties/preconditions/items/properties/uses/pattern",
										keyword: "pattern",
										params: { pattern: "^[^/\\s]+/[^\\s]+$" }
									};
									if (vErrors === null) vErrors = [err82];
									else vErrors.push(err82);
									errors++;
								}
							} else {
								const err83 = {
									instancePath: instancePath + "/preconditions/" + i9 + "/uses",
									schemaPath: "#/properties/preconditions/items/properties/uses/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err83];
								else vErrors.push(err83);
								errors++;
							}
						}
						if (data46.with !== void 0) {
							let data49 = data46.with;
							if (data49 && typeof data49 == "object" && !Array.isArray(data49)) {} else {
								const err84 = {
									instancePath: instancePath + "/preconditions/" + i9 + "/with",
									schemaPath: "#/properties/preconditions/items/properties/with/type",
									keyword: "type",
									params: { type: "object" }
								};
								if (vErrors === null) vErrors = [err84];
								else vErrors.push(err84);
								errors++;
							}
						}
						if (data46.if !== void 0) {
							if (typeof data46.if !== "string") {
								const err85 = {
									instancePath: instancePath + "/preconditions/" + i9 + "/if",
									schemaPath: "#/properties/preconditions/items/properties/if/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err85];
								else vErrors.push(err85);
								errors++;
							}
						}
						if (data46.assert !== void 0) {
							if (typeof data46.assert !== "string") {
								const err86 = {
									instancePath: instancePath + "/preconditions/" + i9 + "/assert",
									schemaPath: "#/properties/preconditions/items/properties/assert/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err86];
								else vErrors.push(err86);
								errors++;
							}
						}
						if (data46.timeout !== void 0) {
							let data52 = data46.timeout;
							if (typeof data52 === "string") {
								if (!pattern11.test(data52)) {
									const err87 = {
										instancePath: instancePath + "/preconditions/" + i9 + "/timeout",
										schemaPath: "#/properties/preconditions/items/properties/timeout/pattern",
										keyword: "pattern",
										params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
									};
									if (vErrors === null) vErrors = [err87];
									else vErrors.push(err87);
									errors++;
								}
							} else {
								const err88 = {
									instancePath: instancePath + "/preconditions/" + i9 + "/timeout",
									schemaPath: "#/properties/preconditions/items/properties/timeout/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err88];
								else vErrors.push(err88);
								errors++;
							}
						}
						if (data46.retry !== void 0) {
							let data53 = data46.retry;
							if (data53 && typeof data53 == "object" && !Array.isArray(data53)) {
								if (data53.every === void 0) {
									const err89 = {
										instancePath: instancePath + "/preconditions/" + i9 + "/retry",
										schemaPath: "#/properties/preconditions/items/properties/retry/required",
										keyword: "required",
										params: { missingProperty: "every" }
									};
									if (vErrors === null) vErrors = [err89];
									else vErrors.push(err89);
									errors++;
								}
								if (data53.for === void 0) {
									const err90 = {
										instancePath: instancePath + "/preconditions/" + i9 + "/retry",
										schemaPath: "#/properties/preconditions/items/properties/retry/required",
										keyword: "required",
										params: { missingProperty: "for" }
									};
									if (vErrors === null) vErrors = [err90];
									else vErrors.push(err90);
									errors++;
								}
								for (const key13 in data53) if (!(key13 === "every" || key13 === "for")) {
									const err91 = {
										instancePath: instancePath + "/preconditions/" + i9 + "/retry",
										schemaPath: "#/properties/preconditions/items/properties/retry/additionalProperties",
										keyword: "additionalProperties",
										params: { additionalProperty: key13 }
									};
									if (vErrors === null) vErrors = [err91];
									else vErrors.push(err91);
									errors++;
								}
								if (data53.every !== void 0) {
									let data54 = data53.every;
									if (typeof data54 === "string") {
										if (!pattern11.test(data54)) {
											const err92 = {
												instancePath: instancePath + "/preconditions/" + i9 + "/retry/every",
												schemaPath: "#/properties/preconditions/items/properties/retry/properties/every/pattern",
												keyword: "pattern",
												params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
											};
											if (vErrors === null) vErrors = [err92];
											else vErrors.push(err92);
											errors++;
										}
									} else {
										const err93 = {
											instancePath: instancePath + "/preconditions/" + i9 + "/retry/every",
											schemaPath: "#/properties/preconditions/items/properties/retry/properties/every/type",
											keyword: "type",
											params: { type: "string" }
										};
										if (vErrors === null) vErrors = [err93];
										else vErrors.push(err93);
										errors++;
									}
								}
								if (data53.for !== void 0) {
									let data55 = data53.for;
									if (typeof data55 === "string") {
										if (!pattern11.test(data55)) {
											const err94 = {
												instancePath: instancePath + "/preconditions/" + i9 + "/retry/for",
												schemaPath: "#/properties/preconditions/items/properties/retry/properties/for/pattern",
												keyword: "pattern",
												params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
											};
											if (vErrors === null) vErrors = [err94];
											else vErrors.push(err94);
											errors++;
										}
									} else {
										const err95 = {
											instancePath: instancePath + "/preconditions/" + i9 + "/retry/for",
											schemaPath: "#/properties/preconditions/items/properties/retry/properties/for/type",
											keyword: "type",
											params: { type: "string" }
										};
										if (vErrors === null) vErrors = [err95];
										else vErrors.push(err95);
										errors++;
									}
								}
							} else {
								const err96 = {
									instancePath: instancePath + "/preconditions/" + i9 + "/retry",
									schemaPath: "#/properties/preconditions/items/properties/retry/type",
									keyword: "type",
									params: { type: "object" }
								};
								if (vErrors === null) vErrors = [err96];
								else vErrors.push(err96);
								errors++;
							}
						}
					} else {
						const err97 = {
							instancePath: instancePath + "/preconditions/" + i9,
							schemaPath: "#/properties/preconditions/items/type",
							keyword: "type",
							params: { type: "object" }
						};
						if (vErrors === null) vErrors = [err97];
						else vErrors.push(err97);
						errors++;
					}
				}
			} else {
				const err98 = {
					instancePath: instancePath + "/preconditions",
					schemaPath: "#/properties/preconditions/type",
					keyword: "type",
					params: { type: "array" }
				};
				if (vErrors === null) vErrors = [err98];
				else vErrors.push(err98);
				errors++;
			}
		}
		if (data.steps !== void 0) {
			let data56 = data.steps;
			if (Array.isArray(data56)) {
				if (data56.length < 1) {
					const err99 = {
						instancePath: instancePath + "/steps",
						schemaPath: "#/properties/steps/minItems",
						keyword: "minItems",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err99];
					else vErrors.push(err99);
					errors++;
				}
				const len9 = data56.length;
				for (let i10 = 0; i10 < len9; i10++) {
					let data57 = data56[i10];
					if (data57 && typeof data57 == "object" && !Array.isArray(data57)) {
						if (data57.id === void 0) {
							const err100 = {
								instancePath: instancePath + "/steps/" + i10,
								schemaPath: "#/properties/steps/items/required",
								keyword: "required",
								params: { missingProperty: "id" }
							};
							if (vErrors === null) vErrors = [err100];
							else vErrors.push(err100);
							errors++;
						}
						if (data57.uses === void 0) {
							const err101 = {
								instancePath: instancePath + "/steps/" + i10,
								schemaPath: "#/properties/steps/items/required",
								keyword: "required",
								params: { missingProperty: "uses" }
							};
							if (vErrors === null) vErrors = [err101];
							else vErrors.push(err101);
							errors++;
						}
						for (const key14 in data57) if (!func2.call(schema11.properties.steps.items.properties, key14)) {
							const err102 = {
								instancePath: instancePath + "/steps/" + i10,
								schemaPath: "#/properties/steps/items/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key14 }
							};
							if (vErrors === null) vErrors = [err102];
							else vErrors.push(err102);
							errors++;
						}
						if (data57.id !== void 0) {
							let data58 = data57.id;
							if (typeof data58 === "string") {
								if (!pattern9.test(data58)) {
									const err103 = {
										instancePath: instancePath + "/steps/" + i10 + "/id",
										schemaPath: "#/properties/steps/items/properties/id/pattern",
										keyword: "pattern",
										params: { pattern: "^[a-z][a-z0-9_]*$" }
									};
									if (vErrors === null) vErrors = [err103];
									else vErrors.push(err103);
									errors++;
								}
							} else {
								const err104 = {
									instancePath: instancePath + "/steps/" + i10 + "/id",
									schemaPath: "#/properties/steps/items/properties/id/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err104];
								else vErrors.push(err104);
								errors++;
							}
						}
						if (data57.uses !== void 0) {
							let data59 = data57.uses;
							if (typeof data59 === "string") {
								if (!pattern10.test(data59)) {
									const err105 = {
										instancePath: instancePath + "/steps/" + i10 + "/uses",
										schemaPath: "#/properties/steps/items/properties/uses/pattern",
										keyword: "pattern",
										params: { pattern: "^[^/\\s]+/[^\\s]+$" }
									};
									if (vErrors === null) vErrors = [err105];
									else vErrors.push(err105);
									errors++;
								}
							} else {
								const err106 = {
									instancePath: instancePath + "/steps/" + i10 + "/uses",
									schemaPath: "#/properties/steps/items/properties/uses/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err106];
								else vErrors.push(err106);
								errors++;
							}
						}
						if (data57.with !== void 0) {
							let data60 = data57.with;
							if (data60 && typeof data60 == "object" && !Array.isArray(data60)) {} else {
								const err107 = {
									instancePath: instancePath + "/steps/" + i10 + "/with",
									schemaPath: "#/properties/steps/items/properties/with/type",
									keyword: "type",
									params: { type: "object" }
								};
								if (vErrors === null) vErrors = [err107];
								else vErrors.push(err107);
								errors++;
							}
						}
						if (data57.if !== void 0) {
							if (typeof data57.if !== "string") {
								const err108 = {
									instancePath: instancePath + "/steps/" + i10 + "/if",
									schemaPath: "#/properties/steps/items/properties/if/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err108];
								else vErrors.push(err108);
								errors++;
							}
						}
						if (data57.assert !== void 0) {
							if (typeof data57.assert !== "string") {
								const err109 = {
									instancePath: instancePath + "/steps/" + i10 + "/assert",
									schemaPath: "#/properties/steps/items/properties/assert/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err109];
								else vErrors.push(err109);
								errors++;
							}
						}
						if (data57.timeout !== void 0) {
							let data63 = data57.timeout;
							if (typeof data63 === "string") {
								if (!pattern11.test(data63)) {
									const err110 = {
										instancePath: instancePath + "/steps/" + i10 + "/timeout",
										schemaPath: "#/properties/steps/items/properties/timeout/pattern",
										keyword: "pattern",
										params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
									};
									if (vErrors === null) vErrors = [err110];
									else vErrors.push(err110);
									errors++;
								}
							} else {
								const err111 = {
									instancePath: instancePath + "/steps/" + i10 + "/timeout",
									schemaPath: "#/properties/steps/items/properties/timeout/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err111];
								else vErrors.push(err111);
								errors++;
							}
						}
						if (data57.retry !== void 0) {
							let data64 = data57.retry;
							if (data64 && typeof data64 == "object" && !Array.isArray(data64)) {
								if (data64.every === void 0) {
									const err112 = {
										instancePath: instancePath + "/steps/" + i10 + "/retry",
										schemaPath: "#/properties/steps/items/properties/retry/required",
										keyword: "required",
										params: { missingProperty: "every" }
									};
									if (vErrors === null) vErrors = [err112];
									else vErrors.push(err112);
									errors++;
								}
								if (data64.for === void 0) {
									const err113 = {
										instancePath: instancePath + "/steps/" + i10 + "/retry",
										schemaPath: "#/properties/steps/items/properties/retry/required",
										keyword: "required",
										params: { missingProperty: "for" }
									};
									if (vErrors === null) vErrors = [err113];
									else vErrors.push(err113);
									errors++;
								}
								for (const key15 in data64) if (!(key15 === "every" || key15 === "for")) {
									const err114 = {
										instancePath: instancePath + "/steps/" + i10 + "/retry",
										schemaPath: "#/properties/steps/items/properties/retry/additionalProperties",
										keyword: "additionalProperties",
										params: { additionalProperty: key15 }
									};
									if (vErrors === null) vErrors = [err114];
									else vErrors.push(err114);
									errors++;
								}
								if (data64.every !== void 0) {
									let data65 = data64.every;
									if (typeof data65 === "string") {
										if (!pattern11.test(data65)) {
											const err115 = {
												instancePath: instancePath + "/steps/" + i10 + "/retry/every",
												schemaPath: "#/properties/steps/items/properties/retry/properties/every/pattern",
												keyword: "pattern",
												params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
											};
											if (vErrors === null) vErrors = [err115];
											else vErrors.push(err115);
											errors++;
										}
									} else {
										const err116 = {
											instancePath: instancePath + "/steps/" + i10 + "/retry/every",
											schemaPath: "#/properties/steps/items/properties/retry/properties/every/type",
											keyword: "type",
											params: { type: "string" }
										};
										if (vErrors === null) vErrors = [err116];
										else vErrors.push(err116);
										errors++;
									}
								}
								if (data64.for !== void 0) {
									let data66 = data64.for;
									if (typeof data66 === "string") {
										if (!pattern11.test(data66)) {
											const err117 = {
												instancePath: instancePath + "/steps/" + i10 + "/retry/for",
												schemaPath: "#/properties/steps/items/properties/retry/properties/for/pattern",
												keyword: "pattern",
												params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
											};
											if (vErrors === null) vErrors = [err117];
											else vErrors.push(err117);
											errors++;
										}
									} else {
										const err118 = {
											instancePath: instancePath + "/steps/" + i10 + "/retry/for",
											schemaPath: "#/properties/steps/items/properties/retry/properties/for/type",
											keyword: "type",
											params: { type: "string" }
										};
										if (vErrors === null) vErrors = [err118];
										else vErrors.push(err118);
										errors++;
									}
								}
							} else {
								const err119 = {
									instancePath: instancePath + "/steps/" + i10 + "/retry",
									schemaPath: "#/properties/steps/items/properties/retry/type",
									keyword: "type",
									params: { type: "object" }
								};
								if (vErrors === null) vErrors = [err119];
								else vErrors.push(err119);
								errors++;
							}
						}
						if (data57.needs !== void 0) {
							let data67 = data57.needs;
							if (Array.isArray(data67)) {
								const len10 = data67.length;
								for (let i11 = 0; i11 < len10; i11++) if (typeof data67[i11] !== "string") {
									const err120 = {
										instancePath: instancePath + "/steps/" + i10 + "/needs/" + i11,
										schemaPath: "#/properties/steps/items/properties/needs/items/type",
										keyword: "type",
										params: { type: "string" }
									};
									if (vErrors === null) vErrors = [err120];
									else vErrors.push(err120);
									errors++;
								}
								let i12 = data67.length;
								let j1;
								if (i12 > 1) {
									const indices1 = {};
									for (; i12--;) {
										let item1 = data67[i12];
										if (typeof item1 !== "string") continue;
										if (typeof indices1[item1] == "number") {
											j1 = indices1[item1];
											const err121 = {
												instancePath: instancePath + "/steps/" + i10 + "/needs",
												schemaPath: "#/properties/steps/items/properties/needs/uniqueItems",
												keyword: "uniqueItems",
												params: {
													i: i12,
													j: j1
												}
											};
											if (vErrors === null) vErrors = [err121];
											else vErrors.push(err121);
											errors++;
											break;
										}
										indices1[item1] = i12;
									}
								}
							} else {
								const err122 = {
									instancePath: instancePath + "/steps/" + i10 + "/needs",
									schemaPath: "#/properties/steps/items/properties/needs/type",
									keyword: "type",
									params: { type: "array" }
								};
								if (vErrors === null) vErrors = [err122];
								else vErrors.push(err122);
								errors++;
							}
						}
						if (data57.rollback !== void 0) {
							let data69 = data57.rollback;
							const _errs157 = errors;
							let valid39 = false;
							const _errs158 = errors;
							if (data69 && typeof data69 == "object" && !Array.isArray(data69)) {
								for (const key16 in data69) if (!(key16 === "uses" || key16 === "with" || key16 === "timeout" || key16 === "retry")) {
									const err123 = {
										instancePath: instancePath + "/steps/" + i10 + "/rollback",
										schemaPath: "#/properties/steps/items/properties/rollback/anyOf/0/additionalProperties",
										keyword: "additionalProperties",
										params: { additionalProperty: key16 }
									};
									if (vErrors === null) vErrors = [err123];
									else vErrors.push(err123);
									errors++;
								}
								if (data69.uses !== void 0) {
									let data70 = data69.uses;
									if (typeof data70 === "string") {
										if (!pattern10.test(data70)) {
											const err124 = {
												instancePath: instancePath + "/steps/" + i10 + "/rollback/uses",
												schemaPath: "#/properties/steps/items/properties/rollback/anyOf/0/properties/uses/pattern",
												keyword: "pattern",
												params: { pattern: "^[^/\\s]+/[^\\s]+$" }
											};
											if (vErrors === null) vErrors = [err124];
											else vErrors.push(err124);
											errors++;
										}
									} else {
										const err125 = {
											instancePath: instancePath + "/steps/" + i10 + "/rollback/uses",
											schemaPath: "#/properties/steps/items/properties/rollback/anyOf/0/properties/uses/type",
											keyword: "type",
											params: { type: "string" }
										};
										if (vErrors === null) vErrors = [err125];
										else vErrors.push(err125);
										errors++;
									}
								}
								if (data69.with !== void 0) {
									let data71 = data69.with;
									if (data71 && typeof data71 == "object" && !Array.isArray(data71)) {} else {
										const err126 = {
											instancePath: instancePath + "/steps/" + i10 + "/rollback/with",
											schemaPath: "#/properties/steps/items/properties/rollback/anyOf/0/properties/with/type",
											keyword: "type",
											params: { type: "object" }
										};
										if (vErrors === null) vErrors = [err126];
										else vErrors.push(err126);
										errors++;
									}
								}
								if (data69.timeout !== void 0) {
									let data72 = data69.timeout;
									if (typeof data72 === "string") {
										if (!pattern11.test(data72)) {
											const err127 = {
												instancePath: instancePath + "/steps/" + i10 + "/rollback/timeout",
												schemaPath: "#/properties/steps/items/properties/rollback/anyOf/0/properties/timeout/pattern",
												keyword: "pattern",
												params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
											};
											if (vErrors === null) vErrors = [err127];
											else vErrors.push(err127);
											errors++;
										}
									} else {
										const err128 = {
											instancePath: instancePath + "/steps/" + i10 + "/rollback/timeout",
											schemaPath: "#/properties/steps/items/properties/rollback/anyOf/0/properties/timeout/type",
											keyword: "type",
											params: { type: "string" }
										};
										if (vErrors === null) vErrors = [err128];
										else vErrors.push(err128);
										errors++;
									}
								}
								if (data69.retry !== void 0) {
									let data73 = data69.retry;
									if (data73 && typeof data73 == "object" && !Array.isArray(data73)) {
										if (data73.every === void 0) {
											const err129 = {
												instancePath: instancePath + "/steps/" + i10 + "/rollback/retry",
												schemaPath: "#/properties/steps/items/properties/rollback/anyOf/0/properties/retry/required",
												keyword: "required",
												params: { missingProperty: "every" }
											};
											if (vErrors === null) vErrors = [err129];
											else vErrors.push(err129);
											errors++;
										}
										if (data73.for === void 0) {
											const err130 = {
												instancePath: instancePath + "/steps/" + i10 + "/rollback/retry",
												schemaPath: "#/properties/steps/items/properties/rollback/anyOf/0/properties/retry/required",
												keyword: "required",
												params: { missingProperty: "for" }
											};
											if (vErrors === null) vErrors = [err130];
											else vErrors.push(err130);
											errors++;
										}
										for (const key17 in data73) if (!(key17 === "every" || key17 === "for")) {
											const err131 = {
												instancePath: instancePath + "/steps/" + i10 + "/rollback/retry",
												schemaPath: "#/properties/steps/items/properties/rollback/anyOf/0/properties/retry/additionalProperties",
												keyword: "additionalProperties",
												params: { additionalProperty: key17 }
											};
											if (vErrors === null) vErrors = [err131];
											else vErrors.push(err131);
											errors++;
										}
										if (data73.every !== void 0) {
											let data74 = data73.every;
											if (typeof data74 === "string") {
												if (!pattern11.test(data74)) {
													const err132 = {
														instancePath: instancePath + "/steps/" + i10 + "/rollback/retry/every",
														schemaPath: "#/properties/steps/items/properties/rollback/anyOf/0/properties/retry/properties/every/pattern",
														keyword: "pattern",
														params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
													};
													if (vErrors === null) vErrors = [err132];
													else vErrors.push(err132);
													errors++;
												}
											} else {
												const err133 = {
													instancePath: instancePath + "/steps/" + i10 + "/rollback/retry/every",
													schemaPath: "#/properties/steps/items/properties/rollback/anyOf/0/properties/retry/properties/every/type",
													keyword: "type",
													params: { type: "string" }
												};
												if (vErrors === null) vErrors = [err133];
												else vErrors.push(err133);
												errors++;
											}
										}
										if (data73.for !== void 0) {
											let data75 = data73.for;
											if (typeof data75 === "string") {
												if (!pattern11.test(data75)) {
													const err134 = {
														instancePath: instancePath + "/steps/" + i10 + "/rollback/retry/for",
														schemaPath: "#/properties/steps/items/properties/rollback/anyOf/0/properties/retry/properties/for/pattern",
														keyword: "pattern",
														params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
													};
													if (vErrors === null) vErrors = [err134];
													else vErrors.push(err134);
													errors++;
												}
											} else {
												const err135 = {
													instancePath: instancePath + "/steps/" + i10 + "/rollback/retry/for",
													schemaPath: "#/properties/steps/items/properties/rollback/anyOf/0/properties/retry/properties/for/type",
													keyword: "type",
													params: { type: "string" }
												};
												if (vErrors === null) vErrors = [err135];
												else vErrors.push(err135);
												errors++;
											}
										}
									} else {
										const err136 = {
											instancePath: instancePath + "/steps/" + i10 + "/rollback/retry",
											schemaPath: "#/properties/steps/items/properties/rollback/anyOf/0/properties/retry/type",
											keyword: "type",
											params: { type: "object" }
										};
										if (vErrors === null) vErrors = [err136];
										else vErrors.push(err136);
										errors++;
									}
								}
							} else {
								const err137 = {
									instancePath: instancePath + "/steps/" + i10 + "/rollback",
									schemaPath: "#/properties/steps/items/properties/rollback/anyOf/0/type",
									keyword: "type",
									params: { type: "object" }
								};
								if (vErrors === null) vErrors = [err137];
								else vErrors.push(err137);
								errors++;
							}
							var _valid1 = _errs158 === errors;
							valid39 = valid39 || _valid1;
							if (!valid39) {
								const _errs175 = errors;
								if (Array.isArray(data69)) {
									if (data69.length < 1) {
										const err138 = {
											instancePath: instancePath + "/steps/" + i10 + "/rollback",
											schemaPath: "#/properties/steps/items/properties/rollback/anyOf/1/minItems",
											keyword: "minItems",
											params: { limit: 1 }
										};
										if (vErrors === null) vErrors = [err138];
										else vErrors.push(err138);
										errors++;
									}
									const len11 = data69.length;
									for (let i13 = 0; i13 < len11; i13++) {
										let data76 = data69[i13];
										if (data76 && typeof data76 == "object" && !Array.isArray(data76)) {
											for (const key18 in data76) if (!(key18 === "uses" || key18 === "with" || key18 === "timeout" || key18 === "retry")) {
												const err139 = {
													instancePath: instancePath + "/steps/" + i10 + "/rollback/" + i13,
													schemaPath: "#/properties/steps/items/properties/rollback/anyOf/1/items/additionalProperties",
													keyword: "additionalProperties",
													params: { additionalProperty: key18 }
												};
												if (vErrors === null) vErrors = [err139];
												else vErrors.push(err139);
												errors++;
											}
											if (data76.uses !== void 0) {
												let data77 = data76.uses;
												if (typeof data77 === "string") {
													if (!pattern10.test(data77)) {
														const err140 = {
															instancePath: instancePath + "/steps/" + i10 + "/rollback/" + i13 + "/uses",
															schemaPath: "#/properties/steps/items/properties/rollback/anyOf/1/items/properties/uses/pattern",
															keyword: "pattern",
															params: { pattern: "^[^/\\s]+/[^\\s]+$" }
														};
														if (vErrors === null) vErrors = [err140];
														else vErrors.push(err140);
														errors++;
													}
												} else {
													const err141 = {
														instancePath: instancePath + "/steps/" + i10 + "/rollback/" + i13 + "/uses",
														schemaPath: "#/properties/steps/items/properties/rollback/anyOf/1/items/properties/uses/type",
														keyword: "type",
														params: { type: "string" }
													};
													if (vErrors === null) vErrors = [err141];
													else vErrors.push(err141);
													errors++;
												}
											}
											if (data76.with !== void 0) {
												let data78 = data76.with;
												if (data78 && typeof data78 == "object" && !Array.isArray(data78)) {} else {
													const err142 = {
														instancePath: instancePath + "/steps/" + i10 + "/rollback/" + i13 + "/with",
														schemaPath: "#/properties/steps/items/properties/rollback/anyOf/1/items/properties/with/type",
														keyword: "type",
														params: { type: "object" }
													};
													if (vErrors === null) vErrors = [err142];
													else vErrors.push(err142);
													errors++;
												}
											}
											if (data76.timeout !== void 0) {
												let data79 = data76.timeout;
												if (typeof data79 === "string") {
													if (!pattern11.test(data79)) {
														const err143 = {
															instancePath: instancePath + "/steps/" + i10 + "/rollback/" + i13 + "/timeout",
															schemaPath: "#/properties/steps/items/properties/rollback/anyOf/1/items/properties/timeout/pattern",
															keyword: "pattern",
															params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
														};
														if (vErrors === null) vErrors = [err143];
														else vErrors.push(err143);
														errors++;
													}
												} else {
													const err144 = {
														instancePath: instancePath + "/steps/" + i10 + "/rollback/" + i13 + "/timeout",
														schemaPath: "#/properties/steps/items/properties/rollback/anyOf/1/items/properties/timeout/type",
														keyword: "type",
														params: { type: "string" }
													};
													if (vErrors === null) vErrors = [err144];
													else vErrors.push(err144);
													errors++;
												}
											}
											if (data76.retry !== void 0) {
												let data80 = data76.retry;
												if (data80 && typeof data80 == "object" && !Array.isArray(data80)) {
													if (data80.every === void 0) {
														const err145 = {
															instancePath: instancePath + "/steps/" + i10 + "/rollback/" + i13 + "/retry",
															schemaPath: "#/properties/steps/items/properties/rollback/anyOf/1/items/properties/retry/required",
															keyword: "required",
															params: { missingProperty: "every" }
														};
														if (vErrors === null) vErrors = [err145];
														else vErrors.push(err145);
														errors++;
													}
													if (data80.for === void 0) {
														const err146 = {
															instancePath: instancePath + "/steps/" + i10 + "/rollback/" + i13 + "/retry",
															schemaPath: "#/properties/steps/items/properties/rollback/anyOf/1/items/properties/retry/required",
															keyword: "required",
															params: { missingProperty: "for" }
														};
														if (vErrors === null) vErrors = [err146];
														else vErrors.push(err146);
														errors++;
													}
													for (const key19 in data80) if (!(key19 === "every" || key19 === "for")) {
														const err147 = {
															instancePath: instancePath + "/steps/" + i10 + "/rollback/" + i13 + "/retry",
															schemaPath: "#/properties/steps/items/properties/rollback/anyOf/1/items/properties/retry/additionalProperties",
															keyword: "additionalProperties",
															params: { additionalProperty: key19 }
														};
														if (vErrors === null) vErrors = [err147];
														else vErrors.push(err147);
														errors++;
													}
													if (data80.every !== void 0) {
														let data81 = data80.every;
														if (typeof data81 === "string") {
															if (!pattern11.test(data81)) {
																const err148 = {
																	instancePath: instancePath + "/steps/" + i10 + "/rollback/" + i13 + "/retry/every",
																	schemaPath: "#/properties/steps/items/properties/rollback/anyOf/1/items/properties/retry/properties/every/pattern",
																	keyword: "pattern",
																	params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
																};
																if (vErrors === null) vErrors = [err148];
																else vErrors.push(err148);
																errors++;
															}
														} else {
															const err149 = {
																instancePath: instancePath + "/steps/" + i10 + "/rollback/" + i13 + "/retry/every",
																schemaPath: "#/properties/steps/items/properties/rollback/anyOf/1/items/properties/retry/properties/every/type",
																keyword: "type",
																params: { type: "string" }
															};
															if (vErrors === null) vErrors = [err149];
															else vErrors.push(err149);
															errors++;
														}
													}
													if (data80.for !== void 0) {
														let data82 = data80.for;
														if (typeof data82 === "string") {
															if (!pattern11.test(data82)) {
																const err150 = {
																	instancePath: instancePath + "/steps/" + i10 + "/rollback/" + i13 + "/retry/for",
																	schemaPath: "#/properties/steps/items/properties/rollback/anyOf/1/items/properties/retry/properties/for/pattern",
																	keyword: "pattern",
																	params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
																};
																if (vErrors === null) vErrors = [err150];
																else vErrors.push(err150);
																errors++;
															}
														} else {
															const err151 = {
																instancePath: instancePath + "/steps/" + i10 + "/rollback/" + i13 + "/retry/for",
																schemaPath: "#/properties/steps/items/properties/rollback/anyOf/1/items/properties/retry/properties/for/type",
																keyword: "type",
																params: { type: "string" }
															};
															if (vErrors === null) vErrors = [err151];
															else vErrors.push(err151);
															errors++;
														}
													}
												} else {
													const err152 = {
														instancePath: instancePath + "/steps/" + i10 + "/rollback/" + i13 + "/retry",
														schemaPath: "#/properties/steps/items/properties/rollback/anyOf/1/items/properties/retry/type",
														keyword: "type",
														params: { type: "object" }
													};
													if (vErrors === null) vErrors = [err152];
													else vErrors.push(err152);
													errors++;
												}
											}
										} else {
											const err153 = {
												instancePath: instancePath + "/steps/" + i10 + "/rollback/" + i13,
												schemaPath: "#/properties/steps/items/properties/rollback/anyOf/1/items/type",
												keyword: "type",
												params: { type: "object" }
											};
											if (vErrors === null) vErrors = [err153];
											else vErrors.push(err153);
											errors++;
										}
									}
								} else {
									const err154 = {
										instancePath: instancePath + "/steps/" + i10 + "/rollback",
										schemaPath: "#/properties/steps/items/properties/rollback/anyOf/1/type",
										keyword: "type",
										params: { type: "array" }
									};
									if (vErrors === null) vErrors = [err154];
									else vErrors.push(err154);
									errors++;
								}
								var _valid1 = _errs175 === errors;
								valid39 = valid39 || _valid1;
								if (!valid39) {
									const _errs194 = errors;
									if (data69 && typeof data69 == "object" && !Array.isArray(data69)) {
										if (data69.none === void 0) {
											const err155 = {
												instancePath: instancePath + "/steps/" + i10 + "/rollback",
												schemaPath: "#/properties/steps/items/properties/rollback/anyOf/2/required",
												keyword: "required",
												params: { missingProperty: "none" }
											};
											if (vErrors === null) vErrors = [err155];
											else vErrors.push(err155);
											errors++;
										}
										for (const key20 in data69) if (!(key20 === "none")) {
											const err156 = {
												instancePath: instancePath + "/steps/" + i10 + "/rollback",
												schemaPath: "#/properties/steps/items/properties/rollback/anyOf/2/additionalProperties",
												keyword: "additionalProperties",
												params: { additionalProperty: key20 }
											};
											if (vErrors === null) vErrors = [err156];
											else vErrors.push(err156);
											errors++;
										}
										if (data69.none !== void 0) {
											let data83 = data69.none;
											if (typeof data83 === "string") {
												if (data83.length < 1) {
													const err157 = {
														instancePath: instancePath + "/steps/" + i10 + "/rollback/none",
														schemaPath: "#/properties/steps/items/properties/rollback/anyOf/2/properties/none/minLength",
														keyword: "minLength",
														params: { limit: 1 }
													};
													if (vErrors === null) vErrors = [err157];
													else vErrors.push(err157);
													errors++;
												}
											} else {
												const err158 = {
													instancePath: instancePath + "/steps/" + i10 + "/rollback/none",
													schemaPath: "#/properties/steps/items/properties/rollback/anyOf/2/properties/none/type",
													keyword: "type",
													params: { type: "string" }
												};
												if (vErrors === null) vErrors = [err158];
												else vErrors.push(err158);
												errors++;
											}
										}
									} else {
										const err159 = {
											instancePath: instancePath + "/steps/" + i10 + "/rollback",
											schemaPath: "#/properties/steps/items/properties/rollback/anyOf/2/type",
											keyword: "type",
											params: { type: "object" }
										};
										if (vErrors === null) vErrors = [err159];
										else vErrors.push(err159);
										errors++;
									}
									var _valid1 = _errs194 === errors;
									valid39 = valid39 || _valid1;
								}
							}
							if (!valid39) {
								const err160 = {
									instancePath: instancePath + "/steps/" + i10 + "/rollback",
									schemaPath: "#/properties/steps/items/properties/rollback/anyOf",
									keyword: "anyOf",
									params: {}
								};
								if (vErrors === null) vErrors = [err160];
								else vErrors.push(err160);
								errors++;
							} else {
								errors = _errs157;
								if (vErrors !== null) {
									if (_errs157) vErrors.length = _errs157;
									else vErrors = null;
								}
							}
						}
						if (data57.undo !== void 0) {
							if ("snapshot" !== data57.undo) {
								const err161 = {
									instancePath: instancePath + "/steps/" + i10 + "/undo",
									schemaPath: "#/properties/steps/items/properties/undo/const",
									keyword: "const",
									params: { allowedValue: "snapshot" }
								};
								if (vErrors === null) vErrors = [err161];
								else vErrors.push(err161);
								errors++;
							}
						}
						if (data57.signOff !== void 0) {
							let data85 = data57.signOff;
							if (typeof data85 === "string") {
								if (!pattern9.test(data85)) {
									const err162 = {
										instancePath: instancePath + "/steps/" + i10 + "/signOff",
										schemaPath: "#/properties/steps/items/properties/signOff/pattern",
										keyword: "pattern",
										params: { pattern: "^[a-z][a-z0-9_]*$" }
									};
									if (vErrors === null) vErrors = [err162];
									else vErrors.push(err162);
									errors++;
								}
							} else {
								const err163 = {
									instancePath: instancePath + "/steps/" + i10 + "/signOff",
									schemaPath: "#/properties/steps/items/properties/signOff/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err163];
								else vErrors.push(err163);
								errors++;
							}
						}
						if (data57.pointOfNoReturn !== void 0) {
							if (typeof data57.pointOfNoReturn !== "boolean") {
								const err164 = {
									instancePath: instancePath + "/steps/" + i10 + "/pointOfNoReturn",
									schemaPath: "#/properties/steps/items/properties/pointOfNoReturn/type",
									keyword: "type",
									params: { type: "boolean" }
								};
								if (vErrors === null) vErrors = [err164];
								else vErrors.push(err164);
								errors++;
							}
						}
						if (data57.onFailure !== void 0) {
							let data87 = data57.onFailure;
							if (!(data87 === "rollback" || data87 === "pause")) {
								const err165 = {
									instancePath: instancePath + "/steps/" + i10 + "/onFailure",
									schemaPath: "#/properties/steps/items/properties/onFailure/enum",
									keyword: "enum",
									params: { allowedValues: schema11.properties.steps.items.properties.onFailure.enum }
								};
								if (vErrors === null) vErrors = [err165];
								else vErrors.push(err165);
								errors++;
							}
						}
						if (data57.forEach !== void 0) {
							let data88 = data57.forEach;
							if (Array.isArray(data88)) {
								if (data88.length < 1) {
									const err166 = {
										instancePath: instancePath + "/steps/" + i10 + "/forEach",
										schemaPath: "#/properties/steps/items/properties/forEach/minItems",
										keyword: "minItems",
										params: { limit: 1 }
									};
									if (vErrors === null) vErrors = [err166];
									else vErrors.push(err166);
									errors++;
								}
							} else {
								const err167 = {
									instancePath: instancePath + "/steps/" + i10 + "/forEach",
									schemaPath: "#/properties/steps/items/properties/forEach/type",
									keyword: "type",
									params: { type: "array" }
								};
								if (vErrors === null) vErrors = [err167];
								else vErrors.push(err167);
								errors++;
							}
						}
					} else {
						const err168 = {
							instancePath: instancePath + "/steps/" + i10,
							schemaPath: "#/properties/steps/items/type",
							keyword: "type",
							params: { type: "object" }
						};
						if (vErrors === null) vErrors = [err168];
						else vErrors.push(err168);
						errors++;
					}
				}
			} else {
				const err169 = {
					instancePath: instancePath + "/steps",
					schemaPath: "#/properties/steps/type",
					keyword: "type",
					params: { type: "array" }
				};
				if (vErrors === null) vErrors = [err169];
				else vErrors.push(err169);
				errors++;
			}
		}
		if (data.invariants !== void 0) {
			let data89 = data.invariants;
			if (Array.isArray(data89)) {
				const len12 = data89.length;
				for (let i14 = 0; i14 < len12; i14++) {
					let data90 = data89[i14];
					if (data90 && typeof data90 == "object" && !Array.isArray(data90)) {
						if (data90.id === void 0) {
							const err170 = {
								instancePath: instancePath + "/invariants/" + i14,
								schemaPath: "#/properties/invariants/items/required",
								keyword: "required",
								params: { missingProperty: "id" }
							};
							if (vErrors === null) vErrors = [err170];
							else vErrors.push(err170);
							errors++;
						}
						if (data90.uses === void 0) {
							const err171 = {
								instancePath: instancePath + "/invariants/" + i14,
								schemaPath: "#/properties/invariants/items/required",
								keyword: "required",
								params: { missingProperty: "uses" }
							};
							if (vErrors === null) vErrors = [err171];
							else vErrors.push(err171);
							errors++;
						}
						for (const key21 in data90) if (!func2.call(schema11.properties.invariants.items.properties, key21)) {
							const err172 = {
								instancePath: instancePath + "/invariants/" + i14,
								schemaPath: "#/properties/invariants/items/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key21 }
							};
							if (vErrors === null) vErrors = [err172];
							else vErrors.push(err172);
							errors++;
						}
						if (data90.id !== void 0) {
							let data91 = data90.id;
							if (typeof data91 === "string") {
								if (!pattern9.test(data91)) {
									const err173 = {
										instancePath: instancePath + "/invariants/" + i14 + "/id",
										schemaPath: "#/properties/invariants/items/properties/id/pattern",
										keyword: "pattern",
										params: { pattern: "^[a-z][a-z0-9_]*$" }
									};
									if (vErrors === null) vErrors = [err173];
									else vErrors.push(err173);
									errors++;
								}
							} else {
								const err174 = {
									instancePath: instancePath + "/invariants/" + i14 + "/id",
									schemaPath: "#/properties/invariants/items/properties/id/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err174];
								else vErrors.push(err174);
								errors++;
							}
						}
						if (data90.uses !== void 0) {
							let data92 = data90.uses;
							if (typeof data92 === "string") {
								if (!pattern10.test(data92)) {
									const err175 = {
										instancePath: instancePath + "/invariants/" + i14 + "/uses",
										schemaPath: "#/properties/invariants/items/properties/uses/pattern",
										keyword: "pattern",
										params: { pattern: "^[^/\\s]+/[^\\s]+$" }
									};
									if (vErrors === null) vErrors = [err175];
									else vErrors.push(err175);
									errors++;
								}
							} else {
								const err176 = {
									instancePath: instancePath + "/invariants/" + i14 + "/uses",
									schemaPath: "#/properties/invariants/items/properties/uses/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err176];
								else vErrors.push(err176);
								errors++;
							}
						}
						if (data90.with !== void 0) {
							let data93 = data90.with;
							if (data93 && typeof data93 == "object" && !Array.isArray(data93)) {} else {
								const err177 = {
									instancePath: instancePath + "/invariants/" + i14 + "/with",
									schemaPath: "#/properties/invariants/items/properties/with/type",
									keyword: "type",
									params: { type: "object" }
								};
								if (vErrors === null) vErrors = [err177];
								else vErrors.push(err177);
								errors++;
							}
						}
						if (data90.if !== void 0) {
							if (typeof data90.if !== "string") {
								const err178 = {
									instancePath: instancePath + "/invariants/" + i14 + "/if",
									schemaPath: "#/properties/invariants/items/properties/if/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err178];
								else vErrors.push(err178);
								errors++;
							}
						}
						if (data90.assert !== void 0) {
							if (typeof data90.assert !== "string") {
								const err179 = {
									instancePath: instancePath + "/invariants/" + i14 + "/assert",
									schemaPath: "#/properties/invariants/items/properties/assert/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err179];
								else vErrors.push(err179);
								errors++;
							}
						}
						if (data90.timeout !== void 0) {
							let data96 = data90.timeout;
							if (typeof data96 === "string") {
								if (!pattern11.test(data96)) {
									const err180 = {
										instancePath: instancePath + "/invariants/" + i14 + "/timeout",
										schemaPath: "#/properties/invariants/items/properties/timeout/pattern",
										keyword: "pattern",
										params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
									};
									if (vErrors === null) vErrors = [err180];
									else vErrors.push(err180);
									errors++;
								}
							} else {
								const err181 = {
									instancePath: instancePath + "/invariants/" + i14 + "/timeout",
									schemaPath: "#/properties/invariants/items/properties/timeout/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err181];
								else vErrors.push(err181);
								errors++;
							}
						}
						if (data90.retry !== void 0) {
							let data97 = data90.retry;
							if (data97 && typeof data97 == "object" && !Array.isArray(data97)) {
								if (data97.every === void 0) {
									const err182 = {
										instancePath: instancePath + "/invariants/" + i14 + "/retry",
										schemaPath: "#/properties/invariants/items/properties/retry/required",
										keyword: "required",
										params: { missingProperty: "every" }
									};
									if (vErrors === null) vErrors = [err182];
									else vErrors.push(err182);
									errors++;
								}
								if (data97.for === void 0) {
									const err183 = {
										instancePath: instancePath + "/invariants/" + i14 + "/retry",
										schemaPath: "#/properties/invariants/items/properties/retry/required",
										keyword: "required",
										params: { missingProperty: "for" }
									};
									if (vErrors === null) vErrors = [err183];
									else vErrors.push(err183);
									errors++;
								}
								for (const key22 in data97) if (!(key22 === "every" || key22 === "for")) {
									const err184 = {
										instancePath: instancePath + "/invariants/" + i14 + "/retry",
										schemaPath: "#/properties/invariants/items/properties/retry/additionalProperties",
										keyword: "additionalProperties",
										params: { additionalProperty: key22 }
									};
									if (vErrors === null) vErrors = [err184];
									else vErrors.push(err184);
									errors++;
								}
								if (data97.every !== void 0) {
									let data98 = data97.every;
									if (typeof data98 === "string") {
										if (!pattern11.test(data98)) {
											const err185 = {
												instancePath: instancePath + "/invariants/" + i14 + "/retry/every",
												schemaPath: "#/properties/invariants/items/properties/retry/properties/every/pattern",
												keyword: "pattern",
												params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
											};
											if (vErrors === null) vErrors = [err185];
											else vErrors.push(err185);
											errors++;
										}
									} else {
										const err186 = {
											instancePath: instancePath + "/invariants/" + i14 + "/retry/every",
											schemaPath: "#/properties/invariants/items/properties/retry/properties/every/type",
											keyword: "type",
											params: { type: "string" }
										};
										if (vErrors === null) vErrors = [err186];
										else vErrors.push(err186);
										errors++;
									}
								}
								if (data97.for !== void 0) {
									let data99 = data97.for;
									if (typeof data99 === "string") {
										if (!pattern11.test(data99)) {
											const err187 = {
												instancePath: instancePath + "/invariants/" + i14 + "/retry/for",
												schemaPath: "#/properties/invariants/items/properties/retry/properties/for/pattern",
												keyword: "pattern",
												params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
											};
											if (vErrors === null) vErrors = [err187];
											else vErrors.push(err187);
											errors++;
										}
									} else {
										const err188 = {
											instancePath: instancePath + "/invariants/" + i14 + "/retry/for",
											schemaPath: "#/properties/invariants/items/properties/retry/properties/for/type",
											keyword: "type",
											params: { type: "string" }
										};
										if (vErrors === null) vErrors = [err188];
										else vErrors.push(err188);
										errors++;
									}
								}
							} else {
								const err189 = {
									instancePath: instancePath + "/invariants/" + i14 + "/retry",
									schemaPath: "#/properties/invariants/items/properties/retry/type",
									keyword: "type",
									params: { type: "object" }
								};
								if (vErrors === null) vErrors = [err189];
								else vErrors.push(err189);
								errors++;
							}
						}
						if (data90.every !== void 0) {
							let data100 = data90.every;
							if (typeof data100 === "string") {
								if (!pattern11.test(data100)) {
									const err190 = {
										instancePath: instancePath + "/invariants/" + i14 + "/every",
										schemaPath: "#/properties/invariants/items/properties/every/pattern",
										keyword: "pattern",
										params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
									};
									if (vErrors === null) vErrors = [err190];
									else vErrors.push(err190);
									errors++;
								}
							} else {
								const err191 = {
									instancePath: instancePath + "/invariants/" + i14 + "/every",
									schemaPath: "#/properties/invariants/items/properties/every/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err191];
								else vErrors.push(err191);
								errors++;
							}
						}
						if (data90.failureLimit !== void 0) {
							let data101 = data90.failureLimit;
							if (!(typeof data101 == "number" && !(data101 % 1) && !isNaN(data101))) {
								const err192 = {
									instancePath: instancePath + "/invariants/" + i14 + "/failureLimit",
									schemaPath: "#/properties/invariants/items/properties/failureLimit/type",
									keyword: "type",
									params: { type: "integer" }
								};
								if (vErrors === null) vErrors = [err192];
								else vErrors.push(err192);
								errors++;
							}
							if (typeof data101 == "number") {
								if (data101 < 1 || isNaN(data101)) {
									const err193 = {
										instancePath: instancePath + "/invariants/" + i14 + "/failureLimit",
										schemaPath: "#/properties/invariants/items/properties/failureLimit/minimum",
										keyword: "minimum",
										params: {
											comparison: ">=",
											limit: 1
										}
									};
									if (vErrors === null) vErrors = [err193];
									else vErrors.push(err193);
									errors++;
								}
							}
						}
					} else {
						const err194 = {
							instancePath: instancePath + "/invariants/" + i14,
							schemaPath: "#/properties/invariants/items/type",
							keyword: "type",
							params: { type: "object" }
						};
						if (vErrors === null) vErrors = [err194];
						else vErrors.push(err194);
						errors++;
					}
				}
			} else {
				const err195 = {
					instancePath: instancePath + "/invariants",
					schemaPath: "#/properties/invariants/type",
					keyword: "type",
					params: { type: "array" }
				};
				if (vErrors === null) vErrors = [err195];
				else vErrors.push(err195);
				errors++;
			}
		}
		if (data.successCriteria !== void 0) {
			let data102 = data.successCriteria;
			if (Array.isArray(data102)) {
				const len13 = data102.length;
				for (let i15 = 0; i15 < len13; i15++) {
					let data103 = data102[i15];
					if (data103 && typeof data103 == "object" && !Array.isArray(data103)) {
						if (data103.id === void 0) {
							const err196 = {
								instancePath: instancePath + "/successCriteria/" + i15,
								schemaPath: "#/properties/successCriteria/items/required",
								keyword: "required",
								params: { missingProperty: "id" }
							};
							if (vErrors === null) vErrors = [err196];
							else vErrors.push(err196);
							errors++;
						}
						if (data103.uses === void 0) {
							const err197 = {
								instancePath: instancePath + "/successCriteria/" + i15,
								schemaPath: "#/properties/successCriteria/items/required",
								keyword: "required",
								params: { missingProperty: "uses" }
							};
							if (vErrors === null) vErrors = [err197];
							else vErrors.push(err197);
							errors++;
						}
						for (const key23 in data103) if (!(key23 === "id" || key23 === "uses" || key23 === "with" || key23 === "if" || key23 === "assert" || key23 === "timeout" || key23 === "retry")) {
							const err198 = {
								instancePath: instancePath + "/successCriteria/" + i15,
								schemaPath: "#/properties/successCriteria/items/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key23 }
							};
							if (vErrors === null) vErrors = [err198];
							else vErrors.push(err198);
							errors++;
						}
						if (data103.id !== void 0) {
							let data104 = data103.id;
							if (typeof data104 === "string") {
								if (!pattern9.test(data104)) {
									const err199 = {
										instancePath: instancePath + "/successCriteria/" + i15 + "/id",
										schemaPath: "#/properties/successCriteria/items/properties/id/pattern",
										keyword: "pattern",
										params: { pattern: "^[a-z][a-z0-9_]*$" }
									};
									if (vErrors === null) vErrors = [err199];
									else vErrors.push(err199);
									errors++;
								}
							} else {
								const err200 = {
									instancePath: instancePath + "/successCriteria/" + i15 + "/id",
									schemaPath: "#/properties/successCriteria/items/properties/id/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err200];
								else vErrors.push(err200);
								errors++;
							}
						}
						if (data103.uses !== void 0) {
							let data105 = data103.uses;
							if (typeof data105 === "string") {
								if (!pattern10.test(data105)) {
									const err201 = {
										instancePath: instancePath + "/successCriteria/" + i15 + "/uses",
										schemaPath: "#/properties/successCriteria/items/properties/uses/pattern",
										keyword: "pattern",
										params: { pattern: "^[^/\\s]+/[^\\s]+$" }
									};
									if (vErrors === null) vErrors = [err201];
									else vErrors.push(err201);
									errors++;
								}
							} else {
								const err202 = {
									instancePath: instancePath + "/successCriteria/" + i15 + "/uses",
									schemaPath: "#/properties/successCriteria/items/properties/uses/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err202];
								else vErrors.push(err202);
								errors++;
							}
						}
						if (data103.with !== void 0) {
							let data106 = data103.with;
							if (data106 && typeof data106 == "object" && !Array.isArray(data106)) {} else {
								const err203 = {
									instancePath: instancePath + "/successCriteria/" + i15 + "/with",
									schemaPath: "#/properties/successCriteria/items/properties/with/type",
									keyword: "type",
									params: { type: "object" }
								};
								if (vErrors === null) vErrors = [err203];
								else vErrors.push(err203);
								errors++;
							}
						}
						if (data103.if !== void 0) {
							if (typeof data103.if !== "string") {
								const err204 = {
									instancePath: instancePath + "/successCriteria/" + i15 + "/if",
									schemaPath: "#/properties/successCriteria/items/properties/if/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err204];
								else vErrors.push(err204);
								errors++;
							}
						}
						if (data103.assert !== void 0) {
							if (typeof data103.assert !== "string") {
								const err205 = {
									instancePath: instancePath + "/successCriteria/" + i15 + "/assert",
									schemaPath: "#/properties/successCriteria/items/properties/assert/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err205];
								else vErrors.push(err205);
								errors++;
							}
						}
						if (data103.timeout !== void 0) {
							let data109 = data103.timeout;
							if (typeof data109 === "string") {
								if (!pattern11.test(data109)) {
									const err206 = {
										instancePath: instancePath + "/successCriteria/" + i15 + "/timeout",
										schemaPath: "#/properties/successCriteria/items/properties/timeout/pattern",
										keyword: "pattern",
										params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
									};
									if (vErrors === null) vErrors = [err206];
									else vErrors.push(err206);
									errors++;
								}
							} else {
								const err207 = {
									instancePath: instancePath + "/successCriteria/" + i15 + "/timeout",
									schemaPath: "#/properties/successCriteria/items/properties/timeout/type",
									keyword: "type",
									params: { type: "string" }
								};
								if (vErrors === null) vErrors = [err207];
								else vErrors.push(err207);
								errors++;
							}
						}
						if (data103.retry !== void 0) {
							let data110 = data103.retry;
							if (data110 && typeof data110 == "object" && !Array.isArray(data110)) {
								if (data110.every === void 0) {
									const err208 = {
										instancePath: instancePath + "/successCriteria/" + i15 + "/retry",
										schemaPath: "#/properties/successCriteria/items/properties/retry/required",
										keyword: "required",
										params: { missingProperty: "every" }
									};
									if (vErrors === null) vErrors = [err208];
									else vErrors.push(err208);
									errors++;
								}
								if (data110.for === void 0) {
									const err209 = {
										instancePath: instancePath + "/successCriteria/" + i15 + "/retry",
										schemaPath: "#/properties/successCriteria/items/properties/retry/required",
										keyword: "required",
										params: { missingProperty: "for" }
									};
									if (vErrors === null) vErrors = [err209];
									else vErrors.push(err209);
									errors++;
								}
								for (const key24 in data110) if (!(key24 === "every" || key24 === "for")) {
									const err210 = {
										instancePath: instancePath + "/successCriteria/" + i15 + "/retry",
										schemaPath: "#/properties/successCriteria/items/properties/retry/additionalProperties",
										keyword: "additionalProperties",
										params: { additionalProperty: key24 }
									};
									if (vErrors === null) vErrors = [err210];
									else vErrors.push(err210);
									errors++;
								}
								if (data110.every !== void 0) {
									let data111 = data110.every;
									if (typeof data111 === "string") {
										if (!pattern11.test(data111)) {
											const err211 = {
												instancePath: instancePath + "/successCriteria/" + i15 + "/retry/every",
												schemaPath: "#/properties/successCriteria/items/properties/retry/properties/every/pattern",
												keyword: "pattern",
												params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
											};
											if (vErrors === null) vErrors = [err211];
											else vErrors.push(err211);
											errors++;
										}
									} else {
										const err212 = {
											instancePath: instancePath + "/successCriteria/" + i15 + "/retry/every",
											schemaPath: "#/properties/successCriteria/items/properties/retry/properties/every/type",
											keyword: "type",
											params: { type: "string" }
										};
										if (vErrors === null) vErrors = [err212];
										else vErrors.push(err212);
										errors++;
									}
								}
								if (data110.for !== void 0) {
									let data112 = data110.for;
									if (typeof data112 === "string") {
										if (!pattern11.test(data112)) {
											const err213 = {
												instancePath: instancePath + "/successCriteria/" + i15 + "/retry/for",
												schemaPath: "#/properties/successCriteria/items/properties/retry/properties/for/pattern",
												keyword: "pattern",
												params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
											};
											if (vErrors === null) vErrors = [err213];
											else vErrors.push(err213);
											errors++;
										}
									} else {
										const err214 = {
											instancePath: instancePath + "/successCriteria/" + i15 + "/retry/for",
											schemaPath: "#/properties/successCriteria/items/properties/retry/properties/for/type",
											keyword: "type",
											params: { type: "string" }
										};
										if (vErrors === null) vErrors = [err214];
										else vErrors.push(err214);
										errors++;
									}
								}
							} else {
								const err215 = {
									instancePath: instancePath + "/successCriteria/" + i15 + "/retry",
									schemaPath: "#/properties/successCriteria/items/properties/retry/type",
									keyword: "type",
									params: { type: "object" }
								};
								if (vErrors === null) vErrors = [err215];
								else vErrors.push(err215);
								errors++;
							}
						}
					} else {
						const err216 = {
							instancePath: instancePath + "/successCriteria/" + i15,
							schemaPath: "#/properties/successCriteria/items/type",
							keyword: "type",
							params: { type: "object" }
						};
						if (vErrors === null) vErrors = [err216];
						else vErrors.push(err216);
						errors++;
					}
				}
			} else {
				const err217 = {
					instancePath: instancePath + "/successCriteria",
					schemaPath: "#/properties/successCriteria/type",
					keyword: "type",
					params: { type: "array" }
				};
				if (vErrors === null) vErrors = [err217];
				else vErrors.push(err217);
				errors++;
			}
		}
		if (data.onFailure !== void 0) {
			let data113 = data.onFailure;
			if (!(data113 === "rollback" || data113 === "pause")) {
				const err218 = {
					instancePath: instancePath + "/onFailure",
					schemaPath: "#/properties/onFailure/enum",
					keyword: "enum",
					params: { allowedValues: schema11.properties.onFailure.enum }
				};
				if (vErrors === null) vErrors = [err218];
				else vErrors.push(err218);
				errors++;
			}
		}
		if (data.rollbackWindow !== void 0) {
			let data114 = data.rollbackWindow;
			if (typeof data114 === "string") {
				if (!pattern11.test(data114)) {
					const err219 = {
						instancePath: instancePath + "/rollbackWindow",
						schemaPath: "#/properties/rollbackWindow/pattern",
						keyword: "pattern",
						params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
					};
					if (vErrors === null) vErrors = [err219];
					else vErrors.push(err219);
					errors++;
				}
			} else {
				const err220 = {
					instancePath: instancePath + "/rollbackWindow",
					schemaPath: "#/properties/rollbackWindow/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err220];
				else vErrors.push(err220);
				errors++;
			}
		}
		if (data.signOffs !== void 0) {
			let data115 = data.signOffs;
			if (data115 && typeof data115 == "object" && !Array.isArray(data115)) {
				for (const key25 in data115) if (!(key25 === "require" || key25 === "distinct")) {
					const err221 = {
						instancePath: instancePath + "/signOffs",
						schemaPath: "#/properties/signOffs/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key25 }
					};
					if (vErrors === null) vErrors = [err221];
					else vErrors.push(err221);
					errors++;
				}
				if (data115.require !== void 0) {
					let data116 = data115.require;
					if (Array.isArray(data116)) {
						const len14 = data116.length;
						for (let i16 = 0; i16 < len14; i16++) {
							let data117 = data116[i16];
							if (data117 && typeof data117 == "object" && !Array.isArray(data117)) {
								if (data117.id === void 0) {
									const err222 = {
										instancePath: instancePath + "/signOffs/require/" + i16,
										schemaPath: "#/properties/signOffs/properties/require/items/required",
										keyword: "required",
										params: { missingProperty: "id" }
									};
									if (vErrors === null) vErrors = [err222];
									else vErrors.push(err222);
									errors++;
								}
								if (data117.role === void 0) {
									const err223 = {
										instancePath: instancePath + "/signOffs/require/" + i16,
										schemaPath: "#/properties/signOffs/properties/require/items/required",
										keyword: "required",
										params: { missingProperty: "role" }
									};
									if (vErrors === null) vErrors = [err223];
									else vErrors.push(err223);
									errors++;
								}
								for (const key26 in data117) if (!(key26 === "id" || key26 === "role" || key26 === "if" || key26 === "count" || key26 === "expires")) {
									const err224 = {
										instancePath: instancePath + "/signOffs/require/" + i16,
										schemaPath: "#/properties/signOffs/properties/require/items/additionalProperties",
										keyword: "additionalProperties",
										params: { additionalProperty: key26 }
									};
									if (vErrors === null) vErrors = [err224];
									else vErrors.push(err224);
									errors++;
								}
								if (data117.id !== void 0) {
									let data118 = data117.id;
									if (typeof data118 === "string") {
										if (!pattern9.test(data118)) {
											const err225 = {
												instancePath: instancePath + "/signOffs/require/" + i16 + "/id",
												schemaPath: "#/properties/signOffs/properties/require/items/properties/id/pattern",
												keyword: "pattern",
												params: { pattern: "^[a-z][a-z0-9_]*$" }
											};
											if (vErrors === null) vErrors = [err225];
											else vErrors.push(err225);
											errors++;
										}
									} else {
										const err226 = {
											instancePath: instancePath + "/signOffs/require/" + i16 + "/id",
											schemaPath: "#/properties/signOffs/properties/require/items/properties/id/type",
											keyword: "type",
											params: { type: "string" }
										};
										if (vErrors === null) vErrors = [err226];
										else vErrors.push(err226);
										errors++;
									}
								}
								if (data117.role !== void 0) {
									let data119 = data117.role;
									if (typeof data119 === "string") {
										if (!pattern1.test(data119)) {
											const err227 = {
												instancePath: instancePath + "/signOffs/require/" + i16 + "/role",
												schemaPath: "#/properties/signOffs/properties/require/items/properties/role/pattern",
												keyword: "pattern",
												params: { pattern: "^[A-Za-z_][A-Za-z0-9_-]*$" }
											};
											if (vErrors === null) vErrors = [err227];
											else vErrors.push(err227);
											errors++;
										}
									} else {
										const err228 = {
											instancePath: instancePath + "/signOffs/require/" + i16 + "/role",
											schemaPath: "#/properties/signOffs/properties/require/items/properties/role/type",
											keyword: "type",
											params: { type: "string" }
										};
										if (vErrors === null) vErrors = [err228];
										else vErrors.push(err228);
										errors++;
									}
								}
								if (data117.if !== void 0) {
									if (typeof data117.if !== "string") {
										const err229 = {
											instancePath: instancePath + "/signOffs/require/" + i16 + "/if",
											schemaPath: "#/properties/signOffs/properties/require/items/properties/if/type",
											keyword: "type",
											params: { type: "string" }
										};
										if (vErrors === null) vErrors = [err229];
										else vErrors.push(err229);
										errors++;
									}
								}
								if (data117.count !== void 0) {
									let data121 = data117.count;
									if (!(typeof data121 == "number" && !(data121 % 1) && !isNaN(data121))) {
										const err230 = {
											instancePath: instancePath + "/signOffs/require/" + i16 + "/count",
											schemaPath: "#/properties/signOffs/properties/require/items/properties/count/type",
											keyword: "type",
											params: { type: "integer" }
										};
										if (vErrors === null) vErrors = [err230];
										else vErrors.push(err230);
										errors++;
									}
									if (typeof data121 == "number") {
										if (data121 < 1 || isNaN(data121)) {
											const err231 = {
												instancePath: instancePath + "/signOffs/require/" + i16 + "/count",
												schemaPath: "#/properties/signOffs/properties/require/items/properties/count/minimum",
												keyword: "minimum",
												params: {
													comparison: ">=",
													limit: 1
												}
											};
											if (vErrors === null) vErrors = [err231];
											else vErrors.push(err231);
											errors++;
										}
									}
								}
								if (data117.expires !== void 0) {
									let data122 = data117.expires;
									if (typeof data122 === "string") {
										if (!pattern11.test(data122)) {
											const err232 = {
												instancePath: instancePath + "/signOffs/require/" + i16 + "/expires",
												schemaPath: "#/properties/signOffs/properties/require/items/properties/expires/pattern",
												keyword: "pattern",
												params: { pattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$" }
											};
											if (vErrors === null) vErrors = [err232];
											else vErrors.push(err232);
											errors++;
										}
									} else {
										const err233 = {
											instancePath: instancePath + "/signOffs/require/" + i16 + "/expires",
											schemaPath: "#/properties/signOffs/properties/require/items/properties/expires/type",
											keyword: "type",
											params: { type: "string" }
										};
										if (vErrors === null) vErrors = [err233];
										else vErrors.push(err233);
										errors++;
									}
								}
							} else {
								const err234 = {
									instancePath: instancePath + "/signOffs/require/" + i16,
									schemaPath: "#/properties/signOffs/properties/require/items/type",
									keyword: "type",
									params: { type: "object" }
								};
								if (vErrors === null) vErrors = [err234];
								else vErrors.push(err234);
								errors++;
							}
						}
					} else {
						const err235 = {
							instancePath: instancePath + "/signOffs/require",
							schemaPath: "#/properties/signOffs/properties/require/type",
							keyword: "type",
							params: { type: "array" }
						};
						if (vErrors === null) vErrors = [err235];
						else vErrors.push(err235);
						errors++;
					}
				}
				if (data115.distinct !== void 0) {
					if (typeof data115.distinct !== "boolean") {
						const err236 = {
							instancePath: instancePath + "/signOffs/distinct",
							schemaPath: "#/properties/signOffs/properties/distinct/type",
							keyword: "type",
							params: { type: "boolean" }
						};
						if (vErrors === null) vErrors = [err236];
						else vErrors.push(err236);
						errors++;
					}
				}
			} else {
				const err237 = {
					instancePath: instancePath + "/signOffs",
					schemaPath: "#/properties/signOffs/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err237];
				else vErrors.push(err237);
				errors++;
			}
		}
	} else {
		const err238 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err238];
		else vErrors.push(err238);
		errors++;
	}
	validate10$1.errors = vErrors;
	return errors === 0;
}
// ../../work/main/packages/core/src/validate/project.generated.ts
const validateProjectEnvelope = validate10;
const pattern0 = /* @__PURE__ */ new RegExp("^[A-Za-z_][A-Za-z0-9_-]*$", "u");
function validate10(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.apiVersion === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "apiVersion" }
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.kind === void 0) {
			const err1 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "kind" }
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "apiVersion" || key0 === "kind" || key0 === "requires" || key0 === "plans" || key0 === "plugins" || key0 === "runs" || key0 === "environments" || key0 === "signOffs")) {
			const err2 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 }
			};
			if (vErrors === null) vErrors = [err2];
			else vErrors.push(err2);
			errors++;
		}
		if (data.apiVersion !== void 0) {
			if ("backout/v1" !== data.apiVersion) {
				const err3 = {
					instancePath: instancePath + "/apiVersion",
					schemaPath: "#/properties/apiVersion/const",
					keyword: "const",
					params: { allowedValue: "backout/v1" }
				};
				if (vErrors === null) vErrors = [err3];
				else vErrors.push(err3);
				errors++;
			}
		}
		if (data.kind !== void 0) {
			if ("Project" !== data.kind) {
				const err4 = {
					instancePath: instancePath + "/kind",
					schemaPath: "#/properties/kind/const",
					keyword: "const",
					params: { allowedValue: "Project" }
				};
				if (vErrors === null) vErrors = [err4];
				else vErrors.push(err4);
				errors++;
			}
		}
		if (data.requires !== void 0) {
			if (typeof data.requires !== "string") {
				const err5 = {
					instancePath: instancePath + "/requires",
					schemaPath: "#/properties/requires/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err5];
				else vErrors.push(err5);
				errors++;
			}
		}
		if (data.plans !== void 0) {
			let data3 = data.plans;
			if (Array.isArray(data3)) {
				const len0 = data3.length;
				for (let i0 = 0; i0 < len0; i0++) {
					let data4 = data3[i0];
					if (typeof data4 === "string") {
						if (data4.length < 1) {
							const err6 = {
								instancePath: instancePath + "/plans/" + i0,
								schemaPath: "#/properties/plans/items/minLength",
								keyword: "minLength",
								params: { limit: 1 }
							};
							if (vErrors === null) vErrors = [err6];
							else vErrors.push(err6);
							errors++;
						}
					} else {
						const err7 = {
							instancePath: instancePath + "/plans/" + i0,
							schemaPath: "#/properties/plans/items/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err7];
						else vErrors.push(err7);
						errors++;
					}
				}
			} else {
				const err8 = {
					instancePath: instancePath + "/plans",
					schemaPath: "#/properties/plans/type",
					keyword: "type",
					params: { type: "array" }
				};
				if (vErrors === null) vErrors = [err8];
				else vErrors.push(err8);
				errors++;
			}
		}
		if (data.plugins !== void 0) {
			let data5 = data.plugins;
			if (Array.isArray(data5)) {
				const len1 = data5.length;
				for (let i1 = 0; i1 < len1; i1++) {
					let data6 = data5[i1];
					if (typeof data6 === "string") {
						if (data6.length < 1) {
							const err9 = {
								instancePath: instancePath + "/plugins/" + i1,
								schemaPath: "#/properties/plugins/items/minLength",
								keyword: "minLength",
								params: { limit: 1 }
							};
							if (vErrors === null) vErrors = [err9];
							else vErrors.push(err9);
							errors++;
						}
					} else {
						const err10 = {
							instancePath: instancePath + "/plugins/" + i1,
							schemaPath: "#/properties/plugins/items/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err10];
						else vErrors.push(err10);
						errors++;
					}
				}
				let i2 = data5.length;
				let j0;
				if (i2 > 1) {
					const indices0 = {};
					for (; i2--;) {
						let item0 = data5[i2];
						if (typeof item0 !== "string") continue;
						if (typeof indices0[item0] == "number") {
							j0 = indices0[item0];
							const err11 = {
								instancePath: instancePath + "/plugins",
								schemaPath: "#/properties/plugins/uniqueItems",
								keyword: "uniqueItems",
								params: {
									i: i2,
									j: j0
								}
							};
							if (vErrors === null) vErrors = [err11];
							else vErrors.push(err11);
							errors++;
							break;
						}
						indices0[item0] = i2;
					}
				}
			} else {
				const err12 = {
					instancePath: instancePath + "/plugins",
					schemaPath: "#/properties/plugins/type",
					keyword: "type",
					params: { type: "array" }
				};
				if (vErrors === null) vErrors = [err12];
				else vErrors.push(err12);
				errors++;
			}
		}
		if (data.runs !== void 0) {
			let data7 = data.runs;
			if (typeof data7 === "string") {
				if (data7.length < 1) {
					const err13 = {
						instancePath: instancePath + "/runs",
						schemaPath: "#/properties/runs/minLength",
						keyword: "minLength",
						params: { limit: 1 }
					};
					if (vErrors === null) vErrors = [err13];
					else vErrors.push(err13);
					errors++;
				}
			} else {
				const err14 = {
					instancePath: instancePath + "/runs",
					schemaPath: "#/properties/runs/type",
					keyword: "type",
					params: { type: "string" }
				};
				if (vErrors === null) vErrors = [err14];
				else vErrors.push(err14);
				errors++;
			}
		}
		if (data.environments !== void 0) {
			let data8 = data.environments;
			if (data8 && typeof data8 == "object" && !Array.isArray(data8)) {
				for (const key1 in data8) if (!pattern0.test(key1)) {
					const err15 = {
						instancePath: instancePath + "/environments",
						schemaPath: "#/properties/environments/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key1 }
					};
					if (vErrors === null) vErrors = [err15];
					else vErrors.push(err15);
					errors++;
				}
				for (const key2 in data8) if (pattern0.test(key2)) {
					let data9 = data8[key2];
					if (data9 && typeof data9 == "object" && !Array.isArray(data9)) {
						for (const key3 in data9) if (!(key3 === "protected" || key3 === "connections")) {
							const err16 = {
								instancePath: instancePath + "/environments/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
								schemaPath: "#/properties/environments/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key3 }
							};
							if (vErrors === null) vErrors = [err16];
							else vErrors.push(err16);
							errors++;
						}
						if (data9.protected !== void 0) {
							if (typeof data9.protected !== "boolean") {
								const err17 = {
									instancePath: instancePath + "/environments/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/protected",
									schemaPath: "#/properties/environments/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/properties/protected/type",
									keyword: "type",
									params: { type: "boolean" }
								};
								if (vErrors === null) vErrors = [err17];
								else vErrors.push(err17);
								errors++;
							}
						}
						if (data9.connections !== void 0) {
							let data11 = data9.connections;
							if (data11 && typeof data11 == "object" && !Array.isArray(data11)) {
								for (const key4 in data11) if (!pattern0.test(key4)) {
									const err18 = {
										instancePath: instancePath + "/environments/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/connections",
										schemaPath: "#/properties/environments/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/properties/connections/additionalProperties",
										keyword: "additionalProperties",
										params: { additionalProperty: key4 }
									};
									if (vErrors === null) vErrors = [err18];
									else vErrors.push(err18);
									errors++;
								}
								for (const key5 in data11) if (pattern0.test(key5)) {
									let data12 = data11[key5];
									if (data12 && typeof data12 == "object" && !Array.isArray(data12)) {
										if (data12.driver === void 0) {
											const err19 = {
												instancePath: instancePath + "/environments/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/connections/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),
												schemaPath: "#/properties/environments/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/properties/connections/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/required",
												keyword: "required",
												params: { missingProperty: "driver" }
											};
											if (vErrors === null) vErrors = [err19];
											else vErrors.push(err19);
											errors++;
										}
										if (data12.driver !== void 0) {
											if (typeof data12.driver !== "string") {
												const err20 = {
													instancePath: instancePath + "/environments/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/connections/" + key5.replace(/~/g, "~0").replace(/\//g, "~1") + "/driver",
													schemaPath: "#/properties/environments/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/properties/connections/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/properties/driver/type",
													keyword: "type",
													params: { type: "string" }
												};
												if (vErrors === null) vErrors = [err20];
												else vErrors.push(err20);
												errors++;
											}
										}
									} else {
										const err21 = {
											instancePath: instancePath + "/environments/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/connections/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),
											schemaPath: "#/properties/environments/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/properties/connections/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/type",
											keyword: "type",
											params: { type: "object" }
										};
										if (vErrors === null) vErrors = [err21];
										else vErrors.push(err21);
										errors++;
									}
								}
							} else {
								const err22 = {
									instancePath: instancePath + "/environments/" + key2.replace(/~/g, "~0").replace(/\//g, "~1") + "/connections",
									schemaPath: "#/properties/environments/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/properties/connections/type",
									keyword: "type",
									params: { type: "object" }
								};
								if (vErrors === null) vErrors = [err22];
								else vErrors.push(err22);
								errors++;
							}
						}
					} else {
						const err23 = {
							instancePath: instancePath + "/environments/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
							schemaPath: "#/properties/environments/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/type",
							keyword: "type",
							params: { type: "object" }
						};
						if (vErrors === null) vErrors = [err23];
						else vErrors.push(err23);
						errors++;
					}
				}
			} else {
				const err24 = {
					instancePath: instancePath + "/environments",
					schemaPath: "#/properties/environments/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err24];
				else vErrors.push(err24);
				errors++;
			}
		}
		if (data.signOffs !== void 0) {
			let data14 = data.signOffs;
			if (data14 && typeof data14 == "object" && !Array.isArray(data14)) {
				for (const key6 in data14) if (!(key6 === "allowedSigners" || key6 === "roles")) {
					const err25 = {
						instancePath: instancePath + "/signOffs",
						schemaPath: "#/properties/signOffs/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key6 }
					};
					if (vErrors === null) vErrors = [err25];
					else vErrors.push(err25);
					errors++;
				}
				if (data14.allowedSigners !== void 0) {
					let data15 = data14.allowedSigners;
					if (typeof data15 === "string") {
						if (data15.length < 1) {
							const err26 = {
								instancePath: instancePath + "/signOffs/allowedSigners",
								schemaPath: "#/properties/signOffs/properties/allowedSigners/minLength",
								keyword: "minLength",
								params: { limit: 1 }
							};
							if (vErrors === null) vErrors = [err26];
							else vErrors.push(err26);
							errors++;
						}
					} else {
						const err27 = {
							instancePath: instancePath + "/signOffs/allowedSigners",
							schemaPath: "#/properties/signOffs/properties/allowedSigners/type",
							keyword: "type",
							params: { type: "string" }
						};
						if (vErrors === null) vErrors = [err27];
						else vErrors.push(err27);
						errors++;
					}
				}
				if (data14.roles !== void 0) {
					let data16 = data14.roles;
					if (data16 && typeof data16 == "object" && !Array.isArray(data16)) {
						for (const key7 in data16) if (!pattern0.test(key7)) {
							const err28 = {
								instancePath: instancePath + "/signOffs/roles",
								schemaPath: "#/properties/signOffs/properties/roles/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key7 }
							};
							if (vErrors === null) vErrors = [err28];
							else vErrors.push(err28);
							errors++;
						}
						for (const key8 in data16) if (pattern0.test(key8)) {
							let data17 = data16[key8];
							if (Array.isArray(data17)) {
								if (data17.length < 1) {
									const err29 = {
										instancePath: instancePath + "/signOffs/roles/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"),
										schemaPath: "#/properties/signOffs/properties/roles/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/minItems",
										keyword: "minItems",
										params: { limit: 1 }
									};
									if (vErrors === null) vErrors = [err29];
									else vErrors.push(err29);
									errors++;
								}
								const len2 = data17.length;
								for (let i3 = 0; i3 < len2; i3++) {
									let data18 = data17[i3];
									if (typeof data18 === "string") {
										if (data18.length < 1) {
											const err30 = {
												instancePath: instancePath + "/signOffs/roles/" + key8.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i3,
												schemaPath: "#/properties/signOffs/properties/roles/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/items/minLength",
												keyword: "minLength",
												params: { limit: 1 }
											};
											if (vErrors === null) vErrors = [err30];
											else vErrors.push(err30);
											errors++;
										}
									} else {
										const err31 = {
											instancePath: instancePath + "/signOffs/roles/" + key8.replace(/~/g, "~0").replace(/\//g, "~1") + "/" + i3,
											schemaPath: "#/properties/signOffs/properties/roles/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/items/type",
											keyword: "type",
											params: { type: "string" }
										};
										if (vErrors === null) vErrors = [err31];
										else vErrors.push(err31);
										errors++;
									}
								}
								let i4 = data17.length;
								let j1;
								if (i4 > 1) {
									const indices1 = {};
									for (; i4--;) {
										let item1 = data17[i4];
										if (typeof item1 !== "string") continue;
										if (typeof indices1[item1] == "number") {
											j1 = indices1[item1];
											const err32 = {
												instancePath: instancePath + "/signOffs/roles/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"),
												schemaPath: "#/properties/signOffs/properties/roles/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/uniqueItems",
												keyword: "uniqueItems",
												params: {
													i: i4,
													j: j1
												}
											};
											if (vErrors === null) vErrors = [err32];
											else vErrors.push(err32);
											errors++;
											break;
										}
										indices1[item1] = i4;
									}
								}
							} else {
								const err33 = {
									instancePath: instancePath + "/signOffs/roles/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"),
									schemaPath: "#/properties/signOffs/properties/roles/patternProperties/%5E%5BA-Za-z_%5D%5BA-Za-z0-9_-%5D*%24/type",
									keyword: "type",
									params: { type: "array" }
								};
								if (vErrors === null) vErrors = [err33];
								else vErrors.push(err33);
								errors++;
							}
						}
					} else {
						const err34 = {
							instancePath: instancePath + "/signOffs/roles",
							schemaPath: "#/properties/signOffs/properties/roles/type",
							keyword: "type",
							params: { type: "object" }
						};
						if (vErrors === null) vErrors = [err34];
						else vErrors.push(err34);
						errors++;
					}
				}
			} else {
				const err35 = {
					instancePath: instancePath + "/signOffs",
					schemaPath: "#/properties/signOffs/type",
					keyword: "type",
					params: { type: "object" }
				};
				if (vErrors === null) vErrors = [err35];
				else vErrors.push(err35);
				errors++;
			}
		}
	} else {
		const err36 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" }
		};
		if (vErrors === null) vErrors = [err36];
		else vErrors.push(err36);
		errors++;
	}
	validate10.errors = vErrors;
	return errors === 0;
}
// ../../work/main/packages/core/src/validate/formats.ts
/** The format of plan files. */
const planFormat = {
	kind: "MigrationPlan",
	schema: planEnvelope,
	validator: validatePlanEnvelope
};
/** The format of `backout.yaml`. */
const projectFormat = {
	kind: "Project",
	schema: projectEnvelope,
	validator: validateProjectEnvelope
};
// ../../work/main/packages/core/src/validate/uses.ts
/** Every use of a step type in a plan. */
function usesOf(view) {
	return view.entries.flatMap((one) => [own(one), ...rollbacksOf(one).map((rollback) => rollbackUse(one, rollback, view))]);
}
function own(entry) {
	const { pointer, type, damaged } = entry;
	const input = damaged.has("with") ? void 0 : entry.entry.with ?? {};
	return {
		entry,
		rollback: void 0,
		uses: entry.entry.uses,
		pointer: `${pointer}/uses`,
		type,
		input,
		isOpen: input !== void 0 && mentionsExpression(input)
	};
}
function rollbackUse(entry, rollback, view) {
	const isOwn = rollback.step.uses === void 0;
	const { uses, with: input } = mergedRollback(entry.entry, rollback.step);
	const type = isOwn ? entry.type : view.typeOf(uses);
	const isDamaged = isOwn && entry.damaged.has("with");
	return {
		entry,
		rollback,
		uses,
		pointer: `${rollback.pointer}/uses`,
		type,
		input: isDamaged ? void 0 : input,
		isOpen: mentionsExpression(input)
	};
}
function rollbacksOf({ entry, pointer }) {
	const { rollback } = entry;
	if (rollback === void 0) return [];
	if (isList(rollback)) return rollback.map((step, index) => ({
		step,
		pointer: `${pointer}/rollback/${index}`
	}));
	return "none" in rollback ? [] : [{
		step: rollback,
		pointer: `${pointer}/rollback`
	}];
}
// ../../work/main/packages/core/src/validate/sound.ts
/**
* What is left of a value once everything is taken out that is wrong: keys of maps are left out, items of lists become null, so that all
* others keep their places. Undefined where the value itself is wrong.
*/
function soundPart(value, pointer, wrong) {
	if (wrong.size === 0) return value;
	if (pointer !== "" && wrong.has(pointer)) return void 0;
	if (value === null || typeof value !== "object") return value;
	if (isList(value)) return value.map((item, index) => soundPart(item, pointTo(pointer, index), wrong) ?? null);
	const entries = Object.entries(value).flatMap(([key, item]) => {
		const sound = soundPart(item, pointTo(pointer, key), wrong);
		return sound === void 0 ? [] : [[key, sound]];
	});
	return Object.fromEntries(entries);
}
// ../../work/main/packages/core/src/validate/view.ts
/** The four lists of a plan. */
const lists = [
	"preconditions",
	"steps",
	"invariants",
	"successCriteria"
];
/** Takes from a value what the envelope does not speak against. */
function viewOf(value, wrong, plugins) {
	const types = new Map(plugins.flatMap(({ steps }) => steps).map((type) => [type.uses, type]));
	const { preconditions, steps, invariants, successCriteria, ...others } = value;
	const entries = lists.flatMap((list) => entriesIn(list, listOf(value[list]), wrong, types));
	const plan = soundPart(others, "", wrong);
	return {
		plan,
		environments: placed(plan.environments, "/environments"),
		requirements: placed(plan.signOffs?.require, "/signOffs/require"),
		entries,
		byId: new Map(entries.map((one) => [one.entry.id, one]).toReversed()),
		ids: new Set([
			preconditions,
			steps,
			invariants,
			successCriteria
		].flatMap(listOf).flatMap(idOf)),
		declaredInputs: Object.fromEntries(Object.entries(mapOf(value["inputs"])).map(([name, item]) => [name, mapOf(item)])),
		wrong,
		typeOf: (uses) => types.get(uses)
	};
}
function entriesIn(list, items, wrong, types) {
	return items.flatMap((item, index) => {
		const { uses } = mapOf(item);
		const pointer = `/${list}/${index}`;
		if (typeof uses !== "string" || wrong.has(`${pointer}/uses`)) return [];
		const { sound, damaged } = withoutDamaged(mapOf(item), pointer, wrong);
		const id = typeof sound["id"] === "string" ? sound["id"] : "";
		return [{
			list,
			index,
			pointer,
			entry: {
				...sound,
				id
			},
			damaged,
			type: types.get(uses)
		}];
	});
}
/** A key of an entry is left out as a whole, if anything below it is wrong. */
function withoutDamaged(item, pointer, wrong) {
	if (wrong.size === 0) return {
		sound: item,
		damaged: none
	};
	const places = [...wrong];
	const isDamaged = (place) => wrong.has(place) || places.some((one) => one.startsWith(`${place}/`));
	const own = places.filter((place) => place.startsWith(`${pointer}/`) && !place.slice(pointer.length + 1).includes("/"));
	const damaged = /* @__PURE__ */ new Set([...own.map((place) => place.slice(pointer.length + 1)), ...Object.keys(item).filter((key) => isDamaged(pointTo(pointer, key)))]);
	return {
		sound: Object.fromEntries(Object.entries(item).filter(([key]) => !damaged.has(key))),
		damaged
	};
}
const none = /* @__PURE__ */ new Set();
function placed(list, pointer) {
	return (list ?? []).flatMap((value, index) => value === null ? [] : [{
		value,
		pointer: `${pointer}/${index}`
	}]);
}
function idOf(item) {
	const { id } = mapOf(item);
	return typeof id === "string" ? [id] : [];
}
function listOf(value) {
	return value !== void 0 && isList(value) ? value : [];
}
function mapOf(value) {
	return value === null || typeof value !== "object" || isList(value) ? {} : value;
}
// ../../work/main/packages/core/src/validate/validate-plan.ts
/**
* Checks a plan: first its format, then each step's input by its step type, then everything that one part says of another. All mistakes are
* told at once, each once. Runs no code of third-party plugins where the context holds their manifests.
*/
async function validatePlan(document, context) {
	const findings = findingsIn(document);
	const envelope = checkEnvelope(findings, planFormat);
	const touches = envelope ? await checkPlan(findings, viewOf(envelope.value, envelope.wrong, context.plugins), context) : [];
	const diagnostics = findings.all();
	if (!envelope || findings.hasErrors()) return {
		ok: false,
		diagnostics
	};
	return {
		ok: true,
		plan: envelope.value,
		diagnostics,
		touches
	};
}
async function checkPlan(findings, view, context) {
	const { project, plugins, compiled } = context;
	const uses = usesOf(view);
	checkEnvironments(findings, view, project);
	checkInputs(findings, view);
	checkDurations(findings, view);
	checkSignOffs(findings, view, project);
	checkStepTypes(findings, uses, plugins.flatMap(({ steps }) => steps.map((type) => type.uses)));
	const graph = checkGraph(findings, view);
	const read = checkExpressions(findings, view, graph);
	await checkConnectionConfigs(findings, "/connections", view.plan.connections ?? {}, {
		plugins,
		compiled
	});
	const environments = environmentsFor(view, context);
	checkConnections(findings, view, checkMarks(findings, uses, context.readFile), environments, context);
	const { described, refused } = await describeUses(await checkStepInputs(findings, uses, compiled), view, environments, context);
	checkRefused(findings, refused);
	checkRollback(findings, view, described);
	checkScope(findings, view, described, plugins);
	checkParallel(findings, graph, described, plugins);
	checkOthers(findings, view, context.others ?? [], described, plugins);
	if (!findings.hasErrors()) checkUnused(findings, view, read);
	return touchesOf(described);
}
function touchesOf(described) {
	const touches = /* @__PURE__ */ new Map();
	for (const { touches: known } of described) for (const touch of known) touches.set(`${touch.resource} ${touch.part} ${touch.access} ${touch.alone ?? ""}`, touch);
	return [...touches.values()];
}
// ../../work/main/packages/core/src/validate/version-range.ts
/** A range of versions: terms of an operator (`>=`, `>`, `<=`, `<`, `=`, `^`, `~`, or none for `=`) and a version of one to three numbers; all must hold. */
function isRange(range) {
	return range.trim() !== "" && termsOf(range).every((term) => term !== void 0);
}
/** Whether a version is in a range. What a term leaves out is any number for `=`, and 0 for all others. Pre-releases count as their release. */
function satisfies(version, range) {
	const given = numbersOf(version.split(/[-+]/, 1)[0]);
	return termsOf(range).every((term) => term !== void 0 && holds(given, term));
}
function termsOf(range) {
	return range.trim().replaceAll(/([<>=^~])\s+/g, "$1").split(/\s+/).map((term) => {
		const [, operator, version] = /^(>=|<=|>|<|=|\^|~|)v?(\d+(?:\.\d+){0,2})$/.exec(term) ?? [];
		return version === void 0 ? void 0 : {
			operator: operator === "" ? "=" : operator,
			numbers: numbersOf(version)
		};
	});
}
function numbersOf(version) {
	return version.split(".").map(Number);
}
function holds(given, { operator, numbers }) {
	switch (operator) {
		case ">=": return compare(given, numbers) >= 0;
		case ">": return compare(given, numbers) > 0;
		case "<=": return compare(given, numbers) <= 0;
		case "<": return compare(given, numbers) < 0;
		case "^": return compare(given, numbers) >= 0 && sameUpTo(given, numbers, numbers.findIndex((number) => number > 0) + 1 || numbers.length);
		case "~": return compare(given, numbers) >= 0 && sameUpTo(given, numbers, Math.min(2, numbers.length));
		default: return sameUpTo(given, numbers, numbers.length);
	}
}
function compare(a, b) {
	for (let at = 0; at < 3; at++) {
		const difference = (a[at] ?? 0) - (b[at] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}
function sameUpTo(a, b, count) {
	return b.slice(0, count).every((number, at) => (a[at] ?? 0) === number);
}
// ../../work/main/packages/core/src/validate/validate-project.ts
/** Checks a `backout.yaml`: its format, the versions that it requires and, where plugins are given, its connections. */
async function validateProject(document, context = {}) {
	const findings = findingsIn(document);
	const envelope = checkEnvelope(findings, projectFormat);
	if (envelope) await checkProject(findings, soundPart(envelope.value, "", envelope.wrong), context);
	const diagnostics = findings.all();
	if (!envelope || findings.hasErrors()) return {
		ok: false,
		diagnostics
	};
	return {
		ok: true,
		project: envelope.value,
		diagnostics
	};
}
async function checkProject(findings, project, { plugins, compiled, engineVersion }) {
	checkRequires(findings, project.requires, engineVersion);
	checkRuns(findings, project.runs);
	for (const [index, pattern] of (project.plans ?? []).entries()) {
		const problem = pathProblem(pattern);
		if (problem !== void 0) findings.error("path", `/plans/${index}`, `"${pattern}" ${problem}`);
	}
	if (!plugins) return;
	for (const [name, { connections }] of Object.entries(project.environments ?? {})) {
		const pointer = `${pointTo("/environments", name)}/connections`;
		if (connections) await checkConnectionConfigs(findings, pointer, connections, {
			plugins,
			compiled
		});
	}
}
function checkRequires(findings, requires, version) {
	if (requires === void 0) return;
	if (!isRange(requires)) findings.error("wrong-value", "/requires", `"${requires}" is not a range of versions`, { suggestion: "For example \">=1.0\" or \">=1.2 <2\"" });
	else if (version !== void 0 && !satisfies(version, requires)) findings.error("engine-version", "/requires", `The project requires Backout ${requires}, and this is ${version}`, { suggestion: "Install a version that fits" });
}
function checkRuns(findings, runs) {
	if (runs === void 0 || !/^[a-z][a-z0-9+.-]+:/i.test(runs)) return;
	findings.error("not-yet", "/runs", "A run store behind a URL is not there yet: \"runs\" must be a folder", { suggestion: "Write .backout/runs" });
}
// ../../work/main/packages/core/src/validate/index.ts
var validate_exports = /* @__PURE__ */ __exportAll({
	applyFixes: () => applyFixes,
	planSchema: () => planSchema,
	projectSchema: () => projectSchema,
	validatePlan: () => validatePlan,
	validateProject: () => validateProject
});
export { entriesOf as a, rollbackSteps as c, applyFixes as i, allowedEnvironments as l, validateProject as n, inputsOfSteps as o, validatePlan as r, mergedRollback as s, validate_exports as t, environmentOf as u };
