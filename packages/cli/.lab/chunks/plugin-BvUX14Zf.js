import { n as PlanError, o as isList, r as messageOf } from "./model-BXsTrnic.js";
// ../../work/main/packages/core/src/plugin/manifest.ts
/** The name of the manifest in a plugin's package. A plugin of one file, `x.mjs`, has `x.backout-plugin.json` beside it. */
const MANIFEST_FILE = "backout-plugin.json";
const abilities = [
	"partitions",
	"capture",
	"probe",
	"revert",
	"discard"
];
/** The manifest of a plugin whose code is loaded. */
function manifestOf(plugin, integrity) {
	return {
		format: 1,
		name: plugin.name,
		version: plugin.version,
		integrity,
		steps: plugin.steps.map((step) => ({
			uses: step.uses,
			summary: step.summary,
			input: step.input,
			output: step.output,
			...step.units !== void 0 && { units: step.units },
			formats: step.formats,
			abilities: abilities.filter((ability) => step[ability] !== void 0)
		})),
		drivers: plugin.drivers.map(({ kind, family, config }) => ({
			kind,
			family,
			config
		}))
	};
}
/** Reads the text of a manifest. Errors: `invalid`. */
function parseManifest(text) {
	const value = parse(text);
	if (isManifest(value)) return value;
	throw new PlanError("invalid", "Cannot read the manifest: it is no manifest of format 1");
}
function parse(text) {
	try {
		return JSON.parse(text);
	} catch (cause) {
		throw new PlanError("invalid", `Cannot read the manifest: it is no JSON`, { cause: new Error(messageOf(cause)) });
	}
}
function isManifest(value) {
	if (typeof value !== "object" || value === null) return false;
	const { format, name, version, integrity, steps, drivers } = value;
	const texts = [
		name,
		version,
		integrity
	].every((text) => typeof text === "string");
	return format === 1 && texts && Array.isArray(steps) && steps.every(isStep) && Array.isArray(drivers) && drivers.every(isDriver);
}
function isStep(value) {
	const { uses, summary, input, output, formats, abilities: members } = value ?? {};
	return typeof uses === "string" && uses.includes("/") && typeof summary === "string" && isSchema$1(input) && isSchema$1(output) && Array.isArray(formats) && Array.isArray(members);
}
function isDriver(value) {
	const { kind, family, config } = value ?? {};
	return typeof kind === "string" && [
		"files",
		"databases",
		"services",
		"commands"
	].includes(String(family)) && isSchema$1(config);
}
function isSchema$1(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
// ../../work/main/packages/core/src/plugin/schema-marks.ts
/** Every place of an input that its schema marks with `x-backout`. */
function marksIn(schema, value) {
	const found = [];
	if (value !== void 0) collect(schema, value, "", found);
	return found;
}
function collect(schema, value, pointer, found) {
	if (!isSchema(schema) || !holdsMarks(schema)) return;
	const mark = schema["x-backout"];
	if (isSchema(mark)) found.push({
		mark,
		value,
		pointer
	});
	for (const branch of branchesOf(schema)) collect(branch, value, pointer, found);
	if (value === null || typeof value !== "object") return;
	if (isList(value)) {
		for (const [index, item] of value.entries()) collect(schema["items"], item, `${pointer}/${index}`, found);
		return;
	}
	const properties = isSchema(schema["properties"]) ? schema["properties"] : {};
	for (const [key, item] of Object.entries(value)) {
		const inner = Object.hasOwn(properties, key) ? properties[key] : schema["additionalProperties"];
		if (isSchema(inner)) collect(inner, item, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, found);
	}
}
const marked = /* @__PURE__ */ new WeakMap();
/** Whether there is a mark in a schema, or anywhere below it. Remembered, so that inputs are only looked at where it matters. */
function holdsMarks(schema) {
	const known = marked.get(schema);
	if (known !== void 0) return known;
	const below = [
		...branchesOf(schema),
		schema["items"],
		schema["additionalProperties"],
		...Object.values(schema["properties"] ?? {})
	];
	const holds = isSchema(schema["x-backout"]) || below.some((inner) => isSchema(inner) && holdsMarks(inner));
	marked.set(schema, holds);
	return holds;
}
function branchesOf(schema) {
	return [
		"oneOf",
		"anyOf",
		"allOf"
	].flatMap((keyword) => Array.isArray(schema[keyword]) ? schema[keyword] : []);
}
function isSchema(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
// ../../work/main/packages/core/src/plugin/manifest-traits.ts
/**
* What a step type's schemas say of an input, without its code. The schema's own `"x-backout"` may say `effect` and `guarantee`; a mark
* on a property that it touches parts. What nothing says is unknown.
*/
function traitsFrom({ uses, input: schema, abilities }, input, context) {
	const marks = marksIn(schema, input);
	const touches = [...marks.flatMap((marked) => touchesOf(marked, marks)), ...usualTouches(schema, input, context)];
	const { effect, guarantee } = schema["x-backout"] ?? {};
	return {
		effect: effect ?? (touches.some(({ access }) => access === "write") ? "write" : "unknown"),
		guarantee: guarantee ?? "unknown",
		touches: touches.length > 0 ? touches : "unknown",
		undo: abilities.includes("revert") ? { kind: "unknown" } : {
			kind: "none",
			reason: `${uses} cannot be undone by itself`
		}
	};
}
function touchesOf({ mark, value }, marks) {
	const touch = mark["touch"];
	const resource = touch && resourceOf(touch, marks);
	if (!touch || resource === void 0) return [];
	return partsOf(value).map((part) => ({
		resource,
		part,
		access: touch.access ?? "write"
	}));
}
/** `databases` and `services` are families: the connection is what another input names. */
function resourceOf({ resource }, marks) {
	if (resource !== "databases" && resource !== "services") return resource;
	const name = marks.find(({ mark }) => mark["connection"] === resource)?.value;
	return typeof name === "string" ? `${resource}.${name}` : void 0;
}
/** An input that is left out may stand for all that the plan's scope lists. */
function usualTouches(schema, input, context) {
	const properties = schema["properties"] ?? {};
	return Object.entries(properties).flatMap(([name, property]) => {
		const touch = property["x-backout"]?.touch;
		const isGiven = input !== null && typeof input === "object" && Object.hasOwn(input, name);
		if (touch?.default !== "scope" || isGiven) return [];
		return (context?.scope(touch.resource) ?? []).map((part) => ({
			resource: touch.resource,
			part,
			access: touch.access ?? "write"
		}));
	});
}
function partsOf(value) {
	if (typeof value === "string") return [value];
	return value !== null && isList(value) ? value.filter((part) => typeof part === "string") : [];
}
// ../../work/main/packages/core/src/plugin/plugin-from-manifest.ts
/**
* A plugin that can be validated against and shown, but not run: every other member throws `missing`. What only its code could tell is
* unknown; what its schemas say (touches, connections, files) is taken from them.
*/
function pluginFromManifest(manifest) {
	return {
		name: manifest.name,
		version: manifest.version,
		steps: manifest.steps.map((step) => stepFrom(manifest.name, step)),
		drivers: manifest.drivers.map((driver) => driverFrom(manifest.name, driver))
	};
}
/** Where a third-party connection leads: its configuration itself, with keys in order, so that nobody needs its code to tell. */
function configTarget(config) {
	const entries = Object.entries(config).sort(([a], [b]) => a < b ? -1 : 1);
	return JSON.stringify(Object.fromEntries(entries));
}
function stepFrom(plugin, step) {
	const refuse = () => refuseCode(plugin, `step type "${step.uses}"`);
	return {
		uses: step.uses,
		summary: step.summary,
		input: step.input,
		output: step.output,
		...step.units !== void 0 && { units: step.units },
		formats: step.formats,
		describe: (input, context) => traitsFrom(step, input, context),
		changes: refuse,
		apply: refuse,
		finish: refuse,
		...Object.fromEntries(step.abilities.map((ability) => [ability, refuse]))
	};
}
function driverFrom(plugin, driver) {
	return {
		kind: driver.kind,
		family: driver.family,
		config: driver.config,
		target: configTarget,
		covers: () => true,
		overlaps: (a, b) => a.access === "write" || b.access === "write",
		open: () => refuseCode(plugin, `driver "${driver.kind}"`)
	};
}
function refuseCode(plugin, what) {
	throw new PlanError("missing", `Cannot use ${what}: the code of plugin "${plugin}" is not loaded (--allow-plugins loads it)`, { hint: "Read its code; then allow it with --allow-plugins" });
}
export { manifestOf as a, MANIFEST_FILE as i, pluginFromManifest as n, parseManifest as o, marksIn as r, configTarget as t };
