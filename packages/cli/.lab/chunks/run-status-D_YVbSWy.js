import { n as replay } from "./replay-mqYv-40M.js";
import "./record-CTpULzfO.js";
import { t as recordPath } from "./record-path-BfZG0_FQ.js";
// ../../work/main/packages/cli/src/run-status.ts
/** The state of a run, replayed from its journal. Errors: `missing`, `corrupt`. */
async function runStatus({ root, store }, run, events) {
	const [{ bound }, { records, torn }] = await Promise.all([store.frozen(run), store.read(run)]);
	const state = replay(records);
	const { waiting, failure, reason, commit, endedAt } = state;
	return {
		run,
		plan: bound.name,
		path: bound.path,
		environment: bound.environment,
		state: state.phase,
		direction: state.direction,
		alive: store.alive(run),
		actor: state.actor,
		...commit && { commit },
		createdAt: state.createdAt,
		...endedAt && { endedAt },
		planDigest: bound.planDigest,
		bindingDigest: bound.bindingDigest,
		...reason && { reason },
		...failure && { failure },
		...waiting && { waiting },
		steps: stepsOf(bound).map((step) => stepJson(step, state)),
		record: recordPath(root, store.folderOf(run).path),
		torn,
		...events && { events: records.map(({ seq, at, event }) => ({
			seq,
			at,
			event
		})) }
	};
}
function stepsOf({ preconditions, steps, invariants, successCriteria }) {
	return [
		...preconditions,
		...steps,
		...invariants,
		...successCriteria
	];
}
function stepJson({ id, uses }, state) {
	const step = state.steps.get(id);
	if (!step) return {
		id,
		uses,
		state: "pending",
		units: 0,
		applied: 0
	};
	const units = [...step.units.values()];
	const detail = detailOf(step);
	return {
		id,
		uses,
		state: step.phase,
		units: units.length,
		applied: units.filter(({ phase }) => phase === "applied").length,
		startedAt: step.startedAt,
		...step.endedAt && { endedAt: step.endedAt },
		...detail && { detail }
	};
}
function detailOf({ failure, units, retryAt, phase }) {
	const troubled = [...units.values()].filter((unit) => [
		"unknown",
		"conflicted",
		"left",
		"failed"
	].includes(unit.phase));
	const [first] = troubled;
	if (first) return `unit ${first.number} is ${first.phase}${first.reason ? `: ${first.reason}` : ""}${troubled.length > 1 ? ` (and ${troubled.length - 1} more)` : ""}`;
	if (failure) return failure.message;
	return retryAt && phase === "started" ? `tried again at ${retryAt}` : void 0;
}
export { runStatus };
