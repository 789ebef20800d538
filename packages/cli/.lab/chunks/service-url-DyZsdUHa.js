import { n as PlanError } from "./model-BXsTrnic.js";
import "./plugin-BvUX14Zf.js";
// ../../work/main/packages/plugins/src/http/headers.ts
/** Headers in lower case, checked; later ones win. Errors: `invalid`, which never quotes a value. */
function mergeHeaders(...layers) {
	const merged = {};
	for (const layer of layers) Object.assign(merged, checkedHeaders(layer ?? {}));
	return merged;
}
/** Headers in lower case. Errors: `invalid` for names and values that HTTP does not allow, for doubles, and for headers that frame the message. */
function checkedHeaders(headers) {
	const checked = {};
	for (const [name, value] of Object.entries(headers)) {
		const key = name.toLowerCase();
		if (!/^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(key)) throw bad$1(name, "a header name has only letters, digits and -");
		if (framing.has(key)) throw bad$1(name, "it is set by the connection itself");
		if (Object.hasOwn(checked, key)) throw bad$1(name, "it is given twice");
		if (!isAllowedValue(String(value))) throw bad$1(name, "its value holds a line break or a character outside Latin-1");
		checked[key] = String(value);
	}
	return checked;
}
/** Headers for people: values that are credentials are replaced. */
function shownHeaders(headers) {
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, isCredential(name) ? "***" : value]));
}
/** Response headers as an answer holds them. */
function answerHeaders(raw) {
	const kept = Object.entries(raw).filter(([name, value]) => value !== void 0 && name.toLowerCase() !== "set-cookie");
	return Object.fromEntries(kept.map(([name, value]) => [name.toLowerCase(), typeof value === "string" ? value : value.join(", ")]));
}
const framing = /* @__PURE__ */ new Set([
	"host",
	"connection",
	"content-length",
	"transfer-encoding",
	"keep-alive",
	"upgrade",
	"te",
	"trailer",
	"expect",
	"proxy-connection"
]);
function isCredential(name) {
	return /auth|cookie|token|secret|password|api-?key|credential|signature/i.test(name);
}
function isAllowedValue(value) {
	return /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value);
}
function bad$1(name, reason) {
	return new PlanError("invalid", `Cannot send header ${JSON.stringify(name)}: ${reason}`);
}
// ../../work/main/packages/plugins/src/http/methods.ts
/** The methods that a request may have. CONNECT and TRACE are left out: they do nothing that a plan needs. */
const methods = [
	"GET",
	"HEAD",
	"OPTIONS",
	"POST",
	"PUT",
	"PATCH",
	"DELETE"
];
const safe = /* @__PURE__ */ new Set([
	"GET",
	"HEAD",
	"OPTIONS"
]);
const idempotent = /* @__PURE__ */ new Set([
	"GET",
	"HEAD",
	"OPTIONS",
	"PUT",
	"DELETE"
]);
/** Whether a method only reads (RFC 9110, 9.2.1). */
function isSafe(method) {
	return safe.has(method);
}
/** Whether sending twice does no more than sending once (RFC 9110, 9.2.2). */
function isIdempotent(method) {
	return idempotent.has(method);
}
/** What a method does to the resource that it names. */
function accessOf(method) {
	return isSafe(method) ? "read" : "write";
}
// ../../work/main/packages/plugins/src/http/request-body.ts
/** Encodes a body by what it is and by the content-type of the headers. Errors: `invalid` for a form with nested values. */
function encodeBody(body, headers) {
	if (typeof body === "string") return {
		bytes: body,
		contentType: "text/plain; charset=utf-8"
	};
	if (body instanceof Uint8Array) return {
		bytes: body,
		contentType: "application/octet-stream"
	};
	if (/^application\/x-www-form-urlencoded\b/i.test(headers["content-type"] ?? "")) return formBody(body);
	return {
		bytes: jsonText(body),
		contentType: "application/json"
	};
}
/** JSON text in which 64-bit integers keep all their digits, and bytes are Base64. */
function jsonText(value) {
	return JSON.stringify(value, (_, item) => typeof item === "bigint" ? rawJson(item.toString()) : plainBytes(item));
}
function rawJson(text) {
	return JSON.rawJSON(text);
}
function plainBytes(item) {
	return item instanceof Uint8Array ? Buffer.from(item).toString("base64") : item;
}
function formBody(body) {
	if (body === null || typeof body !== "object" || Array.isArray(body)) throw noForm();
	const form = new URLSearchParams();
	for (const [name, value] of Object.entries(body)) for (const item of Array.isArray(value) ? value : [value]) {
		if (item !== null && typeof item === "object") throw noForm();
		form.append(name, String(item));
	}
	return {
		bytes: form.toString(),
		contentType: "application/x-www-form-urlencoded"
	};
}
function noForm() {
	return new PlanError("invalid", "Cannot send the body as a form: it must be a map of names to texts, numbers or lists of them");
}
// ../../work/main/packages/plugins/src/http/request.ts
/** Whether a status is one of those wanted; without a rule, any 2xx. */
function isExpected(status, rule = "2xx") {
	return (typeof rule === "object" ? rule : [rule]).some((one) => /^[1-5]xx$/i.test(String(one)) ? Math.floor(status / 100) === Number(String(one)[0]) : Number(one) === status);
}
/** A rule as a person reads it: `2xx`, `200 or 404`. */
function ruleText(rule = "2xx") {
	return typeof rule === "object" ? rule.join(" or ") : String(rule);
}
// ../../work/main/packages/plugins/src/http/service-url.ts
/** A base URL without its trailing slash. Errors: `invalid` for anything but http(s) without credentials, query and fragment. */
function parseBase(text) {
	const url = URL.parse(text);
	if (!url) throw bad(hideCredentials(text), "it is not a URL");
	if (url.protocol !== "http:" && url.protocol !== "https:") throw bad(text, "only http and https are spoken");
	if (url.username || url.password) throw bad(hideCredentials(text), "a URL must not carry credentials", "Put them into a header, from a secret");
	if (url.search || url.hash) throw bad(text, "a base URL has no query and no fragment");
	url.pathname = url.pathname.replace(/\/+$/, "");
	return url;
}
/** The URL of a path under a base. The path is appended as text, so it can never name another host. Errors: `invalid`. */
function urlUnder(base, path, query = []) {
	refuseOddPath(path);
	const url = new URL(base.origin + prefixOf(base) + path);
	for (const [name, value] of query) url.searchParams.append(name, value);
	return url;
}
/** `GET /version`: a request in the words of `scope`, its path relative to the base; undefined where the URL is not under the base. */
function partOf(base, method, url) {
	const prefix = prefixOf(base);
	if (!(url.origin === base.origin && (url.pathname === prefix || url.pathname.startsWith(`${prefix}/`))) || climbs(url.pathname)) return void 0;
	return `${method} ${url.pathname.slice(prefix.length) || "/"}`;
}
/** The path of a request as `scope` sees it: as it is sent, without its query. Errors: `invalid`. */
function scopePath(path) {
	refuseOddPath(path);
	return new URL(`http://base${path}`).pathname;
}
/** Text with `user:password@` taken out, for messages. */
function hideCredentials(text) {
	return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, "$1");
}
function prefixOf(base) {
	return base.pathname === "/" ? "" : base.pathname;
}
function refuseOddPath(path) {
	if (!path.startsWith("/")) throw oddPath(path, "a path starts with \"/\"");
	if (path.includes("#")) throw oddPath(path, "a fragment is never sent");
	if (/[\u0000-\u0020\u007f]/.test(path)) throw oddPath(path, "it holds a space or a control character; encode it");
	if (climbs(path.split("?", 1)[0])) throw oddPath(path, "\".\" and \"..\" segments are not allowed, encoded or not");
}
/** Servers differ in when they decode, so `..` is looked for in every decoding. */
function climbs(path) {
	for (let text = path, round = 0; round < 3; round++) {
		if (text.split(/[/\\]/).some((segment) => segment === "." || segment === "..")) return true;
		const decoded = unescaped(text);
		if (decoded === text) return false;
		text = decoded;
	}
	return false;
}
function unescaped(text) {
	return text.replace(/%(2e|2f|5c|25)/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
}
function oddPath(path, reason) {
	return new PlanError("invalid", `Cannot use path ${JSON.stringify(path)}: ${reason}`);
}
function bad(text, reason, hint) {
	return new PlanError("invalid", `Cannot use URL ${JSON.stringify(text)}: ${reason}`, hint === void 0 ? {} : { hint });
}
export { urlUnder as a, encodeBody as c, isSafe as d, methods as f, shownHeaders as g, mergeHeaders as h, scopePath as i, accessOf as l, checkedHeaders as m, parseBase as n, isExpected as o, answerHeaders as p, partOf as r, ruleText as s, hideCredentials as t, isIdempotent as u };
