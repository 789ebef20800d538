import { n as PlanError } from "./model-BXsTrnic.js";
import { t as bindPlan } from "./bind-D12nDjzo.js";
import { i as validPlans, r as selectPlans } from "./load-plans-BNuOR8Sg.js";
import { t as openRepository } from "./repository-rdKmY9QR.js";
// ../../work/main/packages/cli/src/compose/open-plan.ts
/** Opens the one plan that is meant. Errors: `missing`; `invalid` with diagnostics, or where several plans are meant. */
async function openPlan({ verb, plan: selector, env, input, trust }, call) {
	const repository = await openRepository(call);
	const paths = selectPlans(repository, [selector], call);
	if (paths.length > 1) throw new PlanError("invalid", `Cannot ${verb} "${selector}": ${paths.length} plans are meant by it, so name one`, { hint: paths.map((path) => `plan ${verb} ${path}`).join("\n") });
	const plugins = await repository.installed(trust);
	const [checked] = await validPlans(`Cannot ${verb} plan "${selector}"`, paths, {
		repository,
		plugins,
		environment: env
	}, call);
	const bind = (environment) => bindPlan(checked, {
		repository,
		plugins,
		environment,
		inputs: input,
		version: call.version
	});
	return {
		repository,
		plugins,
		checked,
		bind
	};
}
export { openPlan as t };
