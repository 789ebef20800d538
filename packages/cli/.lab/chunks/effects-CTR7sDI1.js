import { t as secretSource } from "./secret-BAagFQ2Y.js";
import { t as findActor } from "./identity-CviYZY-K.js";
import { t as machineClock } from "./clock-BaZTrgnY.js";
import { i as gateKeeper } from "./sign-offs-Bh8HCZ2e.js";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
// ../../work/main/packages/cli/src/compose/effects.ts
/** The effects of a run on this machine: its clock, its environment for secrets, its user. */
async function effectsFor({ root, store, plugins, signals, observe, deadline }, call) {
	return {
		store,
		plugins,
		root,
		secrets: secretsOf(call),
		clock: machineClock,
		actor: await findActor(root, call.env),
		holder: {
			host: hostname(),
			pid: process.pid
		},
		stop: signals.stop,
		abort: signals.abort,
		gate: gateKeeper(root, store),
		observe,
		...deadline && { deadline }
	};
}
/** Secrets of the caller: `NAME`, or the file that `NAME_FILE` names. */
function secretsOf(call) {
	return secretSource(call.env, (path) => readFileSync(path, "utf8"));
}
export { secretsOf as n, effectsFor as t };
