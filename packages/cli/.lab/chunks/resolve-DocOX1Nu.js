import { n as resolve$1 } from "./execute-BD5RqdQC.js";
import { t as openRepository } from "./repository-rdKmY9QR.js";
import { t as findActor } from "./identity-CviYZY-K.js";
import { t as chooseRun } from "./runs-DEMgq0-4.js";
// ../../work/main/packages/cli/src/actions/resolve.ts
/** Puts on record what a person knows of a step's unsettled units. */
async function resolve({ run: named, step, as, reason }, call) {
	const { root, store } = await openRepository(call);
	const { run } = await chooseRun(store, named, {
		verb: "resolve",
		candidates: [(each) => [
			"paused",
			"open",
			"waiting"
		].includes(each.state)],
		none: "none stands open"
	});
	const units = await resolve$1(run, {
		step,
		as,
		reason
	}, {
		store,
		root,
		actor: await findActor(root, call.env)
	});
	const back = as === "reverted" || as === "left";
	return {
		result: {
			run,
			step,
			as,
			reason,
			units
		},
		text: `On record: ${units.length === 1 ? "unit" : "units"} ${units.join(", ")} of step "${step}" ${units.length === 1 ? "is" : "are"} ${as} (${reason})`,
		next: back ? `plan rollback ${run}` : `plan resume ${run}`
	};
}
export { resolve };
