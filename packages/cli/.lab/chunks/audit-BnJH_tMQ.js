import { r as auditRun } from "./record-CTpULzfO.js";
import { t as openRepository } from "./repository-rdKmY9QR.js";
import { t as chooseRun } from "./runs-DEMgq0-4.js";
// ../../work/main/packages/cli/src/actions/audit.ts
/** Verifies the record of a run. Without a name: of the newest. */
async function audit({ run: named }, call) {
	const { store } = await openRepository(call);
	const newest = (await store.list()).at(-1)?.run;
	const { run } = await chooseRun(store, named ?? newest, {
		verb: "audit",
		candidates: [() => true],
		none: "there is none"
	});
	const { records, blobs, torn, head, problems } = await auditRun(store, run);
	const ok = problems.length === 0;
	const tail = torn > 0 ? [`  ${torn} bytes at its end were left torn by a crash, and do not count`] : [];
	const text = [
		ok ? `✔ holds  ${run}` : `✖ damaged  ${run}`,
		`  ${records} records and ${blobs} blobs verified, head ${head.slice(0, 16)}`,
		...tail,
		...problems.map(({ message }) => `  ✖ ${message}`)
	].join("\n");
	return {
		result: {
			run,
			ok,
			records,
			blobs,
			torn,
			head,
			problems: [...problems]
		},
		text,
		next: ok ? `plan report ${run}` : `plan status ${run}`,
		...!ok && { exitCode: 4 }
	};
}
export { audit };
