import { t as machineClock } from "./clock-BaZTrgnY.js";
import { t as openRepository } from "./repository-rdKmY9QR.js";
import { t as deadlineOf } from "./deadline-DTXu0z7o.js";
import { n as nextAfter } from "./outcome-8_qKpGF7.js";
import { t as outcomeText } from "./outcome-text-CUFVefVG.js";
import { t as chooseRun } from "./runs-DEMgq0-4.js";
// ../../work/main/packages/cli/src/actions/resume.ts
/** Goes on with one run, or with all whose time has come. */
async function resume({ run, due, deadline }, call) {
	const repository = await openRepository(call);
	const until = deadlineOf(deadline, machineClock.now());
	const chosen = due ? await dueRuns(repository, run) : [await openRunOf(repository, run)];
	const runs = [];
	for (const { run: id } of chosen) {
		const [{ execute }, { conduct }] = await Promise.all([import("./execute-BD5RqdQC.js").then((n) => n.t), import("./conduct-BWPSAL_o.js")]);
		const { bound } = await repository.store.frozen(id);
		runs.push(await conduct({
			repository,
			bound,
			run: id,
			wish: "forward",
			deadline: until,
			work: (effects) => execute(id, effects)
		}, call));
	}
	const last = runs.at(-1);
	return {
		result: { runs },
		text: runs.length === 0 ? "No run is due" : runs.map((each) => outcomeText(each, call.paint)).join("\n\n"),
		next: last ? nextAfter(last) : "plan status",
		exitCode: Math.max(0, ...runs.map(({ exitCode }) => exitCode))
	};
}
function openRunOf({ store }, named) {
	return chooseRun(store, named, {
		verb: "resume",
		candidates: [({ state }) => state === "open" || state === "waiting" || state === "paused"],
		none: "no run is open"
	});
}
/** Waiting runs whose time has come, and those that wait for a signature: it may be there by now. */
async function dueRuns({ store }, named) {
	const now = machineClock.now().toISOString();
	return (await store.list()).filter(({ run, state, resumeAfter }) => state === "waiting" && (named === void 0 || run === named) && (resumeAfter === void 0 || resumeAfter <= now));
}
export { resume };
