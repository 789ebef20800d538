import { t as openRepository } from "./repository-rdKmY9QR.js";
import { r as waitingText } from "./step-news-Dses-LdC.js";
import { n as inkOf, r as wordOfPhase, t as glyphOf } from "./words-Bvh54zLL.js";
import { t as stateText } from "./state-words-k33Rqd_0.js";
import { t as table } from "./table-V08ZRb33.js";
import { n as findRun } from "./runs-DEMgq0-4.js";
import { n as PlanError } from "./model-BXsTrnic.js";
// ../../work/main/packages/cli/src/output/event-text.ts
/** One line about an event, for `plan status RUN --events`. */
function eventText(event) {
	return [
		event.kind,
		subject(event),
		details(event)
	].filter(Boolean).join("  ");
}
function subject(event) {
	if ("unit" in event) return `${event.step} #${event.unit}`;
	if ("step" in event && event.step !== void 0) return event.step;
	if ("resource" in event) return event.resource;
	return "";
}
function details(event) {
	switch (event.kind) {
		case "run-created": return `${event.plan} in ${event.environment}, by ${event.actor}${event.commit ? `, commit ${event.commit.slice(0, 12)}` : ""}`;
		case "run-started": return `${event.direction}, by ${event.actor} on ${event.host}, pid ${event.pid}, epoch ${event.epoch}`;
		case "sign-off-accepted": return `${event.requirement}: ${event.principal} as ${event.role}`;
		case "resource-opened": return event.identity;
		case "fingerprint-taken": return `${event.when} ${event.value.slice(0, 12)}`;
		case "step-skipped": return `if: ${event.condition}`;
		case "unit-intended": return event.title;
		case "undo-captured": return `${event.chunks.reduce((sum, { size }) => sum + size, 0)} bytes`;
		case "unit-applied":
		case "unit-reverted": return event.settledBy ? `settled by ${event.settledBy}` : "";
		case "unit-absent": return [event.failure?.message, event.settledBy && `settled by ${event.settledBy}`].filter(Boolean).join(", ");
		case "unit-unknown":
		case "step-failed": return failureText(event.failure);
		case "attempt-failed": return `attempt ${event.attempt}: ${failureText(event.failure)}${event.retryAt ? `, again at ${event.retryAt}` : ""}`;
		case "check-evaluated": return `${event.holds ? "holds" : "does not hold"}: ${event.assert}`;
		case "invariant-breached": return `${event.failures} failures: ${failureText(event.failure)}`;
		case "waiting-began": return waitingText(event.waiting);
		case "interrupted":
		case "paused":
		case "unit-left": return event.reason;
		case "drift-found": return event.message;
		case "rollback-started":
		case "unlocked":
		case "baselined": return `${event.reason}, by ${event.actor}`;
		case "unit-conflicted": return event.conflict;
		case "resolved": return `as ${event.as}: ${event.reason}, by ${event.actor}`;
		case "committed": return `${event.commit.slice(0, 12)} on ${event.branch}`;
		case "run-finished": return event.failure ? `${event.ending}: ${failureText(event.failure)}` : event.ending;
		default: return "";
	}
}
function failureText({ code, message }) {
	return `${code}: ${message}`;
}
// ../../work/main/packages/cli/src/output/run-status-text.ts
/** The state of a run, for a terminal. */
function runStatusText(status, paint) {
	const { plan, environment, state } = status;
	return [
		`${stateText(state, paint)}  ${paint("bold", plan)} in ${environment}`,
		...reasons(status),
		"",
		table(status.steps.map((step) => stepRow(step, paint))),
		"",
		table(facts(status))
	].join("\n");
}
/** The history of a run, one line for each record. */
function runEventsText({ events = [] }, paint) {
	return table(events.map(({ seq, at, event }) => [
		paint("dim", String(seq).padStart(4)),
		paint("dim", at),
		eventText(event)
	]));
}
function reasons({ waiting, reason, failure, alive, state }) {
	const dead = !alive && (state === "running" || state === "rolling-back" || state === "created");
	return [
		...waiting ? [`  waits ${waitingText(waiting)}`] : [],
		...reason ? [`  ${reason}`] : [],
		...failure && failure.message !== reason ? [`  ${failure.message}`] : [],
		...dead ? ["  no process is working on it: it crashed, or was killed"] : []
	];
}
function stepRow({ id, uses, state, units, applied, detail }, paint) {
	const word = state === "pending" ? "pending" : wordOfPhase(state);
	const count = units > 1 ? `${applied} of ${units} units` : "";
	return [
		`  ${paint(inkOf(word), `${glyphOf(word)} ${word}`)}`,
		id,
		paint("dim", uses),
		[count, detail].filter(Boolean).join(", ")
	];
}
function facts({ run, actor, createdAt, endedAt, commit, record, torn }) {
	return [
		["Run", run],
		["By", actor],
		["From", endedAt ? `${createdAt} to ${endedAt}` : createdAt],
		...commit ? [["Commit", commit]] : [],
		["Record", record],
		...torn > 0 ? [["Torn", `${torn} bytes at the end of the journal, which do not count`]] : []
	];
}
// ../../work/main/packages/cli/src/output/plan-status-text.ts
/** The state of plans, for a terminal. */
function planStatusText({ environment, plans }, paint) {
	if (plans.length === 0) return "There are no plans";
	const rows = plans.map(({ name, state, run, detail }) => [
		`  ${stateText(state, paint)}`,
		paint("bold", name),
		run?.run ?? "",
		detail ?? ""
	]);
	return `Plans in ${environment}\n${table(rows)}`;
}
// ../../work/main/packages/cli/src/actions/status.ts
/** The state of plans in an environment, or of one run. */
async function status({ targets, env, events }, call) {
	const repository = await openRepository(call);
	const runs = await repository.store.list();
	const [target] = targets;
	if (targets.length === 1 && runs.some(({ run }) => run.startsWith(target)) && !runs.some(({ plan }) => plan === target)) {
		const { runStatus } = await import("./run-status-D_YVbSWy.js");
		const result = await runStatus(repository, (await findRun(repository.store, target, "status")).run, events);
		return {
			result,
			text: events ? `${runStatusText(result, call.paint)}\n\n${runEventsText(result, call.paint)}` : runStatusText(result, call.paint),
			next: nextOfRun(result)
		};
	}
	if (events) throw new PlanError("invalid", "Cannot show events: no run is named", { hint: "plan status RUN --events" });
	const { planStatus } = await import("./plan-status-52E9uoVq.js");
	const result = await planStatus(repository, targets, env ?? "local", call);
	return {
		result,
		text: planStatusText(result, call.paint),
		next: nextOfPlans(result)
	};
}
function nextOfPlans({ plans, environment }) {
	const suffix = environment === "local" ? "" : ` --env ${environment}`;
	const open = plans.find(({ state }) => state === "open" || state === "paused");
	if (open?.run) return `plan status ${open.run.run}`;
	const waiting = plans.find(({ state }) => state === "waiting");
	if (waiting?.run) return `plan resume ${waiting.run.run}`;
	const invalid = plans.find(({ state }) => state === "invalid");
	if (invalid) return `plan validate ${invalid.path}`;
	const pending = plans.find(({ state }) => state === "pending");
	if (pending) return `plan preview ${pending.name}${suffix}`;
	const last = plans.findLast(({ run }) => run !== void 0);
	return last?.run ? `plan report ${last.run.run}` : "plan init";
}
function nextOfRun({ run, state, waiting }) {
	if (state === "waiting" && waiting?.for === "sign-off") return `plan sign ${run} --role ${waiting.role}`;
	if ([
		"created",
		"running",
		"rolling-back",
		"waiting",
		"interrupted",
		"paused"
	].includes(state)) return `plan resume ${run}`;
	return `plan report ${run}`;
}
export { status };
