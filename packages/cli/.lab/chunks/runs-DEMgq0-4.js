import { n as PlanError } from "./model-BXsTrnic.js";
import { t as closest } from "./closest-Dn60GzNn.js";
// ../../work/main/packages/cli/src/runs.ts
/**
* The run that is meant: by its id, by the beginning of its id, or by the name of its plan where that leaves one candidate. Without a
* name, the only candidate. Errors: `missing` with what was probably meant, `invalid` with a list where several could be.
*/
async function chooseRun(store, named, choice) {
	const runs = await store.list();
	if (named === void 0) return onlyCandidate(runs, choice, choice.none);
	const exact = runs.find(({ run }) => run === named);
	if (exact) return exact;
	const begun = runs.filter(({ run }) => run.startsWith(named));
	if (begun.length === 1) return begun[0];
	if (begun.length > 1) throw several(begun, choice);
	const ofPlan = runs.filter(({ plan }) => plan === named);
	if (ofPlan.length > 0) return onlyCandidate(ofPlan, choice, `no run of plan "${named}" can be meant`);
	throw notThere(named, runs, choice);
}
/** A run that is named, whatever its state; for commands that always name one. */
function findRun(store, named, verb) {
	return chooseRun(store, named, {
		verb,
		candidates: [() => true],
		none: "there is no run"
	});
}
/** A line of a list of runs. */
function runLine({ run, plan, environment, state, createdAt }) {
	return `${run}  ${state}  ${plan} in ${environment}, ${createdAt}`;
}
function onlyCandidate(runs, choice, none) {
	for (const isCandidate of choice.candidates) {
		const found = runs.filter(isCandidate);
		if (found.length === 1) return found[0];
		if (found.length > 1) throw several(found, choice);
	}
	throw new PlanError("missing", `Cannot ${choice.verb} a run: ${none}`, { hint: "See all runs with: plan status" });
}
function several(runs, { verb }) {
	const shown = runs.slice(-10).toReversed();
	const more = runs.length > shown.length ? [`and ${runs.length - shown.length} older ones`] : [];
	return new PlanError("invalid", `Cannot ${verb} a run: ${runs.length} runs could be meant, so name one`, { hint: [...shown.map((run) => `plan ${verb} ${runLine(run)}`), ...more].join("\n") });
}
function notThere(named, runs, { verb }) {
	const near = closest(named, [...runs.map(({ run }) => run), ...new Set(runs.map(({ plan }) => plan))]);
	return new PlanError("missing", `Cannot ${verb} run "${named}": there is no such run`, { hint: near ? `Did you mean: ${near}` : "See all runs with: plan status" });
}
export { findRun as n, chooseRun as t };
