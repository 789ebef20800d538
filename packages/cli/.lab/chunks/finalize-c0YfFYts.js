import { n as replay } from "./replay-mqYv-40M.js";
import "./record-CTpULzfO.js";
import { t as machineClock } from "./clock-BaZTrgnY.js";
import { t as openRepository } from "./repository-rdKmY9QR.js";
import { t as confirm } from "./confirm-D344R97p.js";
import { t as outcomeText } from "./outcome-text-CUFVefVG.js";
import { t as chooseRun } from "./runs-DEMgq0-4.js";
// ../../work/main/packages/cli/src/actions/finalize.ts
/** Ends the rollback window of one run, or of all whose window has passed. At a terminal, one whose window is still open asks for confirmation. */
async function finalize({ run: named, due, yes }, call) {
	const repository = await openRepository(call);
	const chosen = due ? await dueRuns(repository, named) : [await succeededRun(repository, named)];
	const runs = [];
	for (const header of chosen) {
		const [{ finalize: endWindow }, { conduct }] = await Promise.all([import("./execute-BD5RqdQC.js").then((n) => n.t), import("./conduct-BWPSAL_o.js")]);
		const { bound } = await repository.store.frozen(header.run);
		if (call.interactive && !due && !yes && await windowIsOpen(repository, header)) {
			const tried = `Cannot finalize run "${header.run}" while its rollback window is open`;
			await confirm(`Run "${header.run}" may still be backed out. Give that up?`, tried, call);
		}
		runs.push(await conduct({
			repository,
			bound,
			run: header.run,
			wish: "forward",
			work: (effects) => endWindow(header.run, effects)
		}, call));
	}
	return {
		result: { runs },
		text: runs.length === 0 ? "No rollback window has passed" : runs.map((each) => outcomeText(each, call.paint)).join("\n\n"),
		next: runs[0] ? `plan report ${runs[0].run}` : "plan status",
		exitCode: Math.max(0, ...runs.map(({ exitCode }) => exitCode))
	};
}
function succeededRun({ store }, named) {
	return chooseRun(store, named, {
		verb: "finalize",
		candidates: [({ state }) => state === "succeeded"],
		none: "none has succeeded and is not finalized"
	});
}
async function dueRuns(repository, named) {
	const succeeded = (await repository.store.list()).filter(({ run, state }) => state === "succeeded" && (named === void 0 || run === named));
	const open = await Promise.all(succeeded.map((header) => windowIsOpen(repository, header)));
	return succeeded.filter((_, index) => !open[index]);
}
async function windowIsOpen({ store }, { run }) {
	const [{ bound }, { records }] = await Promise.all([store.frozen(run), store.read(run)]);
	const { succeededAt } = replay(records);
	return succeededAt === void 0 || machineClock.now().getTime() < Date.parse(succeededAt) + bound.rollbackWindow;
}
export { finalize };
