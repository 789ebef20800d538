import { s as baseline$1 } from "./execute-BD5RqdQC.js";
import { a as newRunId } from "./record-CTpULzfO.js";
import { t as bindPlan } from "./bind-D12nDjzo.js";
import { t as machineClock } from "./clock-BaZTrgnY.js";
import { n as secretsOf } from "./effects-CTR7sDI1.js";
import { i as validPlans, r as selectPlans } from "./load-plans-BNuOR8Sg.js";
import { t as openRepository } from "./repository-rdKmY9QR.js";
import { n as findCommit, t as findActor } from "./identity-CviYZY-K.js";
import { hostname } from "node:os";
// ../../work/main/packages/cli/src/actions/baseline.ts
/** Puts plans on record as applied, without running them, in the order in which they would run. Errors: as for a run. */
async function baseline({ plans: selectors, env, input, reason }, call) {
	const repository = await openRepository(call);
	const { root, store } = repository;
	const installed = await repository.installed("manifest");
	const bindings = (await validPlans("Cannot adopt plans", selectPlans(repository, selectors, call), {
		repository,
		plugins: installed,
		environment: env
	}, call)).map((plan) => bindPlan(plan, {
		repository,
		plugins: installed,
		environment: env,
		inputs: input,
		version: call.version
	}));
	const actor = await findActor(root, call.env);
	const commit = await findCommit(root);
	const effects = {
		store,
		root,
		actor,
		secrets: secretsOf(call),
		holder: {
			host: hostname(),
			pid: process.pid
		}
	};
	const adopted = [];
	for (const { bound, files } of bindings) {
		const run = newRunId(bound.name, machineClock, Math.random);
		await baseline$1({
			run,
			bound,
			files,
			signOffs: [],
			...commit && { commit }
		}, reason, effects);
		adopted.push({
			name: bound.name,
			run
		});
	}
	return {
		result: {
			environment: env,
			reason,
			plans: adopted
		},
		text: adopted.map(({ name, run }) => `On record: ${name} was applied in ${env} before (${run})`).join("\n"),
		next: `plan status --env ${env}`
	};
}
export { baseline };
