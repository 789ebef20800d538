import { n as replay } from "./replay-mqYv-40M.js";
import "./record-CTpULzfO.js";
import { t as effectsFor } from "./effects-CTR7sDI1.js";
import { t as exitCodeOfOutcome } from "./outcome-8_qKpGF7.js";
import { r as wordOfPhase } from "./words-Bvh54zLL.js";
import { t as recordPath } from "./record-path-BfZG0_FQ.js";
// ../../work/main/packages/cli/src/progress/open-progress.ts
/** A tree at a terminal, timestamped lines elsewhere, nothing with `--json`. All of it goes to stderr. */
async function openProgress(plan, call, stderr = process.stderr) {
	if (call.json) return {
		observe: () => {},
		say: (text) => void stderr.write(`${text}\n`),
		end: async () => {}
	};
	if (stderr.isTTY && stderr.columns > 0 && !call.env["CI"] && call.env["TERM"] !== "dumb") {
		const { openTree } = await import("./tree-Dp6P-bxO.js");
		return openTree(plan, stderr);
	}
	const { openLines } = await import("./lines-DMdQ6OPV.js");
	return openLines(stderr);
}
// ../../work/main/packages/cli/src/stop-signals.ts
const signals = [
	"SIGINT",
	"SIGTERM",
	"SIGHUP"
];
/** The first SIGINT, SIGTERM or SIGHUP stops softly, a second one at once. `say` tells whoever sent it. */
function listenForStop(say) {
	const [stop, abort] = [new AbortController(), new AbortController()];
	const onSignal = (signal) => {
		if (stop.signal.aborted) {
			say(`${signal} again: stopping now`);
			abort.abort(signal);
		} else {
			say(`${signal}: finishing the unit in hand; once more stops now`);
			stop.abort(signal);
		}
	};
	for (const signal of signals) process.on(signal, onSignal);
	return {
		stop: stop.signal,
		abort: abort.signal,
		[Symbol.dispose]() {
			for (const signal of signals) process.off(signal, onSignal);
		}
	};
}
// ../../work/main/packages/cli/src/conduct.ts
/** Does the work with progress on stderr and signals heeded, and says how it ended. */
async function conduct({ repository, bound, run, wish, deadline, work }, call) {
	const { root, store } = repository;
	const plugins = await repository.plugins("code");
	const progress = await openProgress({
		...progressPlan(bound),
		known: await knownSteps(repository, run)
	}, call);
	using signals = listenForStop(progress.say);
	const effects = await effectsFor({
		root,
		store,
		plugins,
		signals,
		observe: progress.observe,
		deadline
	}, call);
	try {
		return await outcomeJson(await work(effects), repository, wish);
	} finally {
		await progress.end();
	}
}
/** An outcome as `--json` prints it, with what the checks gave, from the journal. */
async function outcomeJson(outcome, { root, store }, wish) {
	const [{ bound }, { records }] = await Promise.all([store.frozen(outcome.run), store.read(outcome.run)]);
	const state = replay(records);
	const commit = records.flatMap(({ event }) => event.kind === "committed" ? [event.commit] : []).at(-1);
	const { run, ending, failure, waiting, reason, left } = outcome;
	return {
		run,
		plan: state.plan,
		environment: state.environment,
		ending: state.phase === "finalized" ? "finalized" : ending,
		exitCode: exitCodeOfOutcome(outcome, wish),
		...failure && { failure },
		...waiting && { waiting },
		...reason !== void 0 && { reason },
		left,
		checks: checksOf(bound, state),
		record: recordPath(root, store.folderOf(run).path),
		...commit && { commit }
	};
}
/** Where the steps of a run stand, before it is gone on with. */
async function knownSteps({ store }, run) {
	if (run === void 0) return /* @__PURE__ */ new Map();
	const { steps } = replay((await store.read(run)).records);
	return new Map([...steps.values()].map(({ id, phase }) => [id, wordOfPhase(phase)]));
}
function progressPlan({ name, environment, preconditions, steps, invariants, successCriteria }) {
	return {
		title: `${name} in ${environment}`,
		steps: [
			...preconditions,
			...steps,
			...invariants,
			...successCriteria
		].map(({ id }) => id)
	};
}
/** What was asked, and what it gave; a criterion without `assert` holds where its step succeeds. */
function checksOf(bound, state) {
	return [
		"preconditions",
		"steps",
		"invariants",
		"successCriteria"
	].flatMap((list) => bound[list].flatMap(({ id, uses }) => {
		const step = state.steps.get(id);
		if (step?.check) return [{
			id,
			list,
			uses,
			...step.check
		}];
		if (!step || list === "steps" || step.phase !== "finished" && step.phase !== "failed") return [];
		return [{
			id,
			list,
			uses,
			holds: step.phase === "finished",
			operands: {},
			...step.failure && { why: step.failure.message }
		}];
	}));
}
export { conduct, outcomeJson };
