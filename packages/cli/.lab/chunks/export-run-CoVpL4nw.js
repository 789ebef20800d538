import { t as exportRun$1 } from "./record-CTpULzfO.js";
import { t as openRepository } from "./repository-rdKmY9QR.js";
import { n as findRun } from "./runs-DEMgq0-4.js";
import { resolve } from "node:path";
// ../../work/main/packages/cli/src/actions/export-run.ts
/** Writes a run, whole, to one file. */
async function exportRun({ run: named, file }, call) {
	const { store } = await openRepository(call);
	const { run } = await findRun(store, named, "export");
	return {
		result: {
			run,
			file,
			bytes: await exportRun$1(store, run, resolve(file))
		},
		text: `Wrote run ${run} to ${file}`,
		next: `plan import ${file}`
	};
}
export { exportRun };
