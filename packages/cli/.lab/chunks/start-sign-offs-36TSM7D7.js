import { n as PlanError } from "./model-BXsTrnic.js";
import { o as signOffsOf, t as acceptedBy } from "./sign-offs-Bh8HCZ2e.js";
// ../../work/main/packages/cli/src/compose/start-sign-offs.ts
/** The sign-offs that let a plan start, verified. Errors: `refused`, saying of each requirement what is missing or void, and why. */
async function acceptedSignOffs({ root, store }, bound) {
	if (bound.signOffs.require.length === 0) return [];
	const used = await usedSignOffs(store, bound);
	const state = await signOffsOf(root, bound, { used });
	if (!state.ready) {
		const open = state.requirements.filter(({ requirement, state: each }) => !requirement.gate && each !== "met" && each !== "not-needed");
		const [spent] = used.values();
		const again = spent === void 0 ? "" : ` (the sign-offs that run "${spent}" started with do not count again)`;
		throw new PlanError("refused", `Cannot run plan "${bound.name}" in ${bound.environment}: ${open.map(({ requirement, why }) => `sign-off "${requirement.id}": ${why}`).join("; ")}${again}`, { hint: open.map(({ requirement }) => `plan sign ${bound.name} --role ${requirement.role} --env ${bound.environment}`).join("\n") });
	}
	const met = state.requirements.filter(({ requirement, state: each }) => !requirement.gate && each === "met");
	return (await Promise.all(met.map(async ({ requirement, by }) => (await acceptedBy(root, bound, by)).map((each) => ({
		requirement: requirement.id,
		role: requirement.role,
		...each
	}))))).flat();
}
/** Digests of the sign-offs that let earlier runs start which failed or were rolled back: another run needs new ones. */
async function usedSignOffs(store, { name, environment }) {
	const used = /* @__PURE__ */ new Map();
	for (const { run, plan, environment: where, state } of await store.list()) {
		if (plan !== name || where !== environment || state !== "failed" && state !== "rolled-back") continue;
		const { records } = await store.read(run, { damaged: "give" });
		for (const { event } of records) if (event.kind === "sign-off-accepted") used.set(event.digest, run);
	}
	return used;
}
export { usedSignOffs as n, acceptedSignOffs as t };
