import { n as importRun$1 } from "./record-CTpULzfO.js";
import { t as openRepository } from "./repository-rdKmY9QR.js";
import { t as recordPath } from "./record-path-BfZG0_FQ.js";
import { resolve } from "node:path";
// ../../work/main/packages/cli/src/actions/import-run.ts
/** Adds a run that another machine exported. */
async function importRun({ file }, call) {
	const { root, store } = await openRepository(call);
	const run = await importRun$1(store, resolve(file));
	const { bound } = await store.frozen(run);
	const record = recordPath(root, store.folderOf(run).path);
	return {
		result: {
			run,
			plan: bound.name,
			environment: bound.environment,
			record
		},
		text: `Read run ${run} from ${file}`,
		next: `plan status ${run}`
	};
}
export { importRun };
