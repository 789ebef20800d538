import { n as PlanError } from "./model-BXsTrnic.js";
import { l as allowedEnvironments } from "./validate-OV7q7inP.js";
import "./record-CTpULzfO.js";
import { n as replay } from "./replay-mqYv-40M.js";
import { a as processRunner, c as signerFor, d as makeStatement, l as signStatement, r as askedOf, s as sshTools, u as signOffFolder } from "./sign-offs-Bh8HCZ2e.js";
import { t as machineClock } from "./clock-BaZTrgnY.js";
import { t as openPlan } from "./open-plan-CvjkJTB2.js";
import { t as openRepository } from "./repository-rdKmY9QR.js";
import { n as exitCodes } from "./exit-codes-Dors_gN_.js";
import { i as signOffsText, r as startState, t as gateState } from "./sign-off-state-3ajoH5po.js";
import { t as chooseRun } from "./runs-DEMgq0-4.js";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
// ../../work/main/packages/cli/src/actions/sign.ts
/** Signs a plan, or at the gate where a run waits; or only says how the sign-offs stand. */
async function sign(options, call) {
	const repository = await openRepository(call);
	const runs = await repository.store.list();
	return runs.some(({ run }) => run.startsWith(options.target)) && !runs.some(({ plan }) => plan === options.target) ? signRun(repository, options, call) : signPlan(options, call);
}
async function signPlan(options, call) {
	const { target, role, env, input } = options;
	const { repository, checked, bind } = await openPlan({
		verb: "sign",
		plan: target,
		env,
		input,
		trust: "manifest"
	}, call);
	const bounds = (env === void 0 ? allowedEnvironments(checked.plan) ?? ["local"] : [env]).map((environment) => bind(environment).bound);
	const signed = role === void 0 ? void 0 : await signBounds(repository, await askedFor(bounds, role), {
		...options,
		role
	}, checked.path);
	const signOffs = await Promise.all(bounds.map((bound) => startState(repository, bound)));
	return answer({
		plan: checked.plan.metadata.name,
		signOffs,
		...signed && { signed }
	}, call);
}
async function signRun(repository, options, call) {
	const { store } = repository;
	const { run } = await chooseRun(store, options.target, {
		verb: "sign",
		candidates: [({ state }) => state === "waiting"],
		none: "no run waits"
	});
	const [{ bound }, { records, head }] = await Promise.all([store.frozen(run), store.read(run)]);
	const signed = options.role === void 0 ? void 0 : await signGate(repository, bound, gateMark(replay(records), head, options.role), {
		...options,
		role: options.role
	});
	return answer({
		plan: bound.name,
		run,
		signOffs: [await gateState(repository, run)],
		...signed && { signed }
	}, call);
}
async function signBounds({ root }, bounds, options, path) {
	const { name, content, principal } = await signWith(root, bounds, options);
	const file = `${signOffFolder(path)}/${name}`;
	mkdirSync(dirname(join(root, file)), { recursive: true });
	writeFileSync(join(root, file), content);
	return {
		role: options.role,
		principal,
		file,
		environments: bounds.map(({ environment }) => environment)
	};
}
async function signGate({ root, store }, bound, gate, options) {
	const { name, content, principal } = await signWith(root, [bound], options, gate);
	await store.attach(gate.run, name, Buffer.from(content));
	return {
		role: options.role,
		principal,
		file: name,
		environments: [bound.environment]
	};
}
async function signWith(root, bounds, { role, key, identity }, gate) {
	const given = {
		...key !== void 0 && { key },
		...identity !== void 0 && { principal: identity }
	};
	const signer = await signerFor(given, root, processRunner(root));
	const predicate = {
		role,
		principal: signer.principal,
		decision: "approve",
		signedAt: machineClock.now().toISOString(),
		...gate && { gate }
	};
	const { name, content } = await signStatement(makeStatement(bounds, predicate), signer.key, sshTools(root));
	return {
		name,
		content,
		principal: signer.principal
	};
}
/** The bindings for which somebody in this role has to sign. Errors: `refused` where nobody asks for the role before the start. */
async function askedFor(bounds, role) {
	const asked = await Promise.all(bounds.map(askedOf));
	const wanted = bounds.filter((_, index) => asked[index].some(({ applies, requirement }) => applies && !requirement.gate && requirement.role === role));
	if (wanted.length > 0) return wanted;
	const [{ name, environment }, requirements] = [bounds[0], asked.flat()];
	const gate = requirements.some(({ requirement }) => requirement.gate && requirement.role === role);
	const roles = [...new Set(requirements.flatMap(({ applies, requirement }) => applies && !requirement.gate ? [requirement.role] : []))];
	throw new PlanError("refused", `Cannot sign plan "${name}" in role "${role}": it asks for no such sign-off before it starts${bounds.length === 1 ? ` in ${environment}` : ""}`, { hint: gate ? `It is asked for at a gate: sign the run that waits there: plan sign RUN --role ${role}` : roles.length > 0 ? `It asks for: ${roles.join(", ")}` : "It asks for no sign-offs" });
}
/** What a sign-off at the gate names. Errors: `refused` where the run waits for nobody in this role. */
function gateMark({ run, phase, waiting }, journalHead, role) {
	if (phase === "waiting" && waiting?.for === "sign-off" && waiting.role === role) return {
		run,
		requirement: waiting.requirement,
		journalHead
	};
	const is = phase === "waiting" && waiting?.for === "sign-off" ? `it waits for a ${waiting.role}` : `it is ${phase}, and waits for no sign-off`;
	throw new PlanError("refused", `Cannot sign run "${run}" in role "${role}": ${is}`);
}
function answer(result, call) {
	const { plan, run, signed, signOffs } = result;
	const met = signOffs.every((each) => isMet(each, run !== void 0));
	return {
		result,
		text: [...signed ? [`Signed ${run ?? plan} as ${signed.principal} in role ${signed.role}: ${signed.file}`, ""] : [], ...signOffs.map((each) => signOffsText(each, call.paint))].join("\n"),
		next: nextOf(result, met),
		exitCode: signed || met ? exitCodes.done : exitCodes.waiting
	};
}
/** Before a start gates do not count; of a run they do. */
function isMet({ requirements }, ofRun) {
	return requirements.every(({ state, gate }) => state === "met" || state === "not-needed" || gate && !ofRun);
}
function nextOf({ plan, run, signOffs }, met) {
	if (run) return `plan resume ${run}`;
	const open = signOffs.flatMap(({ environment, requirements }) => requirements.filter(({ gate, state }) => !gate && state !== "met" && state !== "not-needed").map(({ role }) => ({
		environment,
		role
	})));
	if (met || !open[0]) return `plan run ${plan}${signOffs[0] && signOffs[0].environment !== "local" ? ` --env ${signOffs[0].environment}` : ""}`;
	return `plan sign ${plan} --role ${open[0].role} --env ${open[0].environment}`;
}
export { sign };
