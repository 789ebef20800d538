import { n as PlanError } from "./model-BXsTrnic.js";
import "./plugin-BvUX14Zf.js";
import { t as durationOf } from "./duration-CNgFqVtg.js";
import { a as urlUnder, c as encodeBody, d as isSafe, h as mergeHeaders, l as accessOf, n as parseBase, o as isExpected, p as answerHeaders, r as partOf, u as isIdempotent } from "./service-url-DyZsdUHa.js";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
// ../../work/main/packages/plugins/src/http/dispatcher.ts
/** Connects to one origin; through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name, where they do. */
function openDispatchers(base, config, root) {
	const open = /* @__PURE__ */ new Map();
	const get = (kind) => {
		const found = open.get(kind) ?? createDispatcher(base, config, root, kind === "reusing" ? 1 : 0);
		open.set(kind, found);
		return found;
	};
	return {
		reusing: () => get("reusing"),
		fresh: () => get("fresh"),
		async [Symbol.asyncDispose]() {
			await Promise.all([...open.values()].map((dispatcher) => dispatcher.then((one) => one.destroy(), () => void 0)));
		}
	};
}
async function createDispatcher(base, config, root, pipelining) {
	const tls = await tlsOptions(config, root);
	const options = {
		pipelining,
		connect: tls,
		allowH2: false,
		headersTimeout: 0,
		bodyTimeout: 0,
		connectTimeout: 1e4
	};
	const undici = await import("undici");
	if (!hasProxy()) return new undici.Pool(base.origin, options);
	try {
		return new undici.EnvHttpProxyAgent({
			...options,
			requestTls: tls
		});
	} catch (cause) {
		throw new PlanError("invalid", "Cannot use the proxy that HTTP_PROXY or HTTPS_PROXY names: it is not a URL", { cause: hidden(cause) });
	}
}
function hasProxy() {
	return [
		"http_proxy",
		"HTTP_PROXY",
		"https_proxy",
		"HTTPS_PROXY"
	].some((name) => (process.env[name] ?? "") !== "");
}
async function tlsOptions(config, root) {
	const { ca, cert, key, serverName } = config.tls ?? {};
	const given = [...await Promise.all(Object.entries({
		ca,
		cert,
		key
	}).map(async ([name, value]) => [name, await pem(value, root)])), ["servername", serverName]].filter((pair) => pair[1] !== void 0);
	return Object.fromEntries(given);
}
async function pem(value, root) {
	if (value === void 0 || value.includes("-----BEGIN")) return value;
	try {
		return await readFile(resolve(root, value), "utf8");
	} catch (cause) {
		throw new PlanError("missing", `Cannot read certificate "${value}": ${cause.code ?? "it is not readable"}`);
	}
}
/** The message of a bad proxy URL quotes it, and it may hold a password. */
function hidden(cause) {
	return cause.code;
}
// ../../work/main/packages/plugins/src/http/failure.ts
/** The error of a request without answer: `unknown` where it may have had its effect, else `timeout`, `interrupted` or `failed`. */
function failureOf({ what, broken, doubtful, attempts, signal }) {
	const message = `Cannot send ${what}${attempts > 1 ? ` after ${attempts} attempts` : ""}: ${reasonOf(broken, signal)}`;
	if (!doubtful) return new PlanError(codeOf(broken, signal), message, { cause: causeOf(broken.error) });
	return new PlanError("unknown", `${message}, and whether it had its effect cannot be told`, {
		cause: causeOf(broken.error),
		hint: "Look at the service, then say what is so with: plan resolve"
	});
}
/** Whether trying again may help: not where the name, the certificate or the answer is wrong. */
function mayPass(error) {
	const code = errorCode(error);
	return !(code === "ENOTFOUND" || isCertificate(code) || code.startsWith("HPE_") || code.startsWith("Z_") || code === "");
}
/** A write that was never sent has failed, whatever stopped it: `failed` alone says that nothing was done. */
function codeOf({ error, writes }, signal) {
	if (writes) return "failed";
	if (signal.aborted) return signal.reason instanceof PlanError ? signal.reason.code : "interrupted";
	return isTimeout(error) ? "timeout" : "failed";
}
function reasonOf({ error, sent, status }, signal) {
	const when = status === void 0 ? sent ? "before an answer came" : "before it was sent" : `while the answer ${status} was being read`;
	if (signal.aborted) return `it was stopped ${when}`;
	if (isTimeout(error)) return `it took too long, and was given up ${when}`;
	const code = errorCode(error);
	if (isCertificate(code)) return `the certificate of the service does not verify (${code})`;
	if (code.startsWith("HPE_")) return `what came back is not HTTP (${code})`;
	return reasons[code] ?? (closing.has(code) ? `the connection broke ${when} (${code})` : plainReason(error, when));
}
const reasons = {
	ECONNREFUSED: "nothing listens there (ECONNREFUSED)",
	ENOTFOUND: "the name of its host does not resolve (ENOTFOUND)",
	EAI_AGAIN: "the name of its host cannot be looked up just now (EAI_AGAIN)",
	EHOSTUNREACH: "its host cannot be reached (EHOSTUNREACH)",
	ENETUNREACH: "its network cannot be reached (ENETUNREACH)"
};
const closing = /* @__PURE__ */ new Set([
	"ECONNRESET",
	"EPIPE",
	"UND_ERR_SOCKET",
	"UND_ERR_RES_CONTENT_LENGTH_MISMATCH"
]);
function plainReason(error, when) {
	const code = errorCode(error);
	return `it broke off ${when}: ${error instanceof Error ? error.message : String(error)}${code === "" ? "" : ` (${code})`}`;
}
function isTimeout(error) {
	return (error instanceof Error ? error.name : "") === "TimeoutError" || ["UND_ERR_CONNECT_TIMEOUT", "ETIMEDOUT"].includes(errorCode(error));
}
function isCertificate(code) {
	return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA/.test(code);
}
/** The code of an error, of its first cause that has one, or of the first of several (one for each address tried). */
function errorCode(error) {
	if (!(error instanceof Error)) return "";
	const { code } = error;
	if (typeof code === "string") return code;
	if (error instanceof AggregateError) return errorCode(error.errors[0]);
	return errorCode(error.cause);
}
/** Errors of the client may carry whole requests: only their message is kept. */
function causeOf(error) {
	return new Error(error instanceof Error ? error.message || errorCode(error) : String(error));
}
// ../../work/main/packages/plugins/src/http/decompress.ts
/** Undoes the content-encodings of an answer. `too-large` where more than `limit` bytes would come out. Throws where the data is damaged. */
async function decompress(body, encoding, limit) {
	const encodings = encoding.toLowerCase().split(",").map((name) => name.trim()).filter((name) => name !== "" && name !== "identity");
	let bytes = body;
	for (const name of encodings.toReversed()) {
		if (bytes.length === 0) return bytes;
		const next = await inflated(bytes, name, limit);
		if (next === "too-large") return next;
		bytes = next;
	}
	return bytes;
}
async function inflated(bytes, name, limit) {
	const zlib = await import("node:zlib");
	const method = {
		gzip: zlib.gunzip,
		"x-gzip": zlib.gunzip,
		deflate: zlib.inflate,
		br: zlib.brotliDecompress,
		zstd: zlib.zstdDecompress
	}[name];
	if (!method) throw new Error(`the content-encoding "${name}" is not known`);
	try {
		return await promisify(method)(bytes, { maxOutputLength: limit });
	} catch (error) {
		if (error.code === "ERR_BUFFER_TOO_LARGE") return "too-large";
		throw error;
	}
}
// ../../work/main/packages/plugins/src/http/exchange.ts
/** Sends one request once, without redirects and retries. Never throws. */
async function exchange(dispatcher, sending) {
	const progress = { sent: false };
	try {
		sending.signal.throwIfAborted();
		const { request } = await import("undici");
		const { url, method, headers, body, signal } = sending;
		const answer = await request(url, {
			dispatcher: dispatcher.compose(watching(() => progress.sent = true)),
			method,
			headers,
			signal,
			...body !== void 0 && { body: asBody(body) }
		});
		progress.status = answer.statusCode;
		return await received(answer, sending.limit);
	} catch (error) {
		return {
			kind: "broken",
			...progress,
			error
		};
	}
}
async function received(answer, limit) {
	const headers = answerHeaders(answer.headers);
	const raw = await bytesOf(answer.body, limit);
	const encoding = headers["content-encoding"] ?? "";
	const body = raw === "too-large" || encoding === "" ? raw : await decompress(raw, encoding, limit).catch(() => "damaged");
	return {
		kind: "answered",
		status: answer.statusCode,
		headers,
		body
	};
}
async function bytesOf(body, limit) {
	const chunks = [];
	let size = 0;
	for await (const chunk of body) {
		size += chunk.length;
		if (size > limit) return "too-large";
		chunks.push(chunk);
	}
	return new Uint8Array(Buffer.concat(chunks));
}
/** Tells when a request is about to be written to a socket that stands; before that, nothing can have happened. */
function watching(onStart) {
	return (dispatch) => (options, handler) => dispatch(options, {
		onRequestStart(controller, context) {
			onStart();
			handler.onRequestStart?.(controller, context);
		},
		onRequestUpgrade: (...event) => handler.onRequestUpgrade?.(...event),
		onResponseStart: (...event) => handler.onResponseStart?.(...event),
		onResponseData: (...event) => handler.onResponseData?.(...event),
		onResponseEnd: (...event) => handler.onResponseEnd?.(...event),
		onResponseError: (...event) => handler.onResponseError?.(...event)
	});
}
function asBody(body) {
	return typeof body === "string" ? body : Buffer.from(body);
}
// ../../work/main/packages/plugins/src/http/redirect.ts
/**
* The redirect that an answer asks for, or undefined where it asks for none.
* Methods change as in browsers and in curl (Fetch standard, HTTP-redirect fetch): POST becomes GET after 301 and 302,
* everything but HEAD becomes GET after 303; after 307 and 308, and for PUT, PATCH and DELETE after 301 and 302, the request is repeated as it is.
*/
function redirectOf(answer, from, method) {
	const location = answer.headers["location"];
	if (!redirecting.has(answer.status) || location === void 0) return void 0;
	const url = URL.parse(location, from.href);
	if (!url) return void 0;
	const toGet = answer.status === 303 ? method !== "HEAD" && method !== "GET" : answer.status < 303 && method === "POST";
	return {
		url,
		method: toGet ? "GET" : method,
		keepsBody: !toGet,
		done: toGet
	};
}
const redirecting = /* @__PURE__ */ new Set([
	301,
	302,
	303,
	307,
	308
]);
// ../../work/main/packages/plugins/src/http/follow.ts
/**
* One attempt: sends a request and follows its redirects, each of which must be in scope at the moment of sending.
* Errors: `out-of-scope`, `refused`, `invalid`, and `failed` after too many redirects: nothing was done then.
*/
async function follow(channel, request, signal) {
	const deadline = AbortSignal.any([signal, AbortSignal.timeout(channel.timeout)]);
	let hop = firstHop(channel, request);
	channel.demand(partOf(channel.base, hop.method, hop.url), hop.access);
	for (let left = channel.config.redirects ?? 10;; left--) {
		const outcome = await exchange(await (isIdempotent(hop.method) || request.repeatable ? channel.dispatchers.reusing() : channel.dispatchers.fresh()), {
			...hop,
			limit: channel.config.maxBodyBytes ?? 8388608,
			signal: deadline
		});
		if (outcome.kind === "broken") return brokenOff(outcome, hop);
		const redirect = isExpected(outcome.status, request.expected) ? void 0 : redirectOf(outcome, hop.url, hop.method);
		if (!redirect) return answered(outcome, hop, unreadable(outcome, channel));
		const refusal = left > 0 ? refusalOf(channel, hop, redirect) : tooMany(channel, hop);
		if (refusal && !mayBeDone(hop, redirect)) throw new PlanError(refusal.code, refusal.message, { hint: refusal.hint });
		if (refusal) return answered(outcome, hop, refusal);
		hop = nextHop(hop, redirect);
	}
}
function firstHop({ base, config }, request) {
	const url = urlUnder(base, request.path, request.query);
	const access = request.access ?? accessOf(request.method);
	const keyHeader = (config.idempotencyKey?.header ?? "Idempotency-Key").toLowerCase();
	const key = access === "write" && request.key !== void 0 ? { [keyHeader]: request.key } : {};
	const headers = mergeHeaders({
		accept: "application/json, */*;q=0.8",
		"user-agent": "backout"
	}, key, config.headers, request.headers);
	const hop = {
		url,
		method: request.method,
		access,
		keyHeader,
		done: false
	};
	if (request.body === void 0) return {
		...hop,
		headers
	};
	const body = encodeBody(request.body, headers);
	return {
		...hop,
		headers: {
			"content-type": body.contentType,
			...headers
		},
		body: body.bytes
	};
}
function nextHop(hop, { url, method, keepsBody }) {
	const done = hop.done || !keepsBody && hop.access === "write";
	if (keepsBody) return {
		...hop,
		url,
		method,
		done
	};
	const kept = Object.entries(hop.headers).filter(([name]) => !name.startsWith("content-") && name !== hop.keyHeader);
	return {
		url,
		method,
		headers: Object.fromEntries(kept),
		access: accessOf(method),
		keyHeader: hop.keyHeader,
		done
	};
}
/** Why a redirect is not followed. Another origin is refused whatever scope says: headers of this connection must not go there. */
function refusalOf(channel, hop, { url, method }) {
	const access = method === hop.method ? hop.access : accessOf(method);
	const part = partOf(channel.base, method, url);
	if (part !== void 0 && channel.allows(part, access)) return void 0;
	const led = `Cannot follow the redirect of ${hop.method} ${hop.url.href} to ${url.origin}${url.pathname}`;
	if (part === void 0) return {
		code: "out-of-scope",
		message: `${led}: it leaves ${channel.base.href}`,
		hint: "Name the new place in the connection’s baseUrl, if it is meant"
	};
	return {
		code: "out-of-scope",
		message: `${led}: scope does not cover "${part}"`,
		hint: `Add "${part}" to scope.${channel.resource}, if it is meant`
	};
}
function tooMany({ config }, hop) {
	return {
		code: "failed",
		message: `Cannot follow the redirects of ${hop.method} ${hop.url.href}: there are more than ${config.redirects ?? 10}`,
		hint: "Look where they lead, or raise \"redirects\" of the connection"
	};
}
/** A write that was redirected to be looked at elsewhere has had its effect; one that was sent on has not. */
function mayBeDone(hop, redirect) {
	return hop.done || redirect.done && hop.access === "write";
}
function unreadable({ status, headers, body }, { config }) {
	if (body instanceof Uint8Array) return void 0;
	const reasons = {
		"too-large": `its body is larger than ${config.maxBodyBytes ?? 8388608} bytes`,
		damaged: `its body is not the ${headers["content-encoding"]} that it is said to be`
	};
	const hint = body === "too-large" ? "Ask for less, or raise \"maxBodyBytes\" of the connection" : "Ask the service with: accept-encoding: identity";
	return {
		code: "failed",
		message: `Cannot read the answer ${status}: ${reasons[body]}`,
		hint
	};
}
function answered({ status, headers, body }, hop, problem) {
	return {
		kind: "answered",
		status,
		headers,
		body: body instanceof Uint8Array ? body : /* @__PURE__ */ new Uint8Array(),
		url: hop.url.href,
		...problem && { problem }
	};
}
function brokenOff(broken, hop) {
	const writes = hop.access === "write" || hop.done;
	return {
		...broken,
		sent: broken.sent || hop.done,
		what: `${hop.method} ${hop.url.href}`,
		writes
	};
}
// ../../work/main/packages/plugins/src/http/retry.ts
/** Statuses after which an idempotent request is sent again: the service, or a gateway before it, is not ready. */
const passing = /* @__PURE__ */ new Set([
	429,
	502,
	503,
	504
]);
/** ms; a service that asks for a longer pause than this is not waited for inside one attempt of a step. */
const longest = 6e4;
/** Whether an answer says "not now". */
function isPassing(status) {
	return passing.has(status);
}
/** ms to wait before the next attempt (attempts count from 1), or undefined where the service asks for too long a pause. Exponential with jitter, from 0.2 s to 10 s. */
function pauseAfter(attempt, answer, now, random = Math.random) {
	const asked = retryAfter(answer?.headers["retry-after"], now);
	if (asked !== void 0) return asked > longest ? void 0 : asked;
	const pause = Math.min(1e4, 200 * 2 ** (attempt - 1));
	return Math.round(pause * (.75 + random() / 2));
}
/** ms that a `Retry-After` asks for (RFC 9110, 10.2.3: seconds or a date), or undefined. */
function retryAfter(header, now) {
	if (header === void 0) return void 0;
	if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1e3;
	const date = Date.parse(header);
	return Number.isNaN(date) ? void 0 : Math.max(0, date - now);
}
// ../../work/main/packages/plugins/src/http/send.ts
/**
* Sends a request until it is answered: again after a broken connection or a passing status where sending twice does no harm
* (the method is idempotent, the service honours the key, or nothing had been sent), as often as the connection allows, until `signal` aborts.
* Errors: as {@link Failure}, and those of {@link follow}.
*/
async function sendPersistently(channel, request, signal) {
	const attempts = 1 + (channel.config.retries ?? 3);
	let doubtful = false;
	for (let attempt = 1;; attempt++) {
		const outcome = await follow(channel, request, signal);
		doubtful ||= outcome.kind === "broken" && outcome.sent && outcome.writes;
		const pause = attempt < attempts && !signal.aborted && isRepeatable(outcome, request) ? pauseOf(outcome, attempt) : void 0;
		if (pause === void 0) return concluded(outcome, {
			doubtful,
			attempts: attempt,
			signal
		});
		await setTimeout(pause, void 0, { signal }).catch(() => void 0);
		if (signal.aborted) return concluded(outcome, {
			doubtful,
			attempts: attempt,
			signal
		});
	}
}
function isRepeatable(outcome, request) {
	const harmless = isIdempotent(request.method) || request.access === "read" || request.repeatable === true;
	if (outcome.kind === "broken") return (harmless || !outcome.sent) && mayPass(outcome.error);
	return harmless && outcome.problem === void 0 && isPassing(outcome.status) && !isExpected(outcome.status, request.expected);
}
function pauseOf(outcome, attempt) {
	return pauseAfter(attempt, outcome.kind === "answered" ? outcome : void 0, Date.now());
}
function concluded(outcome, known) {
	if (outcome.kind === "broken") throw failureOf({
		what: outcome.what,
		broken: outcome,
		...known
	});
	const { kind: _, ...answer } = outcome;
	return {
		...answer,
		attempts: known.attempts,
		...known.doubtful && { doubtful: true }
	};
}
// ../../work/main/packages/plugins/src/http/session.ts
/** Opens a service. Nothing is connected before the first request. Errors: `invalid`. */
function openHttpSession(config, opening) {
	const base = parseBase(config.baseUrl);
	const dispatchers = openDispatchers(base, config, opening.root);
	const channel = {
		base,
		config,
		dispatchers,
		timeout: durationOf(config.timeout ?? "30s"),
		resource: opening.resource,
		demand(part, access) {
			refuseWrites(part, access, opening);
			opening.guard.demand(part, access);
		},
		allows: (part, access) => opening.guard.allows(part, access)
	};
	return {
		base,
		send: (request, signal) => sendPersistently(channel, request, AbortSignal.any([signal, opening.signal])),
		[Symbol.asyncDispose]: () => dispatchers[Symbol.asyncDispose]()
	};
}
function refuseWrites(part, access, { access: granted, mode, resource }) {
	if (mode === "preview" && !isSafe(part.split(" ", 1)[0])) throw refused(part, resource, "a preview sends nothing but GET, HEAD and OPTIONS");
	if (access === "write" && granted === "read") throw refused(part, resource, "it was opened for reading");
}
function refused(part, resource, reason) {
	return new PlanError("refused", `Cannot send "${part}" to ${resource}: ${reason}`);
}
export { openHttpSession };
