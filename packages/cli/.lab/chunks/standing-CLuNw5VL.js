// ../../work/main/packages/core/src/execute/standing.ts
/** The standing of a plan with this digest, from the newest run that tells. `runs` are oldest first. */
function standingOf(runs, plan, environment, planDigest) {
	const run = runs.findLast((each) => each.plan === plan && each.environment === environment);
	if (!run) return { kind: "pending" };
	switch (run.state) {
		case "open":
		case "waiting":
		case "paused": return {
			kind: "open",
			run
		};
		case "failed":
		case "rolled-back": return {
			kind: run.state,
			run
		};
		case "succeeded":
		case "finalized":
		case "baselined": return run.planDigest === planDigest ? {
			kind: "applied",
			run,
			baselined: run.state === "baselined"
		} : {
			kind: "changed",
			run
		};
		default: return run.state;
	}
}
/** The plans of `after` that have not been applied in an environment. */
async function notYetApplied(store, environment, after) {
	if (after.length === 0) return [];
	const runs = await store.list();
	return after.filter((plan) => {
		const { kind } = standingOf(runs, plan, environment, "");
		return kind !== "applied" && kind !== "changed";
	});
}
export { standingOf as n, notYetApplied as t };
