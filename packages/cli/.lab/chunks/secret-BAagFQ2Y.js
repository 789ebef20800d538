import { n as PlanError, o as isList, r as messageOf } from "./model-BXsTrnic.js";
// ../../work/main/packages/core/src/secret/base64-forms.ts
/**
* What a text looks like inside a longer base64 text: at each of the three alignments, the characters that only its own bytes
* decide; in the standard and in the URL-safe alphabet (RFC 4648); and, alone, with its padding.
*/
function base64Forms(text) {
	const bytes = Buffer.from(text, "utf8");
	const forms = [["base64", bytes.toString("base64")]];
	for (const shift of [
		0,
		1,
		2
	]) forms.push([`base64.${shift}`, inner(bytes, shift)]);
	return forms.flatMap(([label, form]) => [[label, form], [label.replace("base64", "base64url"), form.replaceAll("+", "-").replaceAll("/", "_")]]);
}
function inner(bytes, shift) {
	return Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64").slice(Math.ceil(shift * 8 / 6), Math.floor((shift + bytes.length) * 8 / 6));
}
/** Lines of a secret below this length (`{`, `}`, `-----`) are not secrets of their own. */
const shortestLine = 8;
/** Every spelling in which a secret is recognised, by a label that a marker can name. The first one of equal spellings counts. */
function formsOf(secret) {
	const forms = /* @__PURE__ */ new Map();
	const add = (label, form) => {
		if (form !== "" && ![...forms.values()].includes(form)) forms.set(label, form);
	};
	add("", secret);
	if (secret.length < 4) return forms;
	for (const [part, text] of partsOf(secret)) for (const [label, form] of spellingsOf$1(text)) add([part, label].filter((word) => word !== "").join("."), form);
	return forms;
}
/** The secret, without blanks around it, and where it has several lines, each that is long enough. */
function partsOf(secret) {
	const lines = secret.split(/\r\n|\r|\n/).map((line) => line.trim());
	const counted = lines.length < 2 ? [] : lines.flatMap((line, index) => line.length < shortestLine ? [] : [[`line${index}`, line]]);
	const trimmed = secret.trim();
	return [
		["", secret],
		...trimmed.length < 4 ? [] : [["trim", trimmed]],
		...counted
	];
}
function spellingsOf$1(text) {
	const bytes = Buffer.from(text, "utf8");
	const json = jsonText(text);
	return [
		["", text],
		["json", json],
		["json2", jsonText(json)],
		["ascii", asciiJson(json)],
		["slash", json.replaceAll("/", "\\/")],
		["html", text.replace(/[&<>"']/g, (char) => `&${entities[char]};`)],
		["sql", text.replaceAll("'", "''")],
		...percentForms(text),
		["hex", bytes.toString("hex")],
		["HEX", bytes.toString("hex").toUpperCase()],
		...base64Forms(text)
	];
}
const entities = {
	"&": "amp",
	"<": "lt",
	">": "gt",
	"\"": "quot",
	"'": "#39"
};
/** As encodeURIComponent, RFC 3986, HTML forms, encodeURI and the user part of a URL spell it; digits in either case. */
function percentForms(text) {
	const whole = text.isWellFormed() ? text : text.toWellFormed();
	const component = encodeURIComponent(whole);
	return [
		["url", component],
		["rfc3986", component.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)],
		["form", new URLSearchParams([["", whole]]).toString().slice(1)],
		["uri", encodeURI(whole)],
		["user", userPart(whole)]
	].flatMap(([label, form]) => [[label, form], [`${label}.lower`, form.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase())]]);
}
function userPart(text) {
	const url = new URL("http://host");
	url.password = text;
	return url.password;
}
function jsonText(text) {
	return JSON.stringify(text).slice(1, -1);
}
function asciiJson(json) {
	return json.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
// ../../work/main/packages/core/src/secret/masker.ts
/** A masker for these secrets, by name. Empty ones are ignored. Longer spellings win over shorter ones. */
function createMasker(secrets) {
	const spellings = spellingsOf(secrets);
	const pattern = patternOf([...spellings.keys()]);
	const marked = patternOf([...spellings.keys()], [open]);
	const markers = new Map([...spellings].map(([text, { name, label }]) => [text, markerOf(name, label)]));
	const texts = new Map([...secrets].flatMap(([name, value]) => [...formsOf(value)].map(([label, text]) => [markerOf(name, label), text])));
	const hide = (text) => text.replace(marked, (found) => found === open ? escaped : markers.get(found));
	const show = (text) => text.replace(marker, (found) => reveal(found, texts));
	const has = (text) => pattern !== void 0 && text.search(pattern) >= 0;
	const needsHiding = (text) => isMarked(text) || has(text);
	return {
		mask: (text) => pattern ? text.replace(pattern, "***") : text,
		seal: (json) => carries(json, needsHiding) ? sealed(json, hide, has) : json,
		unseal: (json) => carries(json, isMarked) ? unsealed(json, show) : json,
		carries: (json) => pattern !== void 0 && carries(json, has),
		weak: [...secrets].filter(([, value]) => value !== "" && value.length < 4).map(([name]) => name)
	};
}
const open = "⟦";
const escaped = "⟦⟧";
const marker = /⟦([^⟦⟧]*)⟧/g;
/** The only key of an object that stands for a number. */
const numberKey = "⟦#⟧";
/** Numbers with fewer digits than this are never taken for a secret. */
const shortestNumber = 6;
const isMarked = (text) => text.includes(open);
function spellingsOf(secrets) {
	const spellings = /* @__PURE__ */ new Map();
	for (const [name, value] of secrets) {
		if (value === "") continue;
		for (const [label, text] of formsOf(value)) if (!spellings.has(text)) spellings.set(text, {
			name,
			label
		});
	}
	return spellings;
}
function patternOf(texts, more = []) {
	const all = [...texts].toSorted((a, b) => b.length - a.length).map(alternative);
	return all.length + more.length === 0 ? void 0 : new RegExp([...all, ...more].join("|"), "g");
}
/** Letters of any script, digits, underscore: what a short secret must not touch. */
const word = "[\\w\\u0080-\\uffff]";
function alternative(text) {
	const literal = text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
	return text.length < 4 ? `(?<!${word})${literal}(?!${word})` : literal;
}
function markerOf(name, label) {
	const safe = /^\w+$/.test(name) ? name : encodeURIComponent(name);
	return label === "" ? `⟦${safe}⟧` : `⟦${safe}:${label}⟧`;
}
function reveal(found, texts) {
	if (found === escaped) return open;
	const text = texts.get(found);
	if (text !== void 0) return text;
	const name = found.slice(1, -1).replace(/:.*/, "");
	throw new PlanError("missing", `Cannot read what the run recorded: the value of secret "${name}" is needed, and it is not set as it was`, { hint: `Set ${name} to the value that the run was started with` });
}
function sealed(json, hide, has) {
	if (typeof json === "string") return hide(json);
	if (typeof json === "number") return isSecretNumber(json, has) ? { [numberKey]: hide(String(json)) } : json;
	if (json === null || typeof json !== "object") return json;
	if (isList(json)) return json.map((item) => sealed(item, hide, has));
	return mapObject(json, (key, item) => [hide(key), sealed(item, hide, has)]);
}
function isSecretNumber(json, has) {
	const text = String(json);
	return text.length >= shortestNumber && has(text);
}
function unsealed(json, show) {
	if (typeof json === "string") return show(json);
	if (json === null || typeof json !== "object") return json;
	if (isList(json)) return json.map((item) => unsealed(item, show));
	const number = json[numberKey];
	if (typeof number === "string") return Number(show(number));
	return mapObject(json, (key, item) => [show(key), unsealed(item, show)]);
}
/** Like Object.fromEntries, which also keeps a key `__proto__`. */
function mapObject(json, change) {
	return Object.fromEntries(Object.entries(json).map(([key, item]) => change(key, item)));
}
function carries(json, has) {
	if (typeof json === "string") return has(json);
	if (typeof json === "number") return isSecretNumber(json, has);
	if (json === null || typeof json !== "object") return false;
	if (isList(json)) return json.some((item) => carries(item, has));
	return Object.keys(json).some((key) => has(key) || carries(json[key], has));
}
// ../../work/main/packages/core/src/secret/secret-source.ts
/**
* Where secrets come from: the environment variable NAME, or the file that NAME_FILE names (one line feed at its end does not count).
* An empty one counts as not set. Each is read once. Errors: `invalid` where both are set, `missing` for a file that can't be read.
*/
function secretSource(env, readFile) {
	const known = /* @__PURE__ */ new Map();
	return (name) => {
		if (!known.has(name)) known.set(name, find(name, env, readFile));
		return known.get(name);
	};
}
function find(name, env, readFile) {
	const value = env[name] || void 0;
	const path = env[`${name}_FILE`] || void 0;
	if (path === void 0) return value;
	if (value !== void 0) throw new PlanError("invalid", `Cannot read secret "${name}": both ${name} and ${name}_FILE are set`);
	return read(name, path, readFile) || void 0;
}
function read(name, path, readFile) {
	try {
		return readFile(path).replace(/\r?\n$/, "");
	} catch (cause) {
		throw new PlanError("missing", `Cannot read secret "${name}" from "${path}": ${messageOf(cause)}`, { cause });
	}
}
export { createMasker as n, secretSource as t };
