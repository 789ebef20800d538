import { n as PlanError } from "./model-BXsTrnic.js";
import { n as replay } from "./replay-mqYv-40M.js";
import "./record-CTpULzfO.js";
import { t as machineClock } from "./clock-BaZTrgnY.js";
import { n as acceptedSoFar, o as signOffsOf } from "./sign-offs-Bh8HCZ2e.js";
import { t as table } from "./table-V08ZRb33.js";
import { n as usedSignOffs } from "./start-sign-offs-36TSM7D7.js";
// ../../work/main/packages/cli/src/output/sign-offs-text.ts
const looks = {
	met: ["✔", "green"],
	missing: ["·", "yellow"],
	void: ["✖", "red"],
	rejected: ["✖", "red"],
	"not-needed": ["–", "dim"],
	unverified: ["?", "yellow"]
};
/** How the sign-offs stand, for a terminal: what is met, missing and void, and why. */
function signOffsText({ environment, requirements }, paint) {
	if (requirements.length === 0) return `No sign-offs are needed in ${environment}`;
	return `Sign-offs in ${environment}\n${table(requirements.map((each) => requirementRow(each, paint)))}`;
}
function requirementRow({ id, role, state, gate, why }, paint) {
	const [glyph, ink] = looks[state];
	return [
		`  ${paint(ink, `${glyph} ${state}`)}`,
		id,
		`${role}${gate ? ", at a gate" : ""}`,
		why
	];
}
// ../../work/main/packages/cli/src/sign-off-state.ts
/** How the sign-offs stand that a plan needs before it starts. */
async function startState({ root, store }, bound) {
	if (bound.signOffs.require.length === 0) return {
		environment: bound.environment,
		ready: true,
		requirements: []
	};
	return signOffsJson(bound, await signOffsOf(root, bound, { used: await usedSignOffs(store, bound) }));
}
/** The same, where there may be nothing to verify them against: the requirements are shown, and why they could not be verified. */
async function shownState(repository, bound) {
	try {
		return await startState(repository, bound);
	} catch (thrown) {
		if (!(thrown instanceof PlanError)) throw thrown;
		return unverified(bound, thrown.message);
	}
}
/** How the sign-offs of a run stand, those at its gates included. */
async function gateState({ root, store }, run) {
	const [{ bound }, { records, head }, attachments] = await Promise.all([
		store.frozen(run),
		store.read(run),
		store.attachments(run)
	]);
	const told = replay(records);
	const gate = {
		id: run,
		now: machineClock.now(),
		heads: headsOf(records, head),
		accepted: acceptedSoFar(told)
	};
	const attached = [...attachments].map(([name, bytes]) => ({
		name,
		bytes
	}));
	return signOffsJson(bound, await signOffsOf(root, bound, { run: {
		gate,
		startedAt: new Date(told.createdAt),
		attached
	} }));
}
/** By requirement: the journal's heads since the run began to wait there, which a sign-off may name. */
function headsOf(records, head) {
	const began = /* @__PURE__ */ new Map();
	for (const [index, { event }] of records.entries()) {
		if (event.kind !== "waiting-began" || event.waiting.for !== "sign-off") continue;
		if (!began.has(event.waiting.requirement)) began.set(event.waiting.requirement, index);
	}
	return new Map([...began].map(([requirement, index]) => [requirement, [...records.slice(index + 1).map(({ prev }) => prev), head]]));
}
function signOffsJson({ environment }, { ready, requirements }) {
	return {
		environment,
		ready,
		requirements: requirements.map(({ requirement, state, by, void: voids, why }) => ({
			id: requirement.id,
			role: requirement.role,
			count: requirement.count,
			gate: requirement.gate,
			state,
			by: by.map(({ principal, file, signedAt }) => ({
				principal,
				file,
				signedAt
			})),
			void: voids.map(({ file, principal, reason, why: because }) => ({
				file,
				...principal && { principal },
				reason,
				why: because
			})),
			why
		}))
	};
}
function unverified({ environment, signOffs }, why) {
	return {
		environment,
		ready: false,
		requirements: signOffs.require.map(({ id, role, count, gate }) => ({
			id,
			role,
			count,
			gate,
			state: "unverified",
			by: [],
			void: [],
			why
		}))
	};
}
export { signOffsText as i, shownState as n, startState as r, gateState as t };
