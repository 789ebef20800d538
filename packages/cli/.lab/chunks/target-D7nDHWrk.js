import { n as PlanError } from "./model-BXsTrnic.js";
import "./plugin-BvUX14Zf.js";
import { userInfo } from "node:os";
// ../../work/main/packages/plugins/src/sql/postgres/target.ts
/** The target of a configuration whose secrets are filled in. Errors: `invalid`, which never quotes the URL. */
function targetOf(config) {
	const url = config.url === void 0 ? void 0 : parsedUrl(config.url);
	const user = config.user ?? decoded(url?.username) ?? userInfo().username;
	const asked = url?.searchParams;
	return {
		host: config.host ?? asked?.get("host") ?? decoded(hostOf(url)) ?? "localhost",
		port: config.port ?? Number(asked?.get("port") ?? (url?.port || 5432)),
		database: config.database ?? decoded(url?.pathname.slice(1)) ?? user,
		user,
		password: config.password ?? decoded(url?.password),
		mode: config.tls?.mode ?? modeOf(asked?.get("sslmode")) ?? "prefer"
	};
}
/** Where a configuration leads, without secrets; what still waits for a secret is shown as it is written. Errors: `invalid`. */
function shownTarget(config) {
	if ([
		config.url,
		config.host,
		config.database
	].some((text) => text?.includes("${{"))) return shownTemplate(config);
	const { host, port, database } = targetOf(config);
	return shownAddress({
		host,
		port,
		database
	});
}
/** `postgres://host:port/database` */
function shownAddress({ host, port, database }) {
	return `postgres://${host.includes(":") ? `[${host}]` : host.startsWith("/") ? encodeURIComponent(host) : host}:${port}/${encodeURIComponent(database)}`;
}
function shownTemplate({ url, host, port, database }) {
	return [url === void 0 ? `postgres://${host ?? "localhost"}:${port ?? 5432}/${database ?? ""}` : withoutUser(url), ...(url === void 0 ? [] : Object.entries({
		host,
		port,
		database
	}).filter(([, value]) => value !== void 0)).map(([name, value]) => `${name}=${value}`)].join(" ");
}
function withoutUser(url) {
	return url.replace(/^([a-z]+:\/\/)(?:[^/?#]|\$\{\{.*?\}\})*@/i, "$1").replace(/([?&]password=)[^&]*/gi, "$1***");
}
function parsedUrl(text) {
	const url = URL.parse(text) ?? URL.parse(text.replace(/^([a-z]+:\/\/[^/@]*@)\//i, "$1socket.invalid/"));
	if (!url || !/^postgres(ql)?:$/.test(url.protocol)) throw bad("it is not of the form postgres://user:password@host:port/database");
	for (const name of url.searchParams.keys()) if (!known.has(name)) throw bad(`its parameter "${name}" is not known`);
	return url;
}
const known = /* @__PURE__ */ new Set([
	"sslmode",
	"host",
	"port"
]);
function hostOf(url) {
	const host = url?.hostname.replace(/^\[(.*)\]$/, "$1");
	return host === "socket.invalid" ? void 0 : host;
}
function modeOf(text) {
	if (text === null || text === void 0) return void 0;
	if (/^(disable|prefer|require|verify-ca|verify-full)$/.test(text)) return text;
	if (text === "allow") return "prefer";
	throw bad(`its sslmode "${text}" is not known`);
}
function decoded(text) {
	return text === void 0 || text === "" ? void 0 : decodeURIComponent(text);
}
function bad(reason) {
	return new PlanError("invalid", `Cannot use the URL of a PostgreSQL connection: ${reason}`);
}
export { shownTarget as n, targetOf as r, shownAddress as t };
