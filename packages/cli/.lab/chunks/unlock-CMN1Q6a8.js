import { t as openRepository } from "./repository-rdKmY9QR.js";
import { t as findActor } from "./identity-CviYZY-K.js";
import { n as findRun } from "./runs-DEMgq0-4.js";
import { hostname } from "node:os";
// ../../work/main/packages/cli/src/actions/unlock.ts
/** Frees the claims of a run that no living process holds, on record. Errors: `busy` while one does. */
async function unlock({ run: named, reason }, call) {
	const { root, store } = await openRepository(call);
	const { run } = await findRun(store, named, "unlock");
	const actor = await findActor(root, call.env);
	await store.unlock(run);
	await using claim = await store.claim({
		run,
		names: [`run:${run}`],
		holder: `${actor} on ${hostname()}, pid ${process.pid}`
	});
	await using journal = await store.append(run, claim);
	await journal.append([{
		kind: "unlocked",
		reason,
		actor
	}], "durable");
	return {
		result: {
			run,
			reason,
			actor
		},
		text: `On record: run "${run}" holds nothing any more (${reason})`,
		next: `plan resume ${run}`
	};
}
export { unlock };
