import { a as rollback$1 } from "./execute-BD5RqdQC.js";
import { t as openRepository } from "./repository-rdKmY9QR.js";
import { conduct } from "./conduct-BWPSAL_o.js";
import { t as confirm } from "./confirm-D344R97p.js";
import { n as nextAfter } from "./outcome-8_qKpGF7.js";
import { t as outcomeText } from "./outcome-text-CUFVefVG.js";
import { t as chooseRun } from "./runs-DEMgq0-4.js";
// ../../work/main/packages/cli/src/actions/rollback.ts
/** Backs a run out. At a terminal, a finished one of a protected environment asks for confirmation. */
async function rollback({ run: named, reason, yes }, call) {
	const repository = await openRepository(call);
	const { run, state } = await chooseRun(repository.store, named, {
		verb: "rollback",
		candidates: [(each) => [
			"open",
			"waiting",
			"paused"
		].includes(each.state), (each) => each.state === "succeeded"],
		none: "none is open, and none has succeeded and is not finalized"
	});
	const { bound } = await repository.store.frozen(run);
	if (call.interactive && bound.protected && state === "succeeded" && !yes) await confirm(`Back out run "${run}" of "${bound.name}" in ${bound.environment}?`, `Cannot roll back run "${run}"`, call);
	const outcome = await conduct({
		repository,
		bound,
		run,
		wish: "back",
		work: (effects) => rollback$1(run, effects, { reason })
	}, call);
	return {
		result: outcome,
		text: outcomeText({
			...outcome,
			checks: []
		}, call.paint),
		next: nextAfter(outcome),
		exitCode: outcome.exitCode
	};
}
export { rollback };
