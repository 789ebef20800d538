import { a as filesBeside, c as contentDigest, l as planDigest, n as inRunOrder, r as selectPlans, s as referencedFiles, t as checkPlans } from "./load-plans-BNuOR8Sg.js";
import { n as standingOf } from "./standing-CLuNw5VL.js";
// ../../work/main/packages/cli/src/plan-status.ts
/** Where plans stand in an environment: those that are named, or all, and then also plans of which only runs are known. */
async function planStatus(repository, selectors, environment, call) {
	const installed = await repository.installed("manifest");
	const plugins = installed.map(({ plugin }) => plugin);
	const runs = (await repository.store.list()).filter((run) => run.environment === environment);
	const named = selectors.filter((selector) => !runs.some(({ plan }) => plan === selector) || selectable(repository, selector, call));
	const paths = selectors.length > 0 && named.length === 0 ? [] : selectPlans(repository, named, call);
	const lines = inRunOrder(await checkPlans(paths, {
		repository,
		plugins: installed,
		environment
	})).map((plan) => lineOf(plan, runs, environment, plugins, repository.root));
	const known = new Set(lines.map(({ name }) => name));
	const wanted = (plan) => selectors.length === 0 || selectors.includes(plan);
	const orphans = [...new Set(runs.map(({ plan }) => plan))].filter((plan) => !known.has(plan) && wanted(plan));
	return {
		environment,
		plans: [...lines, ...orphans.map((plan) => orphanLine(plan, runs))]
	};
}
function selectable(repository, selector, call) {
	try {
		return selectPlans(repository, [selector], call).length > 0;
	} catch {
		return false;
	}
}
function lineOf({ path, plan, document, diagnostics }, runs, environment, plugins, root) {
	if (!plan) {
		const error = diagnostics.find(({ severity }) => severity === "error");
		return {
			name: nameIn(document.value) ?? path,
			path,
			state: "invalid",
			detail: error?.message ?? "it is not valid"
		};
	}
	const readFile = filesBeside(root, path);
	const contents = Object.fromEntries(referencedFiles(plan, plugins).map((file) => [file, contentDigest(readFile(file) ?? /* @__PURE__ */ new Uint8Array())]));
	const standing = standingOf(runs, plan.metadata.name, environment, planDigest(plan, contents));
	const base = {
		name: plan.metadata.name,
		path
	};
	if (standing.kind === "pending") return {
		...base,
		state: "pending"
	};
	const { run } = standing;
	if (standing.kind === "open") return {
		...base,
		state: run.state === "open" || run.state === "waiting" ? run.state : "paused",
		run,
		...detailOf(run)
	};
	if (standing.kind === "changed") return {
		...base,
		state: "changed",
		run,
		detail: `its content is not what run ${run.run} applied`
	};
	return {
		...base,
		state: standing.kind,
		run,
		...detailOf(run)
	};
}
function orphanLine(name, runs) {
	const run = runs.findLast(({ plan }) => plan === name);
	return {
		name,
		state: "orphan",
		run,
		detail: `its file is not there; run ${run.run} is ${run.state}`
	};
}
function detailOf({ state, resumeAfter, problem }) {
	if (problem) return { detail: problem };
	if (state === "waiting") return { detail: resumeAfter ? `until ${resumeAfter}` : "for a sign-off" };
	return state === "finalized" || state === "baselined" ? { detail: state } : {};
}
function nameIn(value) {
	const name = value?.metadata?.name;
	return typeof name === "string" ? name : void 0;
}
export { planStatus };
