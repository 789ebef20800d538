import { t as __exportAll } from "./rolldown-runtime-D3KUYPsf.js";
import { a as encodeValue, i as decodeValue, n as PlanError, o as isList, r as messageOf } from "./model-BXsTrnic.js";
import { n as stepTypeOf, r as splitResource, t as driverOf } from "./registry-Y8lNF_tZ.js";
import { n as replay, t as evolve } from "./replay-mqYv-40M.js";
import "./record-CTpULzfO.js";
import { n as standingOf, t as notYetApplied } from "./standing-CLuNw5VL.js";
import "./plugin-BvUX14Zf.js";
import { n as createMasker } from "./secret-BAagFQ2Y.js";
import { i as expressionsIn, o as namesIn, t as loadEvaluator } from "./expression-D2sPq5II.js";
import { AsyncLocalStorage } from "node:async_hooks";
// ../../work/main/packages/core/src/execute/claim-names.ts
/**
* What a run claims in the RunStore: itself, its environment, and every target that its scope names, so that
* two runs never interleave, not even from two environments that share a database or a working tree.
*/
function claimNames(bound, run, root) {
	const targets = Object.values(bound.connections).map(({ driver, target }) => `target:${driver}:${target}`);
	const tree = bound.scope.files || bound.scope.commands ? [`target:files:${root}`] : [];
	return [
		`run:${run}`,
		`environment:${bound.environment}`,
		.../* @__PURE__ */ new Set([...targets, ...tree])
	];
}
// ../../work/main/packages/core/src/execute/secrets.ts
/** The values of all secrets that a plan needs. Errors: `missing`, naming all that are not there. */
function readSecrets(bound, secrets) {
	const values = /* @__PURE__ */ new Map();
	const missing = [];
	for (const name of bound.secrets) {
		const value = secrets(name);
		if (value === void 0) missing.push(name);
		else values.set(name, value);
	}
	if (missing.length === 0) return values;
	throw new PlanError("missing", `Cannot run plan "${bound.name}" in ${bound.environment}: ${missing.length === 1 ? "secret" : "secrets"} ${missing.join(", ")} not set`, { hint: `Set ${missing.map((name) => `${name} (or ${name}_FILE)`).join(", ")} in the environment` });
}
// ../../work/main/packages/core/src/execute/create-run.ts
/**
* Freezes a plan as a new run, claimed, with its first records durable; {@link execute} takes it from there.
* Errors: `refused` (it was applied already, its content changed, a plan of `after` is missing), `busy` (a run of it stands open, or another holds its claims), `missing` (secrets).
*/
async function createRun(request, effects) {
	await using claim = await begin(request, effects, []);
	claim.keep(claimNames(request.bound, request.run, effects.root));
}
/** Records that a plan was applied before Backout came, without running it. Errors: as {@link createRun}. */
async function baseline(request, reason, effects) {
	await using _ = await begin(request, effects, [{
		kind: "baselined",
		reason,
		actor: effects.actor
	}]);
}
async function begin(request, effects, more) {
	const { run, bound } = request;
	demandSharedGates(bound, effects);
	if (more.length === 0) readSecrets(bound, effects.secrets);
	const holder = `${effects.actor} on ${effects.holder.host}, pid ${effects.holder.pid}`;
	await using held = new AsyncDisposableStack();
	const claim = held.use(await effects.store.claim({
		run,
		names: claimNames(bound, run, effects.root),
		holder
	}));
	await demandPending(bound, effects);
	await effects.store.create({
		run,
		bound,
		files: request.files
	});
	await using journal = await effects.store.append(run, claim);
	await journal.append([
		createdEvent(request, effects),
		...acceptedEvents(request),
		...more
	], "durable");
	held.move();
	return claim;
}
/** Law: in a protected environment a gate needs a run store that the one who signs can reach. */
function demandSharedGates({ protected: isProtected, environment, signOffs, name }, { store }) {
	const gate = signOffs.require.find(({ gate: isGate }) => isGate);
	if (!isProtected || !gate || store.shared) return;
	throw new PlanError("refused", `Cannot run plan "${name}" in ${environment}: gate "${gate.id}" of a protected environment needs a run store that machines share, and ${store.location} is a folder`, { hint: "Ask for that sign-off at the start: take `signOff` off the step" });
}
async function demandPending(bound, { store }) {
	const { name, environment } = bound;
	const standing = standingOf(await store.list(), name, environment, bound.planDigest);
	switch (standing.kind) {
		case "open": throw new PlanError("busy", `Cannot run plan "${name}" in ${environment}: run "${standing.run.run}" of it stands open (${standing.run.state})`, { hint: `Go on with it: plan resume ${standing.run.run}, or back it out: plan rollback ${standing.run.run}` });
		case "applied": throw new PlanError("refused", `Cannot run plan "${name}" in ${environment}: it was applied by run "${standing.run.run}"`);
		case "changed": throw new PlanError("refused", `Cannot run plan "${name}" in ${environment}: ${bound.path} has changed since run "${standing.run.run}" applied it`, { hint: "Take the change back, or write it as a new plan" });
		case "pending":
		case "failed":
		case "rolled-back": return demandAfter(bound, store);
		default: return standing;
	}
}
async function demandAfter({ name, environment, metadata }, store) {
	const after = metadata?.after ?? [];
	const missing = await notYetApplied(store, environment, after);
	if (missing.length === 0) return;
	throw new PlanError("refused", `Cannot run plan "${name}" in ${environment}: ${missing.map((plan) => `"${plan}"`).join(", ")} must have been applied before`, { hint: `Run it first: plan run ${missing[0]} --env ${environment}` });
}
function createdEvent({ run, bound, commit }, { actor }) {
	const { name, path, environment, planDigest, bindingDigest, versions } = bound;
	return {
		kind: "run-created",
		run,
		plan: name,
		path,
		environment,
		planDigest,
		bindingDigest,
		actor,
		engine: versions.engine,
		...commit !== void 0 && { commit }
	};
}
function acceptedEvents({ signOffs }) {
	return signOffs.map((accepted) => ({
		kind: "sign-off-accepted",
		...accepted
	}));
}
// ../../work/main/packages/core/src/execute/scope.ts
/** The entries of a plan's scope for a resource: `files`, `databases.crm`. */
function scopeOf(scope, resource) {
	const [family, name] = splitResource(resource);
	switch (family) {
		case "files":
		case "commands": return scope[family] ?? [];
		case "databases":
		case "services": return scope[family]?.[name] ?? [];
		default: return family;
	}
}
// ../../work/main/packages/core/src/execute/context.ts
/** Thrown through a step by `context.wait`: the attempt is over, the step is asked again after `until`. */
var Wait = class extends Error {
	until;
	constructor(until) {
		super(`Waits until ${until.toISOString()}`);
		this.until = until;
	}
};
/** What `describe` may look at. */
function describeContext(bound, files, step) {
	return {
		environment: bound.environment,
		snapshot: step.undo === "snapshot",
		wantsUndo: step.rollback === void 0 && !step.id.includes("~rollback"),
		scope: (resource) => scopeOf(bound.scope, resource),
		connection: (resource) => bound.connections[resource],
		file(path) {
			const bytes = files.get(path);
			if (bytes) return bytes;
			throw new PlanError("missing", `Cannot read "${path}" in step "${step.id}": it was not there when the plan was bound`);
		}
	};
}
/** A context that can only read. */
function readContext(conduct, { step, startedAt, signal }) {
	const { effects, bound, run, files } = conduct;
	return {
		...describeContext(bound, files, step),
		run,
		step: step.id,
		signal,
		mode: "run",
		alone: !("every" in step),
		startedAt: new Date(startedAt),
		now: () => effects.clock.now(),
		session: (resource) => demandLive(signal, step.id).then(() => conduct.sessions.open(resource, "read")),
		wait(until) {
			throw new Wait(until);
		},
		note: (text) => effects.observe({
			kind: "note",
			step: step.id,
			text: conduct.masker.mask(text)
		})
	};
}
/** A context that can write, for one unit. */
function writeContext(conduct, unit) {
	const { within, signal, step } = unit;
	return {
		...readContext(conduct, unit),
		key: unit.key,
		direction: unit.direction,
		session: async (resource) => {
			await demandLive(signal, step.id);
			if (within?.resource === resource) return within.session;
			return await conduct.claimed.writable(resource);
		}
	};
}
async function demandLive(signal, step) {
	if (signal.aborted) throw new PlanError("interrupted", `Cannot go on with step "${step}": it was stopped`, { cause: signal.reason });
}
// ../../work/main/packages/core/src/execute/failure.ts
/** What was thrown, as the journal keeps it: masked, with the messages of its causes. */
function failureOf(error, masker) {
	const operands = operandsOf(error);
	return {
		code: codeOf(error),
		message: masker.mask(messageOf(error)),
		...operands && { operands: Object.fromEntries(Object.entries(operands).map(([name, value]) => [masker.mask(name), masker.mask(value)])) }
	};
}
/** The code of anything that was thrown. A plugin's own errors are `failed`. */
function codeOf(error) {
	return error instanceof PlanError ? error.code : "failed";
}
/** An `assert` that does not hold: with the value of each operand. */
var AssertFailed = class extends PlanError {
	operands;
	constructor(step, assert, operands) {
		super("failed", `Check "${step}" does not hold: ${assert}`);
		this.operands = operands;
	}
};
function operandsOf(error) {
	return error instanceof AssertFailed ? error.operands : void 0;
}
// ../../work/main/packages/core/src/execute/nodes.ts
/**
* The graph of a list: `needs`, and an edge from the earlier to the later step wherever two that nothing orders touch the same thing.
* Law: parallel steps with conflicting touches are serialised in plan order. Unknown touches conflict with all.
*/
async function planNodes(conduct, steps) {
	if (isChain(steps)) return steps.map(({ id, needs }) => ({
		id,
		after: needs
	}));
	const ancestors = ancestorsOf(steps);
	const touches = await Promise.all(steps.map((step) => stepTouches(conduct, step)));
	const earlier = meetings(touches);
	return steps.map((step, index) => {
		const after = new Set(step.needs);
		for (const before of earlier[index]) {
			if (isAncestor(ancestors, before, index)) continue;
			if (conflict(conduct, touches[before], touches[index])) after.add(steps[before].id);
		}
		return {
			id: step.id,
			after: [...after]
		};
	});
}
/** For each step, the earlier ones that share a resource with it: the only ones that are worth comparing. Unknown touches share all. */
function meetings(touches) {
	const touching = [];
	const byResource = /* @__PURE__ */ new Map();
	return touches.map((own, index) => {
		const resources = own === "unknown" ? ["unknown"] : [...new Set(own.map(({ resource }) => resource))];
		if (resources.length === 0) return [];
		const met = own === "unknown" ? [...touching] : ["unknown", ...resources].flatMap((resource) => byResource.get(resource) ?? []);
		touching.push(index);
		for (const resource of resources) append(byResource, resource, index);
		return met;
	});
}
function append(lists, key, item) {
	const list = lists.get(key);
	if (list) list.push(item);
	else lists.set(key, [item]);
}
/** Each step needs the one above it: there is nothing to compare. */
function isChain(steps) {
	return steps.every((step, index) => index === 0 || step.needs.includes(steps[index - 1].id));
}
/** For each step, a bit set of the indexes of all steps that come before it through `needs`. */
function ancestorsOf(steps) {
	const indexes = new Map(steps.map(({ id }, index) => [id, index]));
	const words = Math.ceil(steps.length / 32);
	const sets = [];
	for (const { needs } of steps) {
		const set = new Uint32Array(words);
		for (const id of needs) {
			const index = indexes.get(id);
			if (index === void 0) continue;
			set[index >>> 5] |= 1 << (index & 31);
			for (const [word, bits] of (sets[index] ?? []).entries()) set[word] |= bits;
		}
		sets.push(set);
	}
	return sets;
}
function isAncestor(sets, before, index) {
	return (sets[index][before >>> 5] >>> (before & 31) & 1) === 1;
}
/** What a step would touch, as far as its unbound input tells. */
async function stepTouches({ effects, bound, files }, step) {
	const type = stepTypeOf(effects.plugins, step.uses);
	try {
		return (await type?.describe(step.with, describeContext(bound, files, step)))?.touches ?? "unknown";
	} catch {
		return "unknown";
	}
}
function conflict({ sessions }, a, b) {
	if (a === void 0 || b === void 0) return false;
	if (a === "unknown") return b === "unknown" || b.length > 0;
	if (b === "unknown") return a.length > 0;
	return a.some((one) => b.some((other) => one.resource === other.resource && sessions.locate(one.resource).driver.overlaps(one, other)));
}
// ../../work/main/packages/core/src/execute/gate.ts
/** Whether a step has to wait for its sign-off. Law: gates are verified when the step's turn comes, against this run's own journal. */
async function passGate(conduct, binder, step) {
	const { bound, recorder, effects, run } = conduct;
	const requirement = bound.signOffs.require.find(({ id }) => id === step.signOff);
	if (!requirement || recorder.state.signOffs.has(requirement.id)) return void 0;
	if (requirement.if !== void 0 && !(await binder.test(requirement.if, step)).holds) return void 0;
	const { id, role, count } = requirement;
	const heads = await headsSinceWaiting(conduct, id);
	const attachments = await effects.store.attachments(run);
	const verdict = await effects.gate({
		run,
		requirement: id,
		role,
		count,
		bindingDigest: bound.bindingDigest,
		heads,
		attachments
	});
	if (!verdict.met) return {
		for: "sign-off",
		step: step.id,
		requirement: id,
		role
	};
	await recorder.record(verdict.by.map(({ principal, file, digest }) => ({
		kind: "sign-off-accepted",
		requirement: id,
		role,
		principal,
		file,
		digest
	})), "durable");
}
/** A signature of a gate names the journal's head, so that it can only be given once the run has come so far. */
async function headsSinceWaiting({ effects, run }, requirement) {
	const { records, head } = await effects.store.read(run);
	const began = records.findIndex(({ event }) => waitsFor(event, requirement));
	return began < 0 ? [] : [...records.slice(began + 1).map(({ prev }) => prev), head];
}
function waitsFor(event, requirement) {
	return event.kind === "waiting-began" && event.waiting.for === "sign-off" && event.waiting.requirement === requirement;
}
// ../../work/main/packages/core/src/execute/guard.ts
const acting = new AsyncLocalStorage();
/** Runs code of a step so that every guard knows which step asks. */
function actAs(who, body) {
	return acting.run(who, body);
}
/** A guard for one resource. Law: a context refuses effects outside scope, after an abort, and under a stale epoch. */
function makeGuard(resource, entries, driver, lost) {
	const allows = (part) => entries.some((entry) => driver.covers(entry, part));
	return {
		allows: (part, access) => allows(part) && (access === "read" || acting.getStore()?.access !== "read"),
		demand(part, access) {
			const who = acting.getStore();
			if (lost.aborted) throw new PlanError("stale", `Cannot ${access} "${part}" of ${resource}: another process took over this run`);
			if (who?.signal.aborted) throw stopped$1(who, part, access, resource);
			if (access === "write" && who?.access === "read") throw readsOnly(who, part, resource);
			if (!allows(part)) throw outOfScope(who, part, access, resource, entries);
		}
	};
}
function stopped$1(who, part, access, resource) {
	return new PlanError("interrupted", `Cannot ${access} "${part}" of ${resource}: step "${who.step}" was stopped`);
}
function readsOnly(who, part, resource) {
	return new PlanError("out-of-scope", `Cannot write "${part}" of ${resource}: step "${who.step}" has no effect, so it may only read`);
}
function outOfScope(who, part, access, resource, entries) {
	const scope = entries.length === 0 ? "nothing" : entries.map((entry) => `"${entry}"`).join(", ");
	return new PlanError("out-of-scope", `Cannot ${access} "${part}" of ${resource}${who ? ` in step "${who.step}"` : ""}: scope.${resource} allows ${scope}`, { hint: `Add "${part}" to scope.${resource}, and have the plan reviewed again` });
}
// ../../work/main/packages/core/src/execute/attempt.ts
/**
* Runs one piece of a step's own code: under its timeout, aborted with the run, on the step's behalf for all guards.
* Code that does not end within the grace time after an abort is left behind. Errors: `timeout`, `interrupted`, whatever `body` throws.
*/
async function attempt(conduct, step, access, body, timeout = step.timeout) {
	const stop = new AbortController();
	const expire = timeout === void 0 ? void 0 : setTimeout(() => stop.abort(timedOut(step, timeout)), timeout);
	const halt = () => stop.abort(conduct.halt.signal.reason);
	if (conduct.halt.signal.aborted) halt();
	conduct.halt.signal.addEventListener("abort", halt);
	const late = lateness(stop.signal, conduct.effects.grace ?? 1e4);
	try {
		const work = actAs({
			step: step.id,
			access,
			signal: stop.signal
		}, () => body(stop.signal));
		return await Promise.race([work, late.thrown]);
	} catch (cause) {
		throw stop.signal.aborted ? stoppedError(stop.signal, cause) : cause;
	} finally {
		clearTimeout(expire);
		conduct.halt.signal.removeEventListener("abort", halt);
		late.end();
	}
}
/** `thrown` rejects `grace` ms after the abort, unless `end` was called before: what does not settle by then is unknown. */
function lateness(signal, grace) {
	const { promise: thrown, reject } = Promise.withResolvers();
	let timer;
	const begin = () => {
		timer = setTimeout(() => reject(new PlanError("unknown", "It did not stop in time after it was told to", { cause: signal.reason })), grace);
	};
	if (signal.aborted) begin();
	else signal.addEventListener("abort", begin, { once: true });
	return {
		thrown,
		end() {
			signal.removeEventListener("abort", begin);
			clearTimeout(timer);
		}
	};
}
function timedOut(step, timeout) {
	return new PlanError("timeout", `Cannot finish step "${step.id}": it took longer than its timeout of ${timeout / 1e3} s`);
}
/** What an aborted piece of code threw says little: the reason of the abort says more, unless the outcome is unknown. */
function stoppedError(signal, cause) {
	if (cause instanceof PlanError && cause.code === "unknown") return cause;
	const { reason } = signal;
	return reason instanceof PlanError ? new PlanError(reason.code, reason.message, {
		cause,
		...reason.hint && { hint: reason.hint }
	}) : cause;
}
// ../../work/main/packages/core/src/execute/unit-content.ts
/** Bytes of JSON above which what belongs to a unit is stored beside the journal, which costs a sync more. */
const inline = 4096;
/** Stores what a unit is to do, without secrets. Durable after `blobs.flush`. */
async function storeContent(conduct, unit) {
	const content = conduct.masker.seal(encodeValue(unit));
	const text = JSON.stringify(content);
	if (text.length <= inline) return { content };
	return { contentBlob: await conduct.blobs.put(Buffer.from(text)) };
}
/** What a unit was to do, as {@link storeContent} kept it. Errors: `corrupt`, `missing`. */
async function readContent(conduct, unit) {
	const stored = unit.contentBlob ? await readJson(conduct, unit.contentBlob) : unit.content;
	if (stored === void 0) throw new PlanError("corrupt", `Cannot read unit "${unit.key}": the journal has no content for it`);
	return decodeValue(conduct.masker.unseal(stored));
}
/** Stores undo data exactly as it is. Durable after `blobs.flush`, or with the event that it becomes part of. */
async function storeUndo(conduct, chunks) {
	const stored = [];
	let room = inline;
	for await (const chunk of chunks) {
		const encoded = encodeValue(chunk);
		const bytes = Buffer.from(JSON.stringify(encoded));
		room -= bytes.length;
		const small = room >= 0 && !conduct.masker.carries(encoded);
		stored.push(small ? {
			inline: encoded,
			size: bytes.length
		} : await conduct.blobs.put(bytes));
	}
	return stored;
}
/** The undo of a unit, in the order it was captured. Errors: `corrupt`, `missing`. */
async function readUndo(conduct, unit) {
	const chunks = [];
	for (const chunk of unit.undo) chunks.push(decodeValue("inline" in chunk ? chunk.inline : await readJson(conduct, chunk)));
	return chunks;
}
async function readJson(conduct, ref) {
	return JSON.parse(Buffer.from(await conduct.blobs.get(ref)).toString());
}
// ../../work/main/packages/core/src/execute/settle.ts
/** Codes with which a step promises that it did nothing. */
const harmless = /* @__PURE__ */ new Set([
	"conflict",
	"refused",
	"invalid",
	"missing",
	"busy"
]);
/** Codes that a step without probe and undo is believed: an effect that was refused by scope, or that failed as a whole. */
const told = /* @__PURE__ */ new Set(["failed", "out-of-scope"]);
/** Journals what became of a unit that threw. Law: unknown is a state; each unit in flight ends as applied, absent or unknown. */
async function settleThrown(conduct, hand, unit, cause) {
	const known = hand.state.units.get(unit.number);
	if (known?.phase !== "intended") return;
	const failure = failureOf(cause, conduct.masker);
	const about = {
		step: hand.step.id,
		unit: unit.number,
		failure
	};
	await conduct.recorder.record([await verdict(conduct, hand, known, unit.content, cause, about)], "durable");
}
async function verdict(conduct, hand, known, content, cause, about) {
	const absent = {
		kind: "unit-absent",
		...about
	};
	if (cause instanceof Wait || hand.traits.effect === "none") return absent;
	if (known.transaction !== void 0) return codeOf(cause) === "unknown" ? settleLost(conduct, known, known.transaction, about) : absent;
	if (cause instanceof PlanError && harmless.has(cause.code)) return absent;
	if (hand.type.probe) return await probe(conduct, hand, content) === "absent" ? absent : {
		kind: "unit-failed",
		...about
	};
	if (hand.type.revert && known.undo.length > 0) return {
		kind: "unit-failed",
		...about
	};
	return cause instanceof PlanError && told.has(cause.code) ? absent : {
		kind: "unit-unknown",
		...about
	};
}
/** The answer to a COMMIT was lost: a new connection asks the ledger. */
async function settleLost(conduct, known, resource, about) {
	try {
		await conduct.claimed.reopen(resource);
		return await conduct.claimed.settle(resource, known.key) === "applied" ? ledgerApplied(known, about) : {
			kind: "unit-absent",
			...about,
			settledBy: "ledger"
		};
	} catch (cause) {
		return {
			kind: "unit-unknown",
			...about,
			failure: failureOf(cause, conduct.masker)
		};
	}
}
function ledgerApplied(known, { step, unit }) {
	return {
		kind: "unit-applied",
		step,
		unit,
		result: known.prepared?.result ?? null,
		after: known.prepared?.after ?? null,
		settledBy: "ledger"
	};
}
/** Settles a unit that a crash left in flight, before its step goes on (`apply`) or is taken back (`revert`). What stays `unknown` needs a person. */
async function settleInFlight(conduct, hand, unit, next) {
	await conduct.recorder.record([await crashVerdict(conduct, hand, unit, next)], "durable");
}
async function crashVerdict(conduct, hand, unit, next) {
	const about = {
		step: hand.step.id,
		unit: unit.number
	};
	const absent = {
		kind: "unit-absent",
		...about
	};
	if (unit.transaction !== void 0) return await conduct.claimed.settle(unit.transaction, unit.key) === "applied" ? ledgerApplied(unit, about) : {
		...absent,
		settledBy: "ledger"
	};
	const failure = {
		code: "unknown",
		message: `Whether "${unit.title}" happened before the crash cannot be told`
	};
	const idempotent = hand.traits.guarantee === "idempotent" || hand.traits.effect === "none";
	const forward = next === "apply";
	const found = hand.type.probe ? await probe(conduct, hand, await readContent(conduct, unit)) : void 0;
	if (found === "absent") return {
		...absent,
		settledBy: "probe"
	};
	if (forward && idempotent) return absent;
	if (hand.type.revert !== void 0 && unit.undo.length > 0 && (!forward || found === "partial")) return {
		kind: "unit-failed",
		...about,
		failure
	};
	if (found === "applied") return {
		kind: "unit-applied",
		...about,
		result: null,
		after: null,
		settledBy: "probe"
	};
	return {
		kind: "unit-unknown",
		...about,
		failure
	};
}
async function probe(conduct, hand, content) {
	const { step, type, state } = hand;
	return attempt({
		...conduct,
		halt: new AbortController()
	}, step, "read", async (signal) => await type.probe?.(content, readContext(conduct, {
		step,
		startedAt: state.startedAt,
		signal
	})) ?? "partial");
}
// ../../work/main/packages/core/src/execute/step-hand.ts
/** The type of a step. Errors: `missing`. */
function typeOf(conduct, step) {
	const type = stepTypeOf(conduct.effects.plugins, step.uses);
	if (type) return type;
	throw new PlanError("missing", `Cannot run step "${step.id}": no plugin provides "${step.uses}"`);
}
/** Binds a step's input, asks its traits, and journals that it starts. On resume the input is the journalled one. */
async function takeInHand(conduct, binder, step, role, bound) {
	const type = typeOf(conduct, step);
	const input = bound ?? await binder.expand(step.with, step);
	const traits = await type.describe(input, describeContext(conduct.bound, conduct.files, step));
	demandRole(step, traits, role);
	demandScope(conduct, step, traits);
	const rollback = role === "step" ? await boundRollback(binder, step) : void 0;
	await conduct.recorder.record([startedEvent(step, traits, input, rollback)], "soon");
	return {
		step,
		type,
		input,
		traits,
		state: stateOf(conduct, step)
	};
}
/** What the journal knows of a step that was started. */
function stateOf(conduct, step) {
	const state = conduct.recorder.state.steps.get(step.id);
	if (state) return state;
	throw new PlanError("internal", `Cannot find step "${step.id}" in the journal`);
}
/** A step that the journal knows, as it was when it was started: for settling and reverting. */
async function handFromJournal(conduct, binder, step) {
	const state = stateOf(conduct, step);
	return {
		step,
		type: typeOf(conduct, step),
		input: await binder.expand(step.with, step).catch(() => step.with),
		traits: {
			effect: state.effect,
			guarantee: state.guarantee ?? "unknown",
			touches: "unknown",
			undo: { kind: "unknown" }
		},
		state
	};
}
function startedEvent(step, traits, input, rollback) {
	return {
		kind: "step-started",
		step: step.id,
		effect: traits.effect === "none" ? "none" : "write",
		guarantee: traits.guarantee,
		...traits.effect !== "none" && {
			undo: undoOf(step, traits),
			touches: traits.touches
		},
		input: encodeValue(input),
		...rollback !== void 0 && { rollback }
	};
}
function undoOf(step, traits) {
	if (step.rollback) return "none" in step.rollback ? "none" : "written";
	return traits.undo.kind === "none" ? "none" : "derived";
}
/** Law: a rollback step's input is bound before its step's first unit, except for that step's own outputs. */
async function boundRollback(binder, step) {
	if (!step.rollback || "none" in step.rollback) return void 0;
	const inputs = [];
	for (const back of step.rollback) inputs.push(encodeValue(await binder.expandBefore(back.with, back, step.id)));
	return inputs;
}
function demandRole(step, traits, role) {
	if (role === "check" && traits.effect !== "none") throw new PlanError("invalid", `Cannot use "${step.uses}" as check "${step.id}": with this input it writes`);
	if (role === "step" && traits.effect !== "none" && traits.undo.kind === "none" && !step.rollback && traits.undo.kind === "none") throw new PlanError("invalid", `Cannot run step "${step.id}": it has no rollback, and ${traits.undo.reason}`, { hint: "Give it a `rollback`, or `rollback: { none: reason }`" });
}
function demandScope({ bound, sessions }, step, traits) {
	if (traits.touches === "unknown") return;
	for (const { resource, part, access, alone } of traits.touches) {
		if (alone) continue;
		const { driver } = sessions.locate(resource);
		if (scopeOf(bound.scope, resource).some((entry) => driver.covers(entry, part))) continue;
		throw new PlanError("out-of-scope", `Cannot run step "${step.id}": it would ${access} "${part}" of ${resource}, which is outside the plan's scope`, { hint: `Add "${part}" to scope.${resource}, and have the plan reviewed again` });
	}
}
// ../../work/main/packages/core/src/execute/apply-unit.ts
/**
* Applies one unit. Law: intent first: `unit-intended` and the undo are durable before the effect (before its COMMIT), `unit-applied` follows it.
* Gives the unit's result, also where only the ledger knew that it was applied. Whatever it throws, the unit's state is journalled before: absent, failed or unknown.
*/
async function applyUnit(conduct, hand, unit) {
	if (hand.traits.effect === "none") return read(conduct, hand, unit);
	try {
		const applied = unit.transaction === void 0 ? await directly$1(conduct, hand, unit) : await inTransaction$1(conduct, hand, unit, unit.transaction);
		await conduct.recorder.record([appliedEvent(hand, unit, applied)], "soon");
		return applied.result;
	} catch (cause) {
		await settleThrown(conduct, hand, unit, cause);
		const settled = hand.state.units.get(unit.number);
		if (settled?.phase === "applied") return decodeValue(conduct.masker.unseal(settled.result));
		throw cause;
	}
}
/** A unit without effect leaves nothing to settle: after a crash it is read again. */
async function read(conduct, hand, unit) {
	return (await attempt(conduct, hand.step, "read", (signal) => hand.type.apply(unit.content, readingContext(conduct, hand, unit, signal)))).result;
}
async function directly$1(conduct, hand, unit) {
	const { step, type } = hand;
	const intended = hand.state.units.get(unit.number);
	if (!intended || type.capture && intended.undo.length === 0) await intend(conduct, hand, unit, type.capture && await attempt(conduct, step, "write", (signal) => captured(conduct, hand, unit, contextFor(conduct, hand, unit, signal))));
	else await intend(conduct, hand, unit, void 0);
	return attempt(conduct, step, "write", (signal) => type.apply(unit.content, contextFor(conduct, hand, unit, signal)));
}
/** Law: exactly once by ledger. Result and undo are known, and durable with the intent, before the COMMIT. */
async function inTransaction$1(conduct, hand, unit, resource) {
	const { step, type } = hand;
	return attempt(conduct, step, "write", (signal) => conduct.claimed.transact(resource, unit.key, async (session) => {
		const context = contextFor(conduct, hand, unit, signal, {
			resource,
			session
		});
		const before = await captured(conduct, hand, unit, context);
		const applied = await type.apply(unit.content, context);
		await intend(conduct, hand, unit, applied.undo ? [...before, ...await storeUndo(conduct, applied.undo)] : before, applied);
		return applied;
	}));
}
function readingContext(conduct, { step, state }, { key }, signal) {
	return {
		...readContext(conduct, {
			step,
			startedAt: state.startedAt,
			signal
		}),
		key,
		direction: "apply"
	};
}
function contextFor(conduct, { step, state }, { key }, signal, within) {
	return writeContext(conduct, {
		step,
		startedAt: state.startedAt,
		signal,
		key,
		direction: "apply",
		...within && { within }
	});
}
async function captured(conduct, { type }, unit, context) {
	return type.capture ? storeUndo(conduct, type.capture(unit.content, context)) : [];
}
/** Makes the intent durable. Journal and undo share the wait: the effect follows both. The first capture wins: `undefined` keeps it. */
async function intend(conduct, { step }, unit, undo, applied) {
	const events = [{
		kind: "unit-intended",
		step: step.id,
		unit: unit.number,
		key: unit.key,
		title: unit.title,
		...await storeContent(conduct, unit.content),
		...unit.transaction !== void 0 && { transaction: unit.transaction },
		...unit.partition !== void 0 && { partition: encodeValue(unit.partition) },
		...unit.checkpoint !== void 0 && { checkpoint: encodeValue(unit.checkpoint) },
		...applied && { prepared: {
			result: encodeValue(applied.result),
			after: encodeValue(applied.after ?? null)
		} }
	}];
	if (undo && undo.length > 0) events.push({
		kind: "undo-captured",
		step: step.id,
		unit: unit.number,
		chunks: undo
	});
	await Promise.all([conduct.blobs.flush(), conduct.recorder.record(events, "durable")]);
}
function appliedEvent({ step }, unit, applied) {
	const stored = (value) => encodeValue(value ?? null);
	return {
		kind: "unit-applied",
		step: step.id,
		unit: unit.number,
		result: stored(applied.result),
		after: stored(applied.after)
	};
}
// ../../work/main/packages/core/src/execute/units.ts
/** Thrown at a unit boundary when someone asked the run to stop. */
var Interrupted = class extends PlanError {
	constructor(reason) {
		super("interrupted", reason);
	}
};
/** Works through all units of a step that are still to be done, lane by lane; gives the results of all of them, in order. */
async function applyUnits(conduct, hand, signal) {
	const { type, state, step, input } = hand;
	const context = readContext(conduct, {
		step,
		startedAt: state.startedAt,
		signal
	});
	const lanes = type.partitions ? await type.partitions(input, context) : [void 0];
	const progress = {
		done: [...state.units.values()].filter(({ phase }) => phase === "applied").length,
		total: void 0
	};
	const numbers = { next: Math.max(-1, ...state.units.keys()) + 1 };
	const read = [];
	await inParallel(lanes, conduct.effects.concurrency ?? 64, (partition) => applyLane(conduct, hand, {
		partition,
		context,
		progress,
		numbers,
		read
	}));
	return hand.traits.effect === "none" ? read : journalledResults(conduct, hand);
}
function journalledResults({ masker }, { state }) {
	return [...state.units.values()].toSorted((a, b) => a.number - b.number).filter(({ phase }) => phase === "applied").map(({ result }) => decodeValue(masker.unseal(result)));
}
async function applyLane(conduct, hand, lane) {
	for (const unit of unitsOf(hand, lane.partition)) if (unit.phase === "absent" && unit.transaction === void 0) await applyOne(conduct, hand, lane, await again(conduct, unit));
	const last = unitsOf(hand, lane.partition).findLast(({ phase }) => phase === "applied" || phase === "left");
	if (last && last.checkpoint === void 0) return;
	const from = {
		...lane.partition !== void 0 && { partition: lane.partition },
		...last?.checkpoint !== void 0 && { checkpoint: decodeValue(last.checkpoint) }
	};
	for await (const change of hand.type.changes(hand.input, lane.context, from)) {
		if (change.total !== void 0) lane.progress.total = change.total;
		demandCommitted(conduct, hand, change);
		await applyOne(conduct, hand, lane, planned(conduct, hand, change, lane));
	}
}
async function applyOne(conduct, hand, lane, unit) {
	demandGoingOn(conduct);
	lane.read.push(await applyUnit(conduct, hand, unit));
	lane.progress.done += 1;
	const { done, total } = lane.progress;
	conduct.effects.observe({
		kind: "progress",
		step: hand.step.id,
		done,
		total
	});
}
/** Law: a first signal, or the deadline, stops at a unit boundary. Errors: `interrupted`. */
function demandGoingOn({ effects, halt }) {
	if (halt.signal.aborted) throw halt.signal.reason instanceof PlanError ? halt.signal.reason : new Interrupted("The run was stopped");
	if (effects.stop.aborted) throw new Interrupted("The run was asked to stop");
	if (effects.deadline && effects.clock.now() >= effects.deadline) throw new Interrupted("The deadline was reached");
}
/** Law: in a protected environment what a step would write into the working tree is committed already. Errors: `refused`. */
function demandCommitted({ bound }, { step }, { touches, title }) {
	if (!bound.protected || touches.length === 0 || !touches.every(({ resource }) => splitResource(resource)[0] === "files")) return;
	throw new PlanError("refused", `Cannot apply step "${step.id}" in ${bound.environment}: it would still change files (${title}), and a protected environment takes them as committed`, { hint: `Run the plan where files may change, commit what it did (plan run --commit), and run it here on that commit` });
}
function unitsOf({ state }, partition) {
	const wanted = partition === void 0 ? void 0 : JSON.stringify(encodeValue(partition));
	return [...state.units.values()].filter((unit) => JSON.stringify(unit.partition) === wanted);
}
/**
* A unit that did not happen is done as it was intended, under its own key. One of a transaction is not: a tombstone closed its key,
* so it is computed anew, from the checkpoint before it, as a unit with the next number.
*/
async function again(conduct, unit) {
	return {
		number: unit.number,
		key: unit.key,
		title: unit.title,
		content: await readContent(conduct, unit),
		...unit.partition !== void 0 && { partition: decodeValue(unit.partition) },
		...unit.checkpoint !== void 0 && { checkpoint: decodeValue(unit.checkpoint) }
	};
}
function planned({ run }, { step }, change, lane) {
	const number = lane.numbers.next++;
	return {
		number,
		key: `${run}/${step.id}/${number}`,
		title: change.title,
		content: change.unit,
		...change.transaction !== void 0 && { transaction: change.transaction },
		...lane.partition !== void 0 && { partition: lane.partition },
		...change.checkpoint !== void 0 && { checkpoint: change.checkpoint }
	};
}
/** Runs `work` on every item, at most `limit` at a time; the first error wins once all that run have ended. */
async function inParallel(items, limit, work) {
	const queue = items.values();
	let failed;
	const worker = async () => {
		for (const item of queue) {
			if (failed) return;
			await work(item).catch((cause) => {
				failed ??= { cause };
			});
		}
	};
	await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
	if (failed) throw failed.cause;
}
// ../../work/main/packages/core/src/execute/step.ts
/** Runs a step forward to its end, from wherever the journal says it stands. */
async function runStep(conduct, step, turn) {
	const known = conduct.recorder.state.steps.get(step.id);
	if (known?.phase === "skipped" || known?.phase === "finished" && !await lostOutput(conduct, step)) return { kind: "done" };
	try {
		demandGoingOn(conduct);
		if (!known && await skips(conduct, step, turn)) return { kind: "done" };
		const gate = await passGate(conduct, turn.binder, step);
		if (gate) return {
			kind: "waiting",
			waiting: gate
		};
		if (known?.retryAt) await holdUntil(conduct, new Date(known.retryAt));
		return await tries(conduct, step, turn);
	} catch (cause) {
		return stopped(conduct, step, cause);
	}
}
async function tries(conduct, step, turn) {
	for (;;) try {
		await once(conduct, step, turn);
		return { kind: "done" };
	} catch (cause) {
		if (cause instanceof Wait) await holdUntil(conduct, cause.until);
		else await retryOrThrow(conduct, step, cause);
	}
}
async function once(conduct, step, { binder, role, input }) {
	await settleStep(conduct, binder, step);
	const hand = await takeInHand(conduct, binder, step, role, input);
	const { signal } = conduct.halt;
	const access = hand.traits.effect === "none" ? "read" : "write";
	const results = await actAs({
		step: step.id,
		access,
		signal
	}, () => applyUnits(conduct, hand, signal));
	const output = await hand.type.finish(values$2(results), hand.input);
	if (step.assert !== void 0) await demandAssert(conduct, binder, step, step.assert, output);
	conduct.outputs.set(step.id, output);
	await conduct.recorder.record([await finishedEvent(conduct, hand, output)], "soon");
}
/** Settles what a crash left in flight. Errors: `unknown` where a person has to decide. */
async function settleStep(conduct, binder, step) {
	const units = [...conduct.recorder.state.steps.get(step.id)?.units.values() ?? []];
	const inFlight = units.filter(({ phase }) => phase === "intended" || phase === "unknown" || phase === "failed");
	if (inFlight.length > 0) {
		const hand = await handFromJournal(conduct, binder, step);
		for (const unit of inFlight) await settleInFlight(conduct, hand, unit, "apply");
	}
	const open = units.find(({ phase }) => phase === "unknown" || phase === "failed");
	if (open) throw new PlanError("unknown", `Cannot go on with step "${step.id}": ${open.reason ?? "what became of it is unknown"}`);
}
async function skips(conduct, step, { binder }) {
	if (step.if === void 0) return false;
	const { holds } = await binder.test(step.if, step);
	if (!holds) await conduct.recorder.record([{
		kind: "step-skipped",
		step: step.id,
		condition: step.if
	}], "soon");
	return !holds;
}
async function demandAssert(conduct, binder, step, assert, output) {
	const { holds, operands } = await binder.test(assert, step, output);
	const shown = holds ? void 0 : Object.fromEntries(Object.entries(operands).map(([name, value]) => [name, conduct.masker.mask(value)]));
	await conduct.recorder.record([{
		kind: "check-evaluated",
		step: step.id,
		holds,
		assert,
		...shown && { operands: shown }
	}], "soon");
	if (!holds) throw new AssertFailed(step.id, assert, operands);
}
/** Bytes of JSON above which an output is kept beside the journal, outside of expressions. */
const largest = 1048576;
/** Law: an output that carries a secret is never stored; a large one is a blob. */
async function finishedEvent(conduct, { step }, output) {
	const finished = {
		kind: "step-finished",
		step: step.id
	};
	const encoded = encodeValue(output);
	if (conduct.masker.carries(encoded)) return {
		...finished,
		withheld: true
	};
	const text = JSON.stringify(encoded) ?? "null";
	if (text.length <= largest) return {
		...finished,
		output: encoded
	};
	const outputBlob = await conduct.blobs.put(Buffer.from(text), "outputs");
	await conduct.blobs.flush();
	conduct.outputs.delete(step.id);
	return {
		...finished,
		outputBlob
	};
}
/** A check whose output was withheld runs again after a resume: nothing else knows what it gave. */
async function lostOutput(conduct, step) {
	const state = stateOf(conduct, step);
	return state.withheld && state.effect === "none" && !conduct.outputs.has(step.id);
}
async function retryOrThrow(conduct, step, cause) {
	const state = conduct.recorder.state.steps.get(step.id);
	const unsettled = [...state?.units.values() ?? []].some(({ phase }) => phase !== "absent");
	if (!step.retry || !state || unsettled || cause instanceof Interrupted || conduct.halt.signal.aborted) throw cause;
	const now = conduct.effects.clock.now().getTime();
	const retryAt = new Date(now + step.retry.every);
	if (retryAt.getTime() > Date.parse(state.startedAt) + step.retry.for) throw cause;
	const failure = failureOf(cause, conduct.masker);
	await conduct.recorder.record([{
		kind: "attempt-failed",
		step: step.id,
		attempt: state.attempts + 1,
		failure,
		retryAt: retryAt.toISOString()
	}], "soon");
	await holdUntil(conduct, retryAt);
}
/** Sleeps through a short wait; a long one ends the step's turn. Law: waiting does not hold a machine. */
async function holdUntil(conduct, until) {
	const { clock, stop, hold = 6e4 } = conduct.effects;
	const left = until.getTime() - clock.now().getTime();
	if (left > hold) throw new Wait(until);
	if (left > 0) await clock.sleep(left, AbortSignal.any([stop, conduct.halt.signal]));
	demandGoingOn(conduct);
}
async function stopped(conduct, step, cause) {
	if (cause instanceof Wait) return {
		kind: "waiting",
		waiting: {
			for: "time",
			step: step.id,
			resumeAfter: cause.until.toISOString()
		}
	};
	if (codeOf(cause) === "interrupted") return {
		kind: "interrupted",
		reason: messageOf(cause)
	};
	const failure = failureOf(cause, conduct.masker);
	const units = [...conduct.recorder.state.steps.get(step.id)?.units.values() ?? []];
	await conduct.recorder.record([{
		kind: "step-failed",
		step: step.id,
		failure
	}], "durable");
	return {
		kind: "failed",
		failure,
		unsettled: units.some(({ phase }) => phase === "unknown")
	};
}
async function* values$2(results) {
	yield* results;
}
// ../../work/main/packages/core/src/execute/walk.ts
/**
* Visits every node once all nodes before it are done, in the order given where several could be next, at most `limit` at a time.
* Law: on a stop, nothing new is scheduled, and what is under way is waited for. Resolves with the ids that were not done; throws what a visit threw.
*/
async function walk(nodes, limit, visit) {
	const order = new Map(nodes.map(({ id }, index) => [id, index]));
	const waiting = new Map(nodes.map(({ id, after }) => [id, new Set(after.filter((before) => order.has(before)))]));
	const next = nextOf(nodes);
	const ready = nodes.filter(({ id }) => waiting.get(id)?.size === 0).map(({ id }) => id);
	const done = /* @__PURE__ */ new Set();
	const active = /* @__PURE__ */ new Map();
	let stopping = false;
	let broken;
	const ended = (id, result) => {
		active.delete(id);
		if (result === "stop") stopping = true;
		if (result !== "done") return;
		done.add(id);
		for (const follower of next.get(id) ?? []) {
			const before = waiting.get(follower);
			before?.delete(id);
			if (before?.size === 0) insertInOrder(ready, follower, order);
		}
	};
	const broke = (id, cause) => {
		broken ??= { cause };
		ended(id, "stop");
	};
	for (;;) {
		while (!stopping && active.size < limit && ready.length > 0) {
			const id = ready.shift();
			active.set(id, visit(id).then((result) => ended(id, result), (cause) => broke(id, cause)));
		}
		if (active.size === 0) break;
		await Promise.race(active.values());
	}
	if (broken) throw broken.cause;
	return nodes.filter(({ id }) => !done.has(id)).map(({ id }) => id);
}
/** The same nodes for the way back: reversed, each after what followed it. */
function backwards(nodes) {
	const next = nextOf(nodes);
	return nodes.toReversed().map(({ id }) => ({
		id,
		after: next.get(id) ?? []
	}));
}
function nextOf(nodes) {
	const next = /* @__PURE__ */ new Map();
	for (const { id, after } of nodes) for (const before of after) {
		const followers = next.get(before);
		if (followers) followers.push(id);
		else next.set(before, [id]);
	}
	return next;
}
function insertInOrder(ready, id, order) {
	const at = ready.findIndex((other) => order.get(other) > order.get(id));
	ready.splice(at < 0 ? ready.length : at, 0, id);
}
// ../../work/main/packages/core/src/execute/forward.ts
/** Runs a list forward: steps in parallel where nothing orders them. The first failure stops it. */
async function runList(conduct, binder, steps, role) {
	const ended = /* @__PURE__ */ new Map();
	await walk(await planNodes(conduct, steps), conduct.effects.concurrency ?? 64, async (id) => {
		const outcome = await runStep(conduct, conduct.byId.get(id), {
			binder,
			role
		});
		ended.set(id, outcome);
		if (outcome.kind === "done") return "done";
		return outcome.kind === "waiting" ? "blocked" : "stop";
	});
	return worst(conduct, ended);
}
function worst({ byId }, ended) {
	let outcome = { kind: "done" };
	for (const [id, step] of ended) {
		if (step.kind === "failed") return {
			...step,
			step: byId.get(id)
		};
		if (step.kind === "interrupted") outcome = step;
		if (step.kind === "waiting" && outcome.kind !== "interrupted") outcome = sooner(outcome, step);
	}
	return outcome;
}
/** Of several waits, a time that comes is told before a sign-off, and an earlier one before a later one. */
function sooner(known, step) {
	if (known.kind !== "waiting" || known.waiting.for === "sign-off") return step;
	return step.waiting.for === "time" && step.waiting.resumeAfter < known.waiting.resumeAfter ? step : known;
}
// ../../work/main/packages/core/src/execute/invariants.ts
/** Begins to sample all invariants: at once, then every `every` ms. A breach halts what is in flight. */
async function watchInvariants(conduct, binder) {
	const ended = new AbortController();
	const found = {};
	const breached = (error) => {
		found.breach ??= error;
		conduct.halt.abort(error);
	};
	const loops = conduct.bound.invariants.map((invariant) => sampleLoop(conduct, binder, invariant, ended.signal, breached));
	await Promise.all(loops.map(({ first }) => first));
	return {
		breach: () => found.breach,
		async [Symbol.asyncDispose]() {
			ended.abort();
			await Promise.all(loops.map(({ rest }) => rest));
		}
	};
}
function sampleLoop(conduct, binder, invariant, ended, breached) {
	let failures = 0;
	const ask = async () => {
		const cause = await sample(conduct, binder, invariant, ended);
		failures = cause === void 0 ? 0 : failures + 1;
		if (cause === void 0 || ended.aborted || failures < invariant.failureLimit) return;
		const failure = failureOf(cause, conduct.masker);
		await conduct.recorder.record([{
			kind: "invariant-breached",
			step: invariant.id,
			failures,
			failure
		}], "durable");
		breached(new PlanError("failed", `Invariant "${invariant.id}" was breached: ${messageOf(cause)}`, { cause }));
	};
	const first = holdsHere(binder, invariant).then((holds) => holds ? ask().then(() => true) : false);
	return {
		first,
		rest: first.then(async (goesOn) => {
			while (goesOn && !ended.aborted && !conduct.halt.signal.aborted) {
				await conduct.effects.clock.sleep(invariant.every, AbortSignal.any([ended, conduct.halt.signal]));
				if (!ended.aborted && !conduct.halt.signal.aborted) await ask();
			}
		})
	};
}
async function holdsHere(binder, invariant) {
	return invariant.if === void 0 || (await binder.test(invariant.if, invariant)).holds;
}
/** Asks once; gives what it threw, or undefined where the invariant holds. */
async function sample(conduct, binder, invariant, ended) {
	const type = typeOf(conduct, invariant);
	const limits = [
		ended,
		conduct.halt.signal,
		...invariant.timeout === void 0 ? [] : [AbortSignal.timeout(invariant.timeout)]
	];
	const signal = AbortSignal.any(limits);
	const context = {
		...readContext(conduct, {
			step: invariant,
			startedAt: conduct.effects.clock.now().toISOString(),
			signal
		}),
		key: `${conduct.run}/${invariant.id}`,
		direction: "apply"
	};
	try {
		await actAs({
			step: invariant.id,
			access: "read",
			signal
		}, async () => {
			const input = await binder.expand(invariant.with, invariant);
			const results = [];
			for await (const change of type.changes(input, context, {})) results.push((await type.apply(change.unit, context)).result);
			const output = await type.finish(values$1(results), input);
			if (invariant.assert === void 0) return;
			const { holds, operands } = await binder.test(invariant.assert, invariant, output);
			if (!holds) throw new AssertFailed(invariant.id, invariant.assert, operands);
		});
		return;
	} catch (cause) {
		return cause;
	}
}
async function* values$1(results) {
	yield* results;
}
// ../../work/main/packages/core/src/secret/seal-event.ts
/**
* Seals what an event carries, and leaves alone the names by which the record is read: a secret whose value happens to be
* `postgres`, or a step's id, must not make the journal unreadable for those who do not have it.
*/
function sealEvent(event, masker) {
	const sealed = {};
	for (const [field, value] of Object.entries(event)) sealed[field] = structural.has(field) ? value : masker.seal(value);
	return "failure" in event && event.failure ? {
		...sealed,
		failure: {
			...sealed["failure"],
			code: event.failure.code
		}
	} : sealed;
}
/** Fields that only ever hold names, numbers, digests and words of the journal's own. */
const structural = /* @__PURE__ */ new Set([
	"kind",
	"run",
	"plan",
	"path",
	"environment",
	"planDigest",
	"bindingDigest",
	"commit",
	"engine",
	"epoch",
	"pid",
	"direction",
	"requirement",
	"role",
	"file",
	"digest",
	"resource",
	"when",
	"step",
	"effect",
	"guarantee",
	"undo",
	"attempt",
	"unit",
	"key",
	"contentBlob",
	"transaction",
	"chunks",
	"settledBy",
	"retryAt",
	"holds",
	"outputBlob",
	"withheld",
	"failures",
	"waiting",
	"as",
	"ending"
]);
// ../../work/main/packages/core/src/execute/binding.ts
/** A binder that reads `known` at each evaluation: outputs may be added meanwhile. */
function makeBinder(known) {
	let loading;
	const evaluator = () => loading ??= loadEvaluator();
	const schemas = outputSchemas(known);
	const scope = (step, outputs) => scopeFor(known, schemas, step, outputs);
	return {
		async expand(template, step, outputs) {
			if (expressionsIn(template).length === 0 && !mayEscape(template)) return template;
			return (await evaluator()).expand(template, scope(step, outputs));
		},
		expandBefore(template, step, owner) {
			return mapStrings(template, template, async (text) => needsOutputs(text, owner) ? text : this.expand(text, step));
		},
		expandAfter(template, before, step, owner, outputs) {
			return mapStrings(template, before, async (text, known) => needsOutputs(text, owner) ? this.expand(text, step, outputs) : known);
		},
		async test(expression, step, outputs) {
			return (await evaluator()).test(expression, scope(step, outputs));
		}
	};
}
/** The output schema of each step, by id, read from the plugins once. */
function outputSchemas({ bound, plugins }) {
	const schemas = /* @__PURE__ */ new Map();
	for (const { id, uses } of [
		...bound.preconditions,
		...bound.steps,
		...bound.invariants,
		...bound.successCriteria
	]) {
		const schema = stepTypeOf(plugins, uses)?.output;
		if (schema) schemas.set(id, schema);
	}
	return schemas;
}
function scopeFor(known, schemas, step, outputs) {
	const own = schemas.get(step?.id.split("~")[0] ?? "");
	return {
		mask: known.mask,
		schemas: {
			inputs: known.bound.inputSchemas,
			steps: schemas,
			...own && { outputs: own }
		},
		inputs: known.bound.inputs,
		environment: known.bound.environment,
		secrets: known.secrets,
		steps: known.outputs,
		run: {
			id: known.run,
			startedAt: known.startedAt
		},
		...outputs !== void 0 && { outputs },
		...step?.each !== void 0 && { each: { value: step.each } }
	};
}
/** `$${{` is an escape that only the evaluator resolves. */
function mayEscape(template) {
	return JSON.stringify(template).includes("$${{");
}
function needsOutputs(text, owner) {
	return expressionsIn(text).some(({ expression }) => {
		const names = namesIn(expression);
		return names.outputs || names.steps.includes(owner);
	});
}
/** Walks a template beside a value of the same shape, and changes the strings of the template. */
async function mapStrings(template, beside, change) {
	if (typeof template === "string") return change(template, beside);
	if (template === null || typeof template !== "object") return template;
	const at = (key) => beside[key] ?? null;
	if (isList(template)) return Promise.all(template.map((item, index) => mapStrings(item, at(index), change)));
	const entries = Object.entries(template).map(async ([key, item]) => [key, await mapStrings(item, at(key), change)]);
	return Object.fromEntries(await Promise.all(entries));
}
// ../../work/main/packages/core/src/execute/resources.ts
/** Sessions of a run, one for each resource and access. */
function makeSessions(around) {
	const open = /* @__PURE__ */ new Map();
	const locate = (resource) => locateResource(around.bound, around.plugins, resource);
	const opening = (resource, access) => ({
		resource,
		root: around.root,
		access,
		mode: around.mode,
		signal: around.signal,
		guard: makeGuard(resource, scopeOf(around.bound.scope, resource), locate(resource).driver, around.lost)
	});
	return {
		locate,
		opening,
		open(resource, access) {
			const key = `${access} ${resource}`;
			const known = open.get(key);
			if (known) return known;
			const { driver, config } = locate(resource);
			const session = around.expand(config).then((expanded) => driver.open(expanded, opening(resource, access)));
			open.set(key, session);
			session.catch(() => open.delete(key));
			return session;
		},
		drop: (resource, access) => close(open, `${access} ${resource}`),
		async [Symbol.asyncDispose]() {
			for (const key of [...open.keys()].toReversed()) await close(open, key);
		}
	};
}
async function close(open, key) {
	const session = open.get(key);
	open.delete(key);
	const opened = await session?.catch(() => void 0);
	await Promise.resolve(opened?.[Symbol.asyncDispose]()).catch(() => void 0);
}
function locateResource(bound, plugins, resource) {
	const connection = bound.connections[resource];
	if (connection) {
		const driver = driverOf(plugins, connection.driver);
		if (driver) return {
			driver,
			config: connection.config
		};
		throw new PlanError("missing", `Cannot open ${resource}: no plugin provides the driver "${connection.driver}"`);
	}
	const [family, name] = splitResource(resource);
	for (const driver of plugins.flatMap((plugin) => plugin.drivers)) {
		const config = driver.family === family ? driver.implicit?.(name) : void 0;
		if (config) return {
			driver,
			config
		};
	}
	throw new PlanError("missing", `Cannot open ${resource}: environment "${bound.environment}" has no such connection`);
}
/** The key of a unit, for a ledger. */
function unitKey(bound, run, key) {
	return {
		key,
		run,
		plan: bound.name,
		environment: bound.environment
	};
}
/** Who claims resources for a run. The lease is in ms. */
function claimOwner(bound, run, holder) {
	return {
		run,
		plan: bound.name,
		environment: bound.environment,
		holder,
		lease: 3e4
	};
}
// ../../work/main/packages/core/src/execute/same-resource.ts
/**
* Law: another resource under the same name is refused, and so is one that no longer knows of what the journal says was applied:
* it was restored from a backup. Once a person has settled every unit of it, it is taken as it is. Errors: `restored`.
*/
async function demandSameResource(asked, resource, identity) {
	const units = unitsIn(asked.recorder, resource);
	if (units.length > 0 && units.every(({ unit }) => settled$1.has(unit.phase))) return;
	const { driver } = asked.sessions.locate(resource);
	const session = await asked.sessions.open(resource, "write");
	const now = await driver.identity?.(session) ?? "";
	if (now !== identity) throw anotherOne(asked, resource, identity, now);
	const applied = units.filter(({ unit }) => unit.phase === "applied");
	const keys = applied.map(({ unit }) => unitKey(asked.bound, asked.run, unit.key));
	const recorded = await driver.recorded?.(session, keys) ?? [];
	const lost = applied.filter((_, index) => recorded[index] === false);
	if (lost.length > 0) throw restored(asked, resource, [...new Set(lost.map(({ step }) => step))]);
}
const settled$1 = /* @__PURE__ */ new Set([
	"absent",
	"reverted",
	"left",
	"discarded"
]);
function unitsIn({ state }, resource) {
	return [...state.steps.values()].flatMap((step) => [...step.units.values()].map((unit) => ({
		step: step.id,
		unit
	}))).filter(({ unit }) => unit.transaction === resource);
}
function anotherOne({ run }, resource, was, is) {
	return new PlanError("restored", `Cannot go on with run "${run}": ${resource} is not the one that the run began on`, { hint: `It was "${was}" and is "${is}"; put the right one back, or settle each of its steps: plan resolve ${run} STEP --as reverted --reason …` });
}
function restored({ run }, resource, steps) {
	const names = steps.map((step) => `"${step}"`).join(", ");
	return new PlanError("restored", `Cannot go on with run "${run}": its journal knows that ${names} was applied, and ${resource} does not`, { hint: `It was restored from a backup in between; settle each of these steps: plan resolve ${run} ${steps[0]} --as reverted --reason …` });
}
// ../../work/main/packages/core/src/execute/claimed.ts
/** Claims on demand, each resource once. */
function makeClaimed(holding) {
	const { bound, run, sessions } = holding;
	const epochs = /* @__PURE__ */ new Map();
	const epochOf = (resource) => {
		const known = epochs.get(resource);
		if (known) return known;
		const epoch = takeOver(holding, resource);
		epochs.set(resource, epoch);
		epoch.catch(() => epochs.delete(resource));
		return epoch;
	};
	return {
		async writable(resource) {
			await epochOf(resource);
			return sessions.open(resource, "write");
		},
		async transact(resource, key, body) {
			const epoch = await epochOf(resource);
			const session = await sessions.open(resource, "write");
			const { driver } = sessions.locate(resource);
			if (!driver.transact) throw new PlanError("internal", `Cannot apply a unit in ${resource}: driver "${driver.kind}" has no transactions`);
			return driver.transact(session, unitKey(bound, run, key), epoch, body);
		},
		async settle(resource, key) {
			const epoch = await epochOf(resource);
			const session = await sessions.open(resource, "write");
			const { driver } = sessions.locate(resource);
			if (!driver.settle) throw new PlanError("unknown", `Cannot settle unit "${key}": driver "${driver.kind}" keeps no ledger`);
			return driver.settle(session, unitKey(bound, run, key), epoch);
		},
		async reopen(resource) {
			epochs.delete(resource);
			await sessions.drop(resource, "write");
		},
		release: (last) => releaseAll(holding, last),
		compare: () => compareFingerprints(holding)
	};
}
/** Gives up every claim of the run, also of a process before this one. That one stays behind is no harm: its lease ends. That a ledger stays would be. */
async function releaseAll({ sessions, recorder, owner }, last) {
	for (const resource of recorder.state.resources.keys()) {
		const { driver } = sessions.locate(resource);
		if (!driver.release) continue;
		const dropped = last(resource);
		if (dropped) await recorder.record([{
			kind: "ledger-drop-intended",
			resource
		}], "durable");
		const released = sessions.open(resource, "write").then((session) => driver.release?.(session, owner, { last: dropped }));
		await (dropped ? released : released.catch(() => void 0));
	}
}
/** Opens a resource for writing, in the order that lets every crash be told from every other. */
async function takeOver(holding, resource) {
	const { sessions, recorder, owner } = holding;
	const { driver } = sessions.locate(resource);
	const session = await sessions.open(resource, "write");
	const known = recorder.state.resources.get(resource);
	const first = [];
	if (known?.before === void 0 && driver.fingerprint) first.push({
		kind: "fingerprint-taken",
		resource,
		when: "before",
		value: await fingerprint(holding, resource)
	});
	if (known?.identity) await demandSameResource(holding, resource, known.identity);
	if (driver.claim) first.push({
		kind: "ledger-intended",
		resource
	});
	if (first.length > 0) await recorder.record(first, driver.claim ? "durable" : "soon");
	const epoch = driver.claim ? await driver.claim(session, owner) : 0;
	const identity = await driver.identity?.(session) ?? "";
	await recorder.record([{
		kind: "resource-opened",
		resource,
		identity,
		epoch
	}], "soon");
	return epoch;
}
async function fingerprint({ bound, sessions }, resource) {
	const { driver } = sessions.locate(resource);
	const session = await sessions.open(resource, "write");
	return await driver.fingerprint?.(session, scopeOf(bound.scope, resource)) ?? "";
}
async function compareFingerprints(holding) {
	const differing = [];
	for (const [resource, { before }] of holding.recorder.state.resources) {
		if (!before) continue;
		const value = await fingerprint(holding, resource);
		await holding.recorder.record([{
			kind: "fingerprint-taken",
			resource,
			when: "after-rollback",
			value
		}], "soon");
		if (value !== before) differing.push(resource);
	}
	return differing;
}
// ../../work/main/packages/core/src/execute/recorder.ts
/** A recorder over an open journal, from the state that was replayed from it. */
function makeRecorder(journal, state, { masker, clock, observe }) {
	return {
		state,
		head: () => journal.head,
		async record(events, when) {
			const sealed = events.map((event) => sealEvent(event, masker));
			const at = clock.now().toISOString();
			for (const event of sealed) evolve(state, event, at);
			await journal.append(sealed, when);
			for (const event of sealed) observe({
				kind: "event",
				record: {
					at,
					event
				}
			});
		}
	};
}
// ../../work/main/packages/core/src/execute/open-run.ts
/** Claims a run, opens its journal and replays it. Errors: `busy`, `missing`, `corrupt`; `missing` for secrets that are not set. */
async function openRun(run, effects) {
	const { store } = effects;
	const frozen = await store.frozen(run);
	const { bound } = frozen;
	const secrets = readSecrets(bound, effects.secrets);
	const holder = `${effects.actor} on ${effects.holder.host}, pid ${effects.holder.pid}`;
	await using opened = new AsyncDisposableStack();
	const claim = opened.use(await store.claim({
		run,
		names: claimNames(bound, run, effects.root),
		holder
	}));
	const parts = assemble(frozen, effects, {
		secrets,
		claim,
		contents: await store.read(run),
		journal: opened.use(await store.append(run, claim)),
		blobs: opened.use(await store.blobs(run, "write")),
		holder
	});
	opened.use(parts.conduct.sessions);
	opened.defer(linkAborts(parts.conduct, effects, claim));
	await restoreOutputs(parts.conduct);
	const held = opened.move();
	return {
		...parts,
		claim,
		[Symbol.asyncDispose]: () => held.disposeAsync()
	};
}
function assemble({ run, bound, files }, effects, pieces) {
	const masker = createMasker(pieces.secrets);
	const state = replay(pieces.contents.records);
	const outputs = /* @__PURE__ */ new Map();
	const halt = new AbortController();
	const recorder = makeRecorder(pieces.journal, state, {
		masker,
		clock: effects.clock,
		observe: effects.observe
	});
	const binder = makeBinder({
		plugins: effects.plugins,
		mask: masker.mask,
		bound,
		run,
		outputs,
		startedAt: state.createdAt,
		secrets: (name) => pieces.secrets.get(name)
	});
	const expand = async (config) => await binder.expand(config);
	const sessions = makeSessions({
		bound,
		plugins: effects.plugins,
		root: effects.root,
		mode: "run",
		lost: pieces.claim.lost,
		signal: effects.abort,
		expand
	});
	const claimed = makeClaimed({
		bound,
		run,
		sessions,
		recorder,
		owner: claimOwner(bound, run, pieces.holder)
	});
	return {
		conduct: {
			run,
			bound,
			files,
			effects,
			recorder,
			blobs: pieces.blobs,
			masker,
			sessions,
			claimed,
			outputs,
			byId: stepsById(bound),
			halt
		},
		binder
	};
}
/** Ties the aborts together: a second signal, and a claim that was lost, stop what is in flight. */
function linkAborts({ halt }, effects, claim) {
	const now = () => halt.abort(new PlanError("interrupted", "The run was told to stop at once"));
	const lost = () => halt.abort(new PlanError("stale", "The run was taken over by another process"));
	if (effects.abort.aborted) now();
	effects.abort.addEventListener("abort", now);
	claim.lost.addEventListener("abort", lost);
	return () => {
		effects.abort.removeEventListener("abort", now);
		claim.lost.removeEventListener("abort", lost);
	};
}
async function restoreOutputs({ recorder, outputs, masker }) {
	for (const [id, step] of recorder.state.steps) if (step.output !== void 0 && step.phase !== "started") outputs.set(id, decodeValue(masker.unseal(step.output)));
}
function stepsById(bound) {
	const all = [
		...bound.preconditions,
		...bound.steps,
		...bound.invariants,
		...bound.successCriteria
	];
	const rollbacks = bound.steps.flatMap(({ rollback }) => rollback && !("none" in rollback) ? rollback : []);
	return new Map([...all, ...rollbacks].map((step) => [step.id, step]));
}
/** The records that a process took a run in hand, and of how the repository has drifted from what the run froze. */
function startedEvents(effects, claim, direction) {
	const { host, pid } = effects.holder;
	const drift = (effects.drift ?? []).map(({ path, message }) => ({
		kind: "drift-found",
		path,
		message
	}));
	return [{
		kind: "run-started",
		epoch: claim.epoch,
		host,
		pid,
		actor: effects.actor,
		direction
	}, ...drift];
}
// ../../work/main/packages/core/src/execute/claim-written.ts
/** Claims, before anything is touched, every resource with a ledger that a writing step may write: a second run is told at once. Errors: `busy`. */
async function claimWritten(conduct) {
	const { sessions, claimed, bound } = conduct;
	const written = /* @__PURE__ */ new Set();
	for (const step of bound.steps) for (const resource of await resourcesOf(conduct, step)) written.add(resource);
	for (const resource of written) if (sessions.locate(resource).driver.claim) await claimed.writable(resource);
}
async function resourcesOf(conduct, step) {
	if (conduct.recorder.state.steps.get(step.id)?.phase === "skipped") return [];
	const touches = await stepTouches(conduct, step);
	if (touches !== "unknown") return touches.filter(({ access }) => access === "write").map(({ resource }) => resource);
	const { connection } = step.with;
	return Object.keys(conduct.bound.connections).filter((resource) => typeof connection !== "string" || resource.endsWith(`.${connection}`)).filter((resource) => isKnown(conduct, resource));
}
/** A connection that this environment declares without its driver's plugin is only an error once a step wants it. */
function isKnown({ sessions }, resource) {
	try {
		return sessions.locate(resource).driver.claim !== void 0;
	} catch (cause) {
		if (cause instanceof PlanError && cause.code === "missing") return false;
		throw cause;
	}
}
// ../../work/main/packages/core/src/execute/ending.ts
/** Journals the end of a run and gives up its claims on resources. The ledger stays for as long as the run may be backed out. */
async function finish({ conduct }, ending, failure, left = []) {
	if (ending !== "rolled-back") await conduct.claimed.release(await lastUse(conduct, ending !== "succeeded"));
	await conduct.recorder.record([{
		kind: "run-finished",
		ending,
		...failure && { failure }
	}], "durable");
	return {
		run: conduct.run,
		ending,
		left,
		...failure && { failure }
	};
}
/** Whether no other run that can still be backed out, or gone on with, uses a resource's ledger in this environment. */
async function lastUse({ effects, run, bound }, ended) {
	if (!ended) return () => false;
	const others = (await effects.store.list()).filter((other) => other.run !== run && other.environment === bound.environment && needsLedger.has(other.state));
	return () => others.length === 0;
}
const needsLedger = /* @__PURE__ */ new Set([
	"open",
	"waiting",
	"succeeded",
	"paused"
]);
/** Law: waiting does not hold a machine: what is held is released, except the run's own claim. An interrupted run keeps them all. */
async function suspend(open, why) {
	const { conduct, claim } = open;
	const { run } = conduct;
	await conduct.claimed.release(() => false);
	const event = why.kind === "waiting" ? {
		kind: "waiting-began",
		waiting: why.waiting
	} : {
		kind: "interrupted",
		reason: why.reason
	};
	await conduct.recorder.record([event], "durable");
	if (why.kind === "waiting") claim.keep([`run:${run}`]);
	else keepAll(conduct, claim);
	return why.kind === "waiting" ? {
		run,
		ending: "waiting",
		waiting: why.waiting,
		left: []
	} : {
		run,
		ending: "interrupted",
		reason: why.reason,
		left: []
	};
}
/** A run that stands open, half done, lets no other run into what it claims until it goes on or is unlocked. */
function keepAll({ bound, run, effects }, claim) {
	claim.keep(claimNames(bound, run, effects.root));
}
// ../../work/main/packages/core/src/execute/revert-unit.ts
/** Reverts one unit with its captured undo. Resolves with the reason where it had to be left alone. Law: intent first. */
async function revertUnit(conduct, hand, unit) {
	const about = {
		step: hand.step.id,
		unit: unit.number
	};
	if (unit.phase === "reverting" && await wasReverted(conduct, unit)) {
		await conduct.recorder.record([{
			kind: "unit-reverted",
			...about,
			settledBy: "ledger"
		}], "soon");
		return;
	}
	const key = revertKey(unit, unit.reverts + 1);
	await conduct.recorder.record([{
		kind: "revert-intended",
		...about,
		key
	}], "durable");
	const ended = await tryRevert(conduct, hand, unit, key);
	await conduct.recorder.record([eventOf(ended, about)], ended === "reverted" ? "soon" : "durable");
	return ended === "reverted" ? void 0 : ended.reason;
}
async function tryRevert(conduct, hand, unit, key) {
	try {
		const result = unit.transaction === void 0 ? await directly(conduct, hand, unit, key) : await inTransaction(conduct, hand, unit, key, unit.transaction);
		return result === "reverted" ? "reverted" : {
			kind: "conflicted",
			reason: result.conflict
		};
	} catch (cause) {
		const reason = conduct.masker.mask(messageOf(cause));
		if (codeOf(cause) !== "unknown" || unit.transaction === void 0) return {
			kind: "conflicted",
			reason
		};
		return settled(conduct, unit.transaction, key, reason);
	}
}
async function settled(conduct, resource, key, reason) {
	try {
		await conduct.claimed.reopen(resource);
		return await conduct.claimed.settle(resource, key) === "applied" ? "reverted" : {
			kind: "conflicted",
			reason
		};
	} catch {
		return {
			kind: "unknown",
			reason
		};
	}
}
async function directly(conduct, hand, unit, key, within) {
	const { step, type, state } = hand;
	const undo = await readUndo(conduct, unit);
	const after = decodeValue(conduct.masker.unseal(unit.after));
	return attempt(conduct, step, "write", async (signal) => {
		const context = writeContext(conduct, {
			step,
			startedAt: state.startedAt,
			signal,
			key,
			direction: "revert",
			...within && { within }
		});
		return await type.revert?.(undo, after, context) ?? { conflict: `step type "${type.uses}" has no revert` };
	});
}
/** A conflict must not leave a ledger row behind: it leaves the transaction as an error. */
async function inTransaction(conduct, hand, unit, key, resource) {
	const found = {};
	try {
		return await conduct.claimed.transact(resource, key, async (session) => {
			const result = await directly(conduct, hand, unit, key, {
				resource,
				session
			});
			if (result === "reverted") return result;
			found.conflict = result.conflict;
			throw new Error(result.conflict);
		});
	} catch (cause) {
		if (found.conflict !== void 0) return { conflict: found.conflict };
		throw cause;
	}
}
async function wasReverted(conduct, unit) {
	return unit.transaction !== void 0 && await conduct.claimed.settle(unit.transaction, revertKey(unit, unit.reverts)) === "applied";
}
/** A tombstone closes a key for good, so that each try has its own. */
function revertKey(unit, attemptNumber) {
	return `${unit.key}~revert${attemptNumber === 1 ? "" : attemptNumber}`;
}
function eventOf(ended, about) {
	if (ended === "reverted") return {
		kind: "unit-reverted",
		...about
	};
	return ended.kind === "conflicted" ? {
		kind: "unit-conflicted",
		...about,
		conflict: ended.reason
	} : {
		kind: "unit-unknown",
		...about,
		failure: {
			code: "unknown",
			message: ended.reason
		}
	};
}
// ../../work/main/packages/core/src/execute/revert-step.ts
/** Phases of a unit whose effect may be there. */
const effective = /* @__PURE__ */ new Set([
	"applied",
	"failed",
	"unknown",
	"reverting",
	"conflicted"
]);
/** Takes a step back, newest unit first, in the way that it was started with: derived, written, or not at all. */
async function revertStep(conduct, binder, step) {
	const state = conduct.recorder.state.steps.get(step.id);
	if (!state || state.effect === "none" || state.phase === "skipped" || state.phase === "reverted") return { kind: "done" };
	demandGoingOn(conduct);
	const hand = await handFromJournal(conduct, binder, step);
	for (const unit of state.units.values()) if (unit.phase === "intended") await settleInFlight(conduct, hand, unit, "revert");
	const units = [...state.units.values()].filter(({ phase }) => effective.has(phase)).toSorted((a, b) => b.number - a.number);
	if (units.length > 0) {
		const outcome = await takeBack(conduct, binder, hand, units);
		if (outcome.kind !== "done") return outcome;
	}
	const left = [...state.units.values()].find(({ phase }) => phase === "left");
	if (left) return {
		kind: "stays",
		reason: left.reason ?? "it was left",
		blocks: step.pointOfNoReturn
	};
	await conduct.recorder.record([{
		kind: "step-reverted",
		step: step.id
	}], "soon");
	return { kind: "done" };
}
async function takeBack(conduct, binder, hand, units) {
	const { step, state } = hand;
	if (state.undo === "none") return leave(conduct, step, units);
	const unknown = units.find(({ phase }) => phase === "unknown");
	if (unknown && !(state.undo === "written" && state.guarantee === "idempotent")) return {
		kind: "stays",
		blocks: true,
		reason: unknown.reason ?? `what became of "${unknown.title}" is unknown`
	};
	return state.undo === "written" ? asWritten(conduct, binder, hand, units) : asDerived(conduct, hand, units);
}
async function asDerived(conduct, hand, units) {
	for (const unit of units) {
		demandGoingOn(conduct);
		const conflict = await revertUnit(conduct, hand, unit);
		if (conflict !== void 0) return {
			kind: "stays",
			blocks: true,
			reason: conflict
		};
	}
	return { kind: "done" };
}
/** The written rollback is a walk of its own, forward, with inputs that were bound before the step began. */
async function asWritten(conduct, binder, { step, state }, units) {
	for (const [index, back] of step.rollback.entries()) {
		const outcome = await runStep(conduct, back, {
			binder,
			role: "rollback",
			input: await inputOf(conduct, binder, step, state, back, index)
		});
		if (outcome.kind === "failed") return {
			kind: "stays",
			blocks: true,
			reason: outcome.failure.message
		};
		if (outcome.kind === "interrupted") return outcome;
		if (outcome.kind === "waiting") return {
			kind: "interrupted",
			reason: `step "${back.id}" of the rollback waits`
		};
	}
	await conduct.recorder.record(units.map(({ number }) => ({
		kind: "unit-reverted",
		step: step.id,
		unit: number
	})), "soon");
	return { kind: "done" };
}
async function inputOf(conduct, binder, step, state, back, index) {
	const before = state.rollback?.[index];
	const known = before === void 0 ? await binder.expandBefore(back.with, back, step.id) : decodeValue(conduct.masker.unseal(before));
	return binder.expandAfter(back.with, known, back, step.id, conduct.outputs.get(step.id));
}
async function leave(conduct, step, units) {
	const reason = step.rollback && "none" in step.rollback ? step.rollback.none : "it has no undo";
	await conduct.recorder.record(units.map(({ number }) => ({
		kind: "unit-left",
		step: step.id,
		unit: number,
		reason
	})), "soon");
	return {
		kind: "stays",
		reason,
		blocks: step.pointOfNoReturn
	};
}
// ../../work/main/packages/core/src/execute/rollback.ts
/**
* Backs a run out: an open one, a failed one, or one that succeeded and is still in its rollback window.
* Law: newest first; a step only once everything that depends on it is reverted or had no effect; one-way.
* Errors: `refused` where its window has ended, or a later run stands on it; `busy`, `restored`, `corrupt`, `missing`.
*/
async function rollback(run, effects, { reason }) {
	await using open = await openRun(run, effects);
	demandWindow(open.conduct);
	await demandNewest(open.conduct);
	return await takeBackRun(open, reason);
}
/** The walk backwards, on an open run; it may follow a failure in the same process. */
async function takeBackRun(open, reason, failure) {
	const conduct = unhalted(open.conduct);
	const { recorder, effects } = conduct;
	await claimReverted(conduct);
	const begun = recorder.state.direction !== "revert" ? [{
		kind: "rollback-started",
		reason,
		actor: effects.actor
	}] : [];
	await recorder.record([...begun, ...startedEvents(effects, open.claim, "revert")], "durable");
	const steps = await afterPointOfNoReturn(conduct);
	const outcomes = /* @__PURE__ */ new Map();
	await walk(backwards(await planNodes(conduct, steps)), 1, async (id) => {
		const outcome = await revertOne(open, conduct, conduct.byId.get(id));
		outcomes.set(id, outcome);
		if (outcome.kind === "interrupted") return "stop";
		return outcome.kind === "stays" && outcome.blocks ? "blocked" : "done";
	});
	return conclude$1({
		...open,
		conduct
	}, outcomes, failure);
}
/** Claims every resource with a ledger in which something is to be reverted, before anything is. Errors: `busy`, `restored`. */
async function claimReverted({ recorder, claimed }) {
	const resources = /* @__PURE__ */ new Set();
	for (const { units } of recorder.state.steps.values()) for (const { transaction, phase } of units.values()) if (transaction !== void 0 && phase !== "absent" && phase !== "reverted" && phase !== "left") resources.add(transaction);
	for (const resource of resources) await claimed.writable(resource);
}
/** What halted the way forward does not halt the way back; a second signal does. */
function unhalted(conduct) {
	const halt = new AbortController();
	const { abort } = conduct.effects;
	if (abort.aborted) halt.abort(abort.reason);
	abort.addEventListener("abort", () => halt.abort(new PlanError("interrupted", "The rollback was told to stop at once")), { once: true });
	return {
		...conduct,
		halt
	};
}
async function revertOne({ binder }, conduct, step) {
	try {
		return await revertStep(conduct, binder, step);
	} catch (cause) {
		const { code, message } = failureOf(cause, conduct.masker);
		return code === "interrupted" ? {
			kind: "interrupted",
			reason: message
		} : {
			kind: "stays",
			blocks: true,
			reason: message
		};
	}
}
/** Law: nothing before a passed point of no return is reverted automatically. */
async function afterPointOfNoReturn({ bound, recorder }) {
	const passed = bound.steps.findLastIndex((step) => step.pointOfNoReturn && hadEffect(recorder.state.steps.get(step.id)?.units.values() ?? []));
	return bound.steps.slice(Math.max(passed, 0));
}
function hadEffect(units) {
	return [...units].some(({ phase }) => phase !== "absent" && phase !== "reverted");
}
async function conclude$1(open, outcomes, failure) {
	const { conduct } = open;
	const all = [...outcomes];
	const interrupted = all.find(([, outcome]) => outcome.kind === "interrupted")?.[1];
	if (interrupted?.kind === "interrupted") return suspend(open, interrupted);
	const blocked = all.flatMap(([id, outcome]) => outcome.kind === "stays" ? [{
		id,
		...outcome
	}] : []).find(({ blocks }) => blocks);
	if (blocked) return paused$1(open, `step "${blocked.id}" could not be reverted: ${blocked.reason}`, stillThere(conduct), failure);
	const left = stillThere(conduct);
	await conduct.claimed.release(await lastUse(conduct, true));
	const differing = left.length > 0 ? [] : await conduct.claimed.compare();
	if (differing.length > 0) return paused$1(open, `${differing.join(", ")} differs from before the run, though every step was reverted: something else changed it`, [], failure);
	return finish(open, "rolled-back", failure ?? conduct.recorder.state.failure, left);
}
async function paused$1(open, reason, left, failure) {
	await open.conduct.recorder.record([{
		kind: "paused",
		reason
	}], "durable");
	keepAll(open.conduct, open.claim);
	return {
		run: open.conduct.run,
		ending: "paused",
		reason,
		left,
		...failure && { failure }
	};
}
/** Steps whose effect is still there. */
function stillThere({ bound, recorder }) {
	const there = (id) => {
		const step = recorder.state.steps.get(id);
		return step?.effect === "write" && step.phase !== "reverted" && hadEffect(step.units.values());
	};
	return bound.steps.map(({ id }) => id).filter(there);
}
function demandWindow({ run, bound, recorder, effects }) {
	const { phase, succeededAt } = recorder.state;
	if (phase === "rolled-back" || phase === "failed" || phase === "baselined") throw new PlanError("refused", `Cannot roll back run "${run}": ${phase === "baselined" ? "its plan was adopted, not run" : "there is nothing left to revert"}`);
	const ended = succeededAt !== void 0 && effects.clock.now().getTime() > Date.parse(succeededAt) + bound.rollbackWindow;
	if (phase !== "finalized" && !ended) return;
	throw new PlanError("refused", `Cannot roll back run "${run}": its rollback window has ended`, { hint: "Write a plan that takes the change back, and have it reviewed" });
}
/** Law: rollback windows that overlap stack: N is backed out only after N+1. */
async function demandNewest({ run, bound, effects }) {
	const runs = await effects.store.list();
	const here = runs.findIndex((other) => other.run === run);
	const open = /* @__PURE__ */ new Set([
		"open",
		"waiting",
		"succeeded",
		"paused"
	]);
	for (const later of runs.slice(here + 1)) {
		if (later.environment !== bound.environment || !open.has(later.state)) continue;
		if (!shareTargets(bound, (await effects.store.frozen(later.run)).bound)) continue;
		throw new PlanError("refused", `Cannot roll back run "${run}": the later run "${later.run}" touched the same resources and stands on it`, { hint: `Roll that one back first: plan rollback ${later.run}` });
	}
}
function shareTargets(a, b) {
	const targets = (bound) => [...Object.values(bound.connections).map(({ target }) => target), ...bound.scope.files ? ["files"] : []];
	const known = new Set(targets(a));
	return targets(b).some((target) => known.has(target));
}
// ../../work/main/packages/core/src/execute/execute.ts
/**
* Starts a run that was created, or goes on with one that is open: from where its journal says it stands, and in the direction it was going.
* Errors: `busy` where another process holds it, `refused` where it has ended, `restored`, `corrupt`, `missing`.
*/
async function execute(run, effects) {
	await using open = await openRun(run, effects);
	const { conduct } = open;
	demandOpen(conduct);
	if (conduct.recorder.state.direction === "revert") return await takeBackRun(open, conduct.recorder.state.reason ?? "it was being rolled back");
	await conduct.recorder.record(startedEvents(effects, open.claim, "apply"), "durable");
	return await conclude(open, await goForward(open).catch((cause) => broken(conduct, cause)));
}
function demandOpen({ run, recorder }) {
	const { phase } = recorder.state;
	if (phase === "created" || phase === "running" || phase === "waiting" || phase === "interrupted" || phase === "paused" || phase === "rolling-back") return;
	throw new PlanError("refused", `Cannot go on with run "${run}": it has ended (${phase})`);
}
/** What goes forward, in order: claims, preconditions, steps under the invariants, success criteria. */
async function goForward(open) {
	const { conduct, binder } = open;
	const { bound } = conduct;
	const before = await runList(conduct, binder, bound.preconditions, "check");
	if (before.kind !== "done") return before;
	await claimWritten(conduct);
	const steps = await runSteps(open);
	return steps.kind === "done" ? runList(conduct, binder, bound.successCriteria, "check") : steps;
}
async function runSteps({ conduct, binder }) {
	await using watch = await watchInvariants(conduct, binder);
	const outcome = watch.breach() ? {
		kind: "interrupted",
		reason: ""
	} : await runList(conduct, binder, conduct.bound.steps, "step");
	const breach = watch.breach();
	if (!breach) return outcome;
	return {
		kind: "failed",
		step: {
			...conduct.bound.invariants[0],
			onFailure: "rollback"
		},
		failure: failureOf(breach, conduct.masker),
		unsettled: false
	};
}
/** An error outside of any step: the resource could not be claimed, the journal could not be written. */
function broken(conduct, cause) {
	if (cause instanceof PlanError && (cause.code === "busy" || cause.code === "refused" || cause.code === "missing")) return {
		kind: "failed",
		step: conduct.bound.steps[0],
		failure: failureOf(cause, conduct.masker),
		unsettled: false
	};
	throw cause;
}
async function conclude(open, outcome) {
	const { conduct } = open;
	switch (outcome.kind) {
		case "done": return finish(open, "succeeded");
		case "waiting":
		case "interrupted": return suspend(open, outcome);
		case "failed": return failed(open, conduct, outcome);
		default: return outcome;
	}
}
/** Law: what does not settle is not reverted, nor anything it stands on; `pause` leaves all to a person. */
async function failed(open, conduct, { step, failure, unsettled }) {
	if (!touched$1(conduct)) return finish(open, "failed", failure);
	if (!(step.onFailure === "pause" || unsettled)) return takeBackRun(open, `step "${step.id}" failed: ${failure.message}`, failure);
	return paused(open, unsettled ? `what became of step "${step.id}" is unknown: ${failure.message}` : `step "${step.id}" failed: ${failure.message}`, step.id, failure);
}
async function paused(open, reason, step, failure) {
	const { conduct, claim } = open;
	const event = {
		kind: "paused",
		reason,
		step
	};
	await conduct.recorder.record([event], "durable");
	keepAll(conduct, claim);
	return {
		run: conduct.run,
		ending: "paused",
		reason,
		failure,
		left: [step]
	};
}
/** Whether any writing step had a unit that may have had an effect. */
function touched$1({ recorder }) {
	return [...recorder.state.steps.values()].some(({ effect, units }) => effect === "write" && [...units.values()].some(({ phase }) => phase !== "absent"));
}
// ../../work/main/packages/core/src/execute/finalize.ts
/** Ends the rollback window of a run that succeeded: what was set aside is dropped. Errors: `refused` where the run did not succeed. */
async function finalize(run, effects) {
	await using open = await openRun(run, effects);
	const { conduct, binder } = open;
	const { state } = conduct.recorder;
	if (state.phase !== "succeeded") throw new PlanError("refused", `Cannot finalize run "${run}": it is ${state.phase}, not succeeded`);
	await conduct.recorder.record([{
		kind: "finalize-started",
		actor: effects.actor
	}], "durable");
	for (const step of conduct.bound.steps) if (state.steps.get(step.id)?.effect === "write") await discardStep(open, await handFromJournal(conduct, binder, step));
	for (const resource of state.resources.keys()) await conduct.claimed.writable(resource);
	await conduct.claimed.release(await lastUse(conduct, true));
	await conduct.recorder.record([{
		kind: "finalized",
		actor: effects.actor
	}], "durable");
	await effects.store.discardBlobs(run);
	return {
		run,
		ending: "succeeded",
		left: []
	};
}
async function discardStep({ conduct }, { step, type, state }) {
	for (const unit of state.units.values()) {
		if (unit.phase !== "applied" || unit.undo.length === 0) continue;
		const signal = conduct.halt.signal;
		const context = writeContext(conduct, {
			step,
			startedAt: state.startedAt,
			signal,
			key: unit.key,
			direction: "apply"
		});
		const undo = await readUndo(conduct, unit);
		await actAs({
			step: step.id,
			access: "write",
			signal
		}, async () => type.discard?.(undo, context));
		await conduct.recorder.record([{
			kind: "unit-discarded",
			step: step.id,
			unit: unit.number
		}], "soon");
	}
}
// ../../work/main/packages/core/src/execute/preview.ts
/**
* Computes what a run would do, step by step in plan order. Law: preview is the run: the changes are those that `apply` consumes, and they are
* applied to overlays, where drivers have them, so that a step sees what the steps before it would have done. Nothing is written.
*/
async function* preview(bound, files, effects) {
	const known = /* @__PURE__ */ new Map();
	for (const name of bound.secrets) known.set(name, effects.secrets(name) ?? "");
	const outputs = /* @__PURE__ */ new Map();
	const { mask } = createMasker(known);
	const binder = makeBinder({
		plugins: effects.plugins,
		mask,
		bound,
		run: "preview",
		outputs,
		startedAt: effects.clock.now().toISOString(),
		secrets: (name) => known.get(name)
	});
	const expand = async (config) => await binder.expand(config);
	await using sessions = makeSessions({
		bound,
		plugins: effects.plugins,
		root: effects.root,
		mode: "preview",
		lost: new AbortController().signal,
		signal: effects.abort,
		expand
	});
	await using overlays = makeOverlays(sessions);
	const look = {
		bound,
		files,
		effects,
		binder,
		outputs,
		sessions,
		overlays,
		mask
	};
	for (const step of [
		...bound.preconditions,
		...bound.steps,
		...bound.successCriteria
	]) yield await previewStep(look, step).catch((cause) => refused(look, step, cause));
}
async function previewStep(look, step) {
	const { binder, bound, files, effects } = look;
	if (step.if !== void 0 && !(await binder.test(step.if, step)).holds) return {
		step,
		kind: "skipped",
		condition: step.if
	};
	const type = stepTypeOf(effects.plugins, step.uses);
	if (!type) throw new PlanError("missing", `Cannot preview step "${step.id}": no plugin provides "${step.uses}"`);
	const tried = await bindOrTell(look, step);
	if ("why" in tried) return {
		step,
		kind: "unknown",
		why: tried.why
	};
	const { input } = tried;
	const traits = await type.describe(input, describeContext(bound, files, step));
	const forbidden = forbiddenBy(look, traits);
	if (forbidden !== void 0) return {
		step,
		kind: "unknown",
		why: forbidden
	};
	const context = previewContext(look, step);
	return actAs({
		step: step.id,
		access: traits.effect === "none" ? "read" : "write",
		signal: effects.abort
	}, async () => {
		const changes = [];
		const results = [];
		const simulates = await look.overlays.has(touched(traits));
		for await (const change of type.changes(input, context, {})) {
			changes.push(await withDetails(change));
			if (simulates) results.push((await type.apply(change.unit, {
				...context,
				key: `preview/${step.id}/${changes.length - 1}`,
				direction: "apply"
			})).result);
		}
		if (simulates) look.outputs.set(step.id, await type.finish(values(results), input));
		return traits.effect === "none" ? checked(look, step, traits, simulates) : {
			step,
			kind: "changes",
			traits,
			changes,
			simulated: simulates
		};
	});
}
/** An expression may need what no overlay could give: outputs of a step that has to run first. */
async function bindOrTell({ binder, mask }, step) {
	try {
		return { input: await binder.expand(step.with, step) };
	} catch (cause) {
		if (codeOf(cause) === "missing") return { why: mask(messageOf(cause)) };
		throw cause;
	}
}
async function checked({ binder, outputs }, step, traits, asked) {
	if (!asked || step.assert === void 0) return {
		step,
		kind: "check",
		traits,
		holds: asked ? true : void 0,
		operands: {}
	};
	try {
		const { holds, operands } = await binder.test(step.assert, step, outputs.get(step.id));
		return {
			step,
			kind: "check",
			traits,
			holds,
			operands: holds ? {} : operands
		};
	} catch (cause) {
		if (codeOf(cause) !== "missing") throw cause;
		return {
			step,
			kind: "unknown",
			why: messageOf(cause)
		};
	}
}
/** Details are asked for at once: the next step's overlay may change what they look at. */
async function withDetails(change) {
	const details = await change.details?.() ?? [];
	return {
		...change,
		details: () => details
	};
}
function touched(traits) {
	return traits.touches === "unknown" ? void 0 : [...new Set(traits.touches.map(({ resource }) => resource))];
}
function forbiddenBy({ effects, bound }, traits) {
	for (const resource of touched(traits) ?? Object.keys(bound.connections)) {
		const why = effects.allows(resource);
		if (why !== void 0) return why;
	}
}
function previewContext({ bound, files, effects, overlays, mask }, step) {
	return {
		...describeContext(bound, files, step),
		run: "preview",
		step: step.id,
		signal: effects.abort,
		mode: "preview",
		startedAt: effects.clock.now(),
		now: () => effects.clock.now(),
		session: async (resource) => await overlays.session(resource),
		wait(until) {
			throw new Wait(until);
		},
		note: (text) => effects.observe({
			kind: "note",
			step: step.id,
			text: mask(text)
		})
	};
}
function refused({ mask }, step, cause) {
	if (cause instanceof Wait) return {
		step,
		kind: "unknown",
		why: `it waits until ${cause.until.toISOString()}`
	};
	return {
		step,
		kind: "failed",
		message: mask(messageOf(cause))
	};
}
function makeOverlays(sessions) {
	const made = /* @__PURE__ */ new Map();
	const overlaid = /* @__PURE__ */ new Set();
	const make = async (resource) => {
		const { driver } = sessions.locate(resource);
		const session = await sessions.open(resource, "read");
		if (!driver.overlay) return session;
		const overlay = await driver.overlay(session, sessions.opening(resource, "write"));
		overlaid.add(overlay);
		return overlay;
	};
	return {
		async has(resources) {
			return resources?.every((resource) => sessions.locate(resource).driver.overlay !== void 0) === true;
		},
		session(resource) {
			const known = made.get(resource) ?? make(resource);
			made.set(resource, known);
			return known;
		},
		async [Symbol.asyncDispose]() {
			for (const overlay of overlaid) await overlay[Symbol.asyncDispose]();
		}
	};
}
async function* values(results) {
	yield* results;
}
// ../../work/main/packages/core/src/execute/resolve.ts
/** Records a person's decision on every unit of a step that is unknown, in conflict or half done. Errors: `refused` where there is nothing to decide; `busy`, `missing`. */
async function resolve(run, verdict, effects) {
	const names = claimNames((await effects.store.frozen(run)).bound, run, effects.root);
	await using claim = await effects.store.claim({
		run,
		names,
		holder: effects.actor
	});
	const { records } = await effects.store.read(run);
	const step = replay(records).steps.get(verdict.step);
	if (!step) throw new PlanError("missing", `Cannot resolve step "${verdict.step}" of run "${run}": the run has not come to it`);
	const units = [...step.units.values()].filter((unit) => isOpen(unit, verdict.as));
	if (units.length === 0) throw new PlanError("refused", `Cannot resolve step "${verdict.step}" of run "${run}": nothing of it is unknown`);
	await using journal = await effects.store.append(run, claim);
	const { as, reason } = verdict;
	await journal.append(units.map(({ number }) => ({
		kind: "resolved",
		step: step.id,
		unit: number,
		as,
		reason,
		actor: effects.actor
	})), "durable");
	claim.keep(names);
	return units.map(({ number }) => number);
}
/** `applied` units too can be settled: as reverted or absent, where the database they were in was restored; as left, where they are to stay. */
function isOpen({ phase }, as) {
	if (phase === "unknown" || phase === "failed" || phase === "conflicted" || phase === "intended" || phase === "reverting") return true;
	return phase === "applied" && as !== "applied";
}
// ../../work/main/packages/core/src/execute/index.ts
var execute_exports = /* @__PURE__ */ __exportAll({
	baseline: () => baseline,
	createRun: () => createRun,
	describeContext: () => describeContext,
	execute: () => execute,
	finalize: () => finalize,
	notYetApplied: () => notYetApplied,
	preview: () => preview,
	resolve: () => resolve,
	rollback: () => rollback,
	standingOf: () => standingOf
});
export { rollback as a, createRun as c, execute as i, resolve as n, describeContext as o, preview as r, baseline as s, execute_exports as t };
