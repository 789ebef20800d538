import { n as PlanError } from "./model-BXsTrnic.js";
import { n as replay } from "./replay-mqYv-40M.js";
import "./record-CTpULzfO.js";
import { t as machineClock } from "./clock-BaZTrgnY.js";
import { t as loadEvaluator } from "./expression-D2sPq5II.js";
import { t as runProcess } from "./processes-BdHeuO7E.js";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { lstat, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
// ../../work/main/packages/core/src/signoff/committed.ts
/**
* A file as committed at HEAD, by its path from the root, whatever the working tree holds. Sign-offs stand on this: without git
* there is nothing to trust. Errors: `refused` outside a repository and in one without commits, `missing` without git.
*/
async function committedFile(root, path, run) {
	const head = await run("git", [
		"-C",
		root,
		"rev-parse",
		"--verify",
		"--end-of-options",
		"HEAD^{commit}"
	], "");
	if (head.exitCode === 127) throw new PlanError("missing", "Cannot use sign-offs: there is no git", { hint: "Install git" });
	if (head.exitCode !== 0) throw new PlanError("refused", `Cannot check sign-offs: "${root}" is not in a git repository with a commit`, { hint: "Roles and signers count as they are committed: commit backout.yaml and the allowed signers" });
	const commit = head.stdout.trim();
	const entry = await run("git", [
		"-C",
		root,
		"cat-file",
		"-t",
		`${commit}:./${path}`
	], "");
	if (entry.exitCode !== 0 || entry.stdout.trim() !== "blob") return {
		commit,
		text: void 0
	};
	const shown = await run("git", [
		"-C",
		root,
		"cat-file",
		"blob",
		`${commit}:./${path}`
	], "");
	if (shown.exitCode !== 0) throw new PlanError("failed", `Cannot read "${path}" at commit ${commit.slice(0, 12)}: ${shown.stderr.trim()}`);
	return {
		commit,
		text: shown.stdout
	};
}
/** The `allowed_signers` as committed. Errors: `refused` where the commit does not have the file, else as {@link committedFile}. */
async function committedSigners(root, path, run) {
	const { commit, text } = await committedFile(root, path, run);
	if (text !== void 0) return text;
	throw new PlanError("refused", `Cannot check sign-offs: "${path}" is not in commit ${commit.slice(0, 12)}`, { hint: `Commit it: git add --force ${path}` });
}
// ../../work/main/packages/core/src/signoff/statement.ts
/** The type of the predicate, as in-toto names types: by a URI. */
const predicateType = "https://backout.dev/sign-off/v1";
/** A statement about bound plans: the same plan in one or several environments. */
function makeStatement(bounds, predicate) {
	const [first] = bounds;
	return {
		_type: "https://in-toto.io/Statement/v1",
		subject: bounds.map(subjectOf),
		predicateType,
		predicate: {
			plan: first.name,
			...predicate
		}
	};
}
/** The text that is signed, byte for byte. */
function statementText(statement) {
	return `${JSON.stringify(statement, null, 2)}\n`;
}
/** A statement from its text, or what is wrong with it, in words. */
function readStatement(text) {
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		return "its statement is not JSON";
	}
	if (!isObject(value) || value["_type"] !== "https://in-toto.io/Statement/v1") return "its statement is not an in-toto statement (v1)";
	if (value["predicateType"] !== "https://backout.dev/sign-off/v1") return `its statement is not of the type ${predicateType}`;
	const { subject, predicate } = value;
	if (!Array.isArray(subject) || subject.length === 0 || !subject.every(isSubject)) return "its statement has no proper subject";
	return isPredicate(predicate) ? value : "its statement has no proper predicate";
}
/** Whether a text can be a principal: what `allowed_signers` lists, without blanks, commas and wildcards, safe in a file's name. */
function isPrincipal(text) {
	return /^[A-Za-z0-9_][A-Za-z0-9._+@=-]{0,127}$/.test(text);
}
/** Whether a text can be the name of a role. */
function isRole(text) {
	return /^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/.test(text);
}
function subjectOf({ name, environment, planDigest, bindingDigest, bindingParts }) {
	return {
		name: `${name}@${environment}`,
		digest: { sha256: bindingDigest.slice(bindingDigest.indexOf(":") + 1) },
		annotations: {
			environment,
			planDigest,
			bindingDigest,
			parts: bindingParts
		}
	};
}
function isSubject(value) {
	if (!isObject(value) || typeof value["name"] !== "string") return false;
	const { digest, annotations } = value;
	if (!isObject(digest) || typeof digest["sha256"] !== "string" || !isObject(annotations)) return false;
	const { environment, planDigest, bindingDigest, parts } = annotations;
	return [
		environment,
		planDigest,
		bindingDigest
	].every((text) => typeof text === "string") && bindingDigest === `sha256-v1:${digest["sha256"]}` && isObject(parts) && Object.values(parts).every((part) => typeof part === "string");
}
function isPredicate(value) {
	if (!isObject(value)) return false;
	const { plan, role, principal, decision, signedAt, expires, comment, gate } = value;
	return typeof plan === "string" && typeof role === "string" && isRole(role) && typeof principal === "string" && isPrincipal(principal) && [
		"approve",
		"reject",
		"revoke"
	].includes(decision) && isTime(signedAt) && (expires === void 0 || isTime(expires)) && (comment === void 0 || typeof comment === "string") && (gate === void 0 || isGate(gate));
}
function isGate(value) {
	return isObject(value) && [
		"run",
		"requirement",
		"journalHead"
	].every((key) => typeof value[key] === "string");
}
function isTime(value) {
	return typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) && !Number.isNaN(Date.parse(value));
}
function isObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
// ../../work/main/packages/core/src/signoff/sign-off-file.ts
/** Largest sign-off file, bytes. */
const largestFile = 65536;
/** The folder of a plan's sign-offs: beside it, `plans/crm.plan.yaml` gives `plans/crm.plan.yaml.signoffs`. */
function signOffFolder(planPath) {
	return `${planPath}.signoffs`;
}
/**
* `<digest12>.<role>.<principal>.json`. The digest is the binding digest, for several environments the plan digest, for a gate the
* journal's head. Errors: `invalid` for a role or a principal that has no place in a file's name.
*/
function signOffFileName({ subject, predicate }) {
	const { role, principal, gate } = predicate;
	if (!isRole(role)) throw new PlanError("invalid", `Cannot sign in role "${role}": it is not the name of a role`);
	if (!isPrincipal(principal)) throw new PlanError("invalid", `Cannot sign as "${principal}": a principal is a name such as "alice@example.com"`);
	const [first] = subject;
	const digest = gate?.journalHead ?? (subject.length === 1 ? first.digest.sha256 : first.annotations.planDigest.replace(/^.*:/, ""));
	if (!/^[0-9a-f]{12}/.test(digest)) throw new PlanError("invalid", `Cannot sign: "${digest}" is not a SHA-256`);
	return `${digest.slice(0, 12)}.${role}.${principal}.json`;
}
/** The file's content. */
function writeSignOff({ text, signature }) {
	return `${JSON.stringify({
		apiVersion: "backout/v1",
		kind: "SignOff",
		statement: text,
		signature
	}, null, 2)}\n`;
}
/** A sign-off from its file, or what is wrong with it, in words. */
function readSignOff(name, bytes) {
	if (bytes.length > 65536) return `it is larger than ${largestFile} bytes`;
	let value;
	try {
		value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
	} catch {
		return "it is not JSON in UTF-8";
	}
	if (typeof value !== "object" || value === null) return "it is not a sign-off";
	const { apiVersion, kind, statement: text, signature } = value;
	if (apiVersion !== "backout/v1" || kind !== "SignOff") return "it is not a sign-off of backout/v1";
	if (typeof text !== "string" || typeof signature !== "string") return "it lacks its statement or its signature";
	const statement = readStatement(text);
	return typeof statement === "string" ? statement : {
		name,
		text,
		statement,
		signature
	};
}
// ../../work/main/packages/core/src/signoff/read-folder.ts
/**
* The sign-off files of a folder, by name; none where there is no such folder. Links and other things that are no plain files are
* left out; of a file that is too large only the first bytes that make it so are taken, so that it is reported and not read.
*/
async function readSignOffFolder(folder, fs) {
	const names = await fs.readdir(folder).catch((error) => {
		if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
		throw error;
	});
	const found = [];
	for (const name of names.filter((one) => one.endsWith(".json")).toSorted()) {
		const stat = await fs.lstat(join(folder, name));
		if (!stat.isFile()) continue;
		found.push({
			name,
			bytes: stat.size > 65536 ? /* @__PURE__ */ new Uint8Array(65537) : await fs.readFile(join(folder, name))
		});
	}
	return found;
}
/** The rules of a project and the content of its `allowed_signers`. */
function rulesOf(project, allowedSigners) {
	return {
		allowedSigners,
		roles: project.signOffs?.roles ?? {}
	};
}
// ../../work/main/packages/core/src/signoff/ssh-keygen.ts
/** The namespace of signatures: one made for anything else (a git commit, a file) does not verify here, and the other way round. */
const namespace = "backout-signoff";
/**
* Signs a text with a private key file, or with a public key file whose private half the agent holds. Gives the armoured signature.
* Errors: `missing` without ssh-keygen, `failed` with what it said.
*/
async function sshSign(text, key, { run }) {
	const { exitCode, stdout, stderr } = await run("ssh-keygen", [
		"-Y",
		"sign",
		"-n",
		namespace,
		"-f",
		key
	], text);
	if (exitCode === 127) throw noProgram();
	if (exitCode === 0 && stdout.includes("BEGIN SSH SIGNATURE")) return stdout;
	throw new PlanError("failed", `Cannot sign with key "${key}": ${lastLine(stderr) || `ssh-keygen ended with ${exitCode}`}`, { hint: "Give a private key with --key FILE, or a public key whose private half is in the SSH agent" });
}
/**
* Verifies a signature as git does: against the content of an `allowed_signers` file, with its validity times as of `at`, its
* namespaces and certificate authorities. Errors: `missing` without ssh-keygen.
*/
async function sshVerify({ text, signature, principal, at }, allowedSigners, { run, temporary }) {
	await using folder = await privateFolder(temporary);
	const signatureFile = await folder.write("signature", signature);
	const signersFile = await folder.write("allowed_signers", allowedSigners);
	const time = `-Overify-time=${localTime(at)}`;
	const { exitCode, stdout, stderr } = await run("ssh-keygen", [
		"-Y",
		"verify",
		"-n",
		namespace,
		"-f",
		signersFile,
		"-I",
		principal,
		"-s",
		signatureFile,
		time
	], text);
	if (exitCode === 127) throw noProgram();
	const good = /^Good "[^"]*" signature for .* with \S+ key (SHA256:\S+)/m.exec(stdout);
	if (exitCode === 0 && good) return {
		valid: true,
		key: good[1]
	};
	return {
		valid: false,
		why: reasonOf(`${stdout}\n${stderr}`, principal)
	};
}
/** In our words; ssh-keygen (OpenSSH 8.9 to 10) says nothing at all where the key is not listed for the principal. */
function reasonOf(output, principal) {
	const found = reasons.find(([pattern]) => pattern.test(output));
	return found ? found[1](principal) : `the key that signed it is not known as a key of "${principal}"`;
}
const reasons = [
	[/incorrect signature/i, () => "its signature does not belong to its statement"],
	[/namespace does not match/i, () => "its signature was made for something else"],
	[/parse signature|incomplete message|invalid format/i, () => "its signature cannot be read"],
	[/key has expired/i, (principal) => `the key of "${principal}" was no longer valid when it was signed`],
	[/not yet valid/i, (principal) => `the key of "${principal}" was not yet valid when it was signed`],
	[/not permitted for use in signature namespace/i, (principal) => `the key of "${principal}" may not sign plans`]
];
/** As ssh-keygen reads times, in the machine's zone; versions before 9.1 know no other. */
function localTime(at) {
	const two = (value) => String(value).padStart(2, "0");
	return `${`${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`}${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}
async function privateFolder(temporary) {
	const path = await mkdtemp(join(temporary, "backout-"));
	return {
		async write(name, content) {
			await writeFile(join(path, name), content, { mode: 384 });
			return join(path, name);
		},
		async [Symbol.asyncDispose]() {
			await rm(path, {
				recursive: true,
				force: true
			});
		}
	};
}
function noProgram() {
	return new PlanError("missing", "Cannot use sign-offs: there is no ssh-keygen", { hint: "Install OpenSSH 8.9 or newer" });
}
function lastLine(text) {
	return text.trim().split("\n").at(-1) ?? "";
}
// ../../work/main/packages/core/src/signoff/sign.ts
/** Signs a statement: the file's name, and its content. Errors: `invalid`, `missing` and `failed`, as its parts. */
async function signStatement(statement, key, tools) {
	const name = signOffFileName(statement);
	const text = statementText(statement);
	const signature = await sshSign(text, key, tools);
	return {
		name,
		content: writeSignOff({
			text,
			signature
		}),
		file: {
			name,
			text,
			statement,
			signature
		}
	};
}
// ../../work/main/packages/core/src/signoff/signing-key.ts
/**
* The key and the principal to sign with: as given, else as git signs: `user.signingKey` (a file) and `user.email`.
* Errors: `invalid` where there is none, or git's key is not a file.
*/
async function signerFor(given, root, run) {
	const key = given.key ?? await gitSetting(root, [
		"--type=path",
		"--get",
		"user.signingKey"
	], run);
	if (key === void 0) throw new PlanError("invalid", "Cannot sign: there is no key", { hint: "Give one with --key FILE, or set it: git config user.signingKey ~/.ssh/id_ed25519" });
	if (/^(key::|ssh-|ecdsa-|sk-)/.test(key)) throw new PlanError("invalid", "Cannot sign: git's user.signingKey holds a key, not the path of one", { hint: "Give the key with --key FILE" });
	const principal = given.principal ?? await gitSetting(root, ["--get", "user.email"], run);
	if (principal === void 0) throw new PlanError("invalid", "Cannot sign: it is not known as whom", { hint: "Give --identity NAME, or set git config user.email" });
	return {
		key,
		principal
	};
}
async function gitSetting(root, args, run) {
	const { exitCode, stdout } = await run("git", [
		"-C",
		root,
		"config",
		...args
	], "");
	const text = stdout.trim();
	return exitCode === 0 && text !== "" ? text : void 0;
}
// ../../work/main/packages/core/src/signoff/assign.ts
/**
* Gives people to requirements so that nobody fills two places, and as many places as possible are filled; earlier requirements
* first. Kuhn's algorithm for bipartite matching (augmenting paths).
*/
function assign(seats) {
	const places = seats.flatMap(({ id, count, candidates }) => Array.from({ length: count }, () => ({
		id,
		candidates
	})));
	const holder = /* @__PURE__ */ new Map();
	const seat = (place, tried) => {
		for (const person of places[place].candidates) {
			if (tried.has(person)) continue;
			tried.add(person);
			const taken = holder.get(person);
			if (taken !== void 0 && !seat(taken, tried)) continue;
			holder.set(person, place);
			return true;
		}
		return false;
	};
	for (const place of places.keys()) seat(place, /* @__PURE__ */ new Set());
	const given = new Map(seats.map(({ id }) => [id, []]));
	for (const [person, place] of holder) given.get(places[place].id).push(person);
	return given;
}
// ../../work/main/packages/core/src/signoff/differences.ts
/** What of a bound plan is no longer as a subject has it, in words: `input "batch" changed`, `file "a.sql" added`. Empty if nothing is. */
function differences(bound, { annotations }) {
	if (annotations.bindingDigest === bound.bindingDigest) return [];
	const before = annotations.parts;
	const now = bound.bindingParts;
	const found = [.../* @__PURE__ */ new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((name) => change(name, own(before, name), own(now, name)));
	return found.length > 0 ? found : ["the digests differ"];
}
function change(name, before, now) {
	if (before === now) return [];
	return [`${name === "plan" ? "the plan" : name} ${before === void 0 ? "was added" : now === void 0 ? "was removed" : "changed"}`];
}
function own(parts, name) {
	return Object.hasOwn(parts, name) ? parts[name] : void 0;
}
// ../../work/main/packages/core/src/signoff/judge.ts
/** Judges one sign-off by itself: the signature, what it is about, the role, and its own expiry. */
async function judge(file, matter) {
	const { principal, signedAt: time } = file.statement.predicate;
	const signedAt = new Date(time);
	const verified = await sshVerify({
		text: file.text,
		signature: file.signature,
		principal,
		at: signedAt
	}, matter.rules.allowedSigners, matter.tools);
	if (!verified.valid) return {
		reason: "signature",
		why: verified.why
	};
	return subjectProblem(file, matter.bound) ?? roleProblem(file, matter.rules) ?? timeProblem(file, matter) ?? {
		file,
		principal,
		key: verified.key,
		signedAt
	};
}
function subjectProblem({ statement }, bound) {
	const { plan } = statement.predicate;
	if (plan !== bound.name) return {
		reason: "other-plan",
		why: `it is for plan "${plan}"`
	};
	if (statement.subject.some(({ annotations }) => annotations.bindingDigest === bound.bindingDigest)) return void 0;
	const same = statement.subject.find(({ annotations }) => annotations.environment === bound.environment);
	if (same) return {
		reason: "changed",
		why: differences(bound, same).join(", ")
	};
	return {
		reason: "other-environment",
		why: `it is for environment ${statement.subject.map(({ annotations }) => `"${annotations.environment}"`).join(", ")}, not "${bound.environment}"`
	};
}
function roleProblem({ statement }, { roles }) {
	const { role, principal } = statement.predicate;
	return (Object.hasOwn(roles, role) ? roles[role] : []).includes(principal) ? void 0 : {
		reason: "not-in-role",
		why: `"${principal}" is not in role "${role}"`
	};
}
/** Clocks of machines differ a little. */
const skew = 3e5;
function timeProblem({ statement }, matter) {
	const { signedAt, expires, gate } = statement.predicate;
	const now = gate ? matter.run?.now ?? matter.now : matter.now;
	if (Date.parse(signedAt) > now.getTime() + skew) return {
		reason: "future",
		why: `it says that it was signed at ${signedAt}, which is later than ${gate ? "now" : "the start"}`
	};
	return expires !== void 0 && Date.parse(expires) <= now.getTime() ? {
		reason: "expired",
		why: `it expired at ${expires}`
	} : void 0;
}
// ../../work/main/packages/core/src/signoff/judge-all.ts
/** More files than any plan has: beyond, somebody means harm. */
const mostFiles = 1e3;
/** Reads and judges all files. Those in roles that nobody asks for are left out unread. */
async function judgeAll(question, roles) {
	const accepted = [];
	const voids = [];
	for (const { name, bytes } of question.files.slice(0, mostFiles)) {
		const file = readSignOff(name, bytes);
		if (typeof file === "string") {
			voids.push({
				file: name,
				reason: "malformed",
				why: file
			});
			continue;
		}
		if (!roles.has(file.statement.predicate.role)) continue;
		const verdict = await judge(file, question);
		if ("reason" in verdict) voids.push(voidOf(file, verdict.reason, verdict.why));
		else accepted.push(verdict);
	}
	for (const { name } of question.files.slice(mostFiles)) voids.push({
		file: name,
		reason: "malformed",
		why: `there are more than ${mostFiles} files`
	});
	return latest(accepted, voids);
}
/** A sign-off that does not count. */
function voidOf({ name, statement }, reason, why) {
	const { role, principal } = statement.predicate;
	return {
		file: name,
		role,
		principal,
		reason,
		why
	};
}
/** One decision for each person, role and gate: the latest; it makes the earlier ones void. */
function latest(accepted, voids) {
	const current = /* @__PURE__ */ new Map();
	const replaced = [];
	for (const one of accepted.toSorted((a, b) => a.signedAt.getTime() - b.signedAt.getTime() || caution(a) - caution(b))) {
		const { principal, role, gate } = one.file.statement.predicate;
		const key = JSON.stringify([
			principal,
			role,
			gate?.run,
			gate?.requirement
		]);
		const earlier = current.get(key);
		if (earlier && earlier.file.text !== one.file.text) replaced.push(replacedBy(earlier, one));
		current.set(key, one);
	}
	return {
		accepted: [...current.values()].filter(({ file }) => file.statement.predicate.decision !== "revoke"),
		voids: [...voids, ...replaced]
	};
}
/** Of two decisions in the same millisecond the more cautious one counts. */
function caution({ file }) {
	return {
		approve: 0,
		revoke: 1,
		reject: 2
	}[file.statement.predicate.decision];
}
function replacedBy({ file }, later) {
	const { decision, signedAt } = later.file.statement.predicate;
	if (decision === "revoke") return voidOf(file, "revoked", `it was revoked at ${signedAt}`);
	return voidOf(file, "superseded", `a later decision of ${signedAt} replaces it`);
}
// ../../work/main/packages/core/src/signoff/people.ts
/** Groups the signers of some sign-offs into people; a person is called by the first of their names. */
function peopleOf(accepted) {
	const group = /* @__PURE__ */ new Map();
	const root = (name) => {
		const next = group.get(name);
		return next === void 0 || next === name ? name : root(next);
	};
	for (const { principal, key } of accepted) {
		const [a, b] = [root(`name ${principal}`), root(`key ${key}`)].toSorted();
		group.set(a, b);
		group.set(b, b);
	}
	const names = [...new Set(accepted.map(({ principal }) => principal))].toSorted();
	return ({ principal }) => names.find((name) => root(`name ${name}`) === root(`name ${principal}`)) ?? principal;
}
// ../../work/main/packages/core/src/signoff/pool.ts
/** Sorts out the sign-offs in a requirement's role: those for another gate, and those that are too old for it, are void. */
function poolFor(requirement, { accepted, voids }, question) {
	const judged = accepted.filter(({ file }) => file.statement.predicate.role === requirement.role).map((one) => ({
		one,
		problem: gateProblem(one, requirement, question) ?? ageProblem(one, requirement, question)
	}));
	const valid = judged.flatMap(({ one, problem }) => problem ? [] : [one]);
	const decided = (decision) => valid.filter(({ file }) => file.statement.predicate.decision === decision);
	const unfit = judged.flatMap(({ one, problem }) => problem ? [voidOf(one.file, problem.reason, problem.why)] : []);
	return {
		requirement,
		approvals: decided("approve"),
		rejections: decided("reject"),
		voids: [...voids.filter(({ role }) => role === requirement.role), ...unfit]
	};
}
/** Law: a gate's sign-off is good for that gate of that run alone, given after the run began to wait; and no other opens a gate. */
function gateProblem({ file }, requirement, { run }) {
	const { gate } = file.statement.predicate;
	if (!requirement.gate) return gate && {
		reason: "other-gate",
		why: `it is for the gate "${gate.requirement}" of run ${gate.run}`
	};
	if (!gate) return {
		reason: "other-gate",
		why: `it is for the start; "${requirement.id}" is signed when the run waits there`
	};
	if (gate.requirement !== requirement.id) return {
		reason: "other-gate",
		why: `it is for the gate "${gate.requirement}"`
	};
	if (run && gate.run !== run.id) return {
		reason: "other-gate",
		why: `it is for run ${gate.run}`
	};
	if (run?.heads.get(requirement.id)?.includes(gate.journalHead)) return void 0;
	return {
		reason: "other-gate",
		why: "it does not name a state of the journal in which the run waits at this gate"
	};
}
function ageProblem({ signedAt }, { expires, gate }, { now, run }) {
	const at = gate ? run?.now ?? now : now;
	if (expires === void 0 || at.getTime() - signedAt.getTime() <= expires) return void 0;
	return {
		reason: "expired",
		why: `it was signed at ${signedAt.toISOString()}, longer ago than the requirement allows`
	};
}
// ../../work/main/packages/core/src/signoff/standing.ts
/** How a requirement stands, given the people who fill its places. */
function standing({ requirement, approvals, rejections, voids }, people, personOf) {
	const by = people.flatMap((person) => approvals.filter((one) => personOf(one) === person).slice(0, 1)).map(counted);
	const base = {
		requirement,
		by,
		void: voids
	};
	const [rejection] = rejections;
	if (rejection) return {
		...base,
		state: "rejected",
		why: `${rejection.principal} rejected it${commentOf(rejection)}`
	};
	if (by.length >= requirement.count) return {
		...base,
		state: "met",
		why: `signed by ${by.map(({ principal }) => principal).join(", ")}`
	};
	const lacking = `${requirement.count - by.length} more in role "${requirement.role}" needed`;
	const spare = [...new Set(approvals.map(({ principal }) => principal))].filter((name) => !by.some(({ principal }) => principal === name));
	if (spare.length > 0) return {
		...base,
		state: "missing",
		why: `${lacking}: ${spare.join(", ")} already ${spare.length === 1 ? "fills" : "fill"} another place`
	};
	if (voids.length === 0) return {
		...base,
		state: "missing",
		why: lacking
	};
	return {
		...base,
		state: "void",
		why: voids.map(({ principal, file, why }) => `${principal ?? file}: ${why}`).join("; ")
	};
}
/** A requirement whose `if` does not hold. */
function notNeeded(requirement) {
	return {
		requirement,
		state: "not-needed",
		by: [],
		void: [],
		why: `its condition does not hold: ${requirement.if}`
	};
}
/** A requirement that the run has passed already. */
function passed({ requirement, approvals, voids }, principals) {
	return {
		requirement,
		state: "met",
		by: approvals.filter(({ principal }) => principals.includes(principal)).map(counted),
		void: voids,
		why: `accepted from ${principals.join(", ")}`
	};
}
function counted({ file, key, principal, signedAt }) {
	return {
		file: file.name,
		principal,
		key,
		signedAt: signedAt.toISOString()
	};
}
function commentOf({ file }) {
	const { comment } = file.statement.predicate;
	return comment === void 0 ? "" : `: ${comment}`;
}
// ../../work/main/packages/core/src/signoff/state.ts
/**
* For each requirement: met, missing, void or rejected, and why. Each sign-off is verified with ssh-keygen, and counts only for this
* plan, this environment, its signer's role and, at a gate, this run. A person's later decision replaces the earlier one; a `reject`
* blocks; with `distinct` nobody fills two places, under no two names of one key either. Errors: `missing` without ssh-keygen.
*/
async function signOffState(question) {
	const { bound, asked, run } = question;
	const wanted = asked.flatMap(({ applies, requirement }) => applies ? [requirement] : []);
	const judged = await judgeAll(question, new Set(wanted.map(({ role }) => role)));
	const personOf = peopleOf(judged.accepted);
	const pools = new Map(wanted.map((requirement) => [requirement.id, poolFor(requirement, judged, question)]));
	const people = seatAll([...pools.values()], personOf, bound.signOffs.distinct, run?.accepted);
	const requirements = asked.map(({ requirement, applies }) => {
		const pool = pools.get(requirement.id);
		if (!applies || !pool) return notNeeded(requirement);
		const accepted = run?.accepted?.get(requirement.id);
		return accepted ? passed(pool, accepted) : standing(pool, people.get(requirement.id) ?? [], personOf);
	});
	return {
		ready: requirements.every(({ requirement, state }) => requirement.gate || state === "met" || state === "not-needed"),
		requirements,
		others: judged.voids.filter(({ role }) => role === void 0)
	};
}
/** Who fills the places of each requirement. Whom the run has accepted for one, is taken. */
function seatAll(pools, personOf, distinct, accepted = /* @__PURE__ */ new Map()) {
	const taken = new Set(distinct ? [...accepted.values()].flat().map((principal) => personOf({ principal })) : []);
	const seats = pools.filter(({ requirement }) => !accepted.has(requirement.id)).map(({ requirement: { id, count }, approvals }) => {
		return {
			id,
			count,
			candidates: [...new Set(approvals.map(personOf))].filter((person) => !taken.has(person))
		};
	});
	return distinct ? assign(seats) : new Map(seats.map(({ id, count, candidates }) => [id, candidates.slice(0, count)]));
}
// ../../work/main/packages/cli/src/compose/sign-offs.ts
/** How the sign-offs of a bound plan stand. Signers and roles count as committed at HEAD. Errors: `refused`, `missing`. */
async function signOffsOf(root, bound, { run, used } = {}) {
	const asked = await askedOf(bound);
	const question = {
		bound,
		asked,
		now: run?.startedAt ?? machineClock.now(),
		tools: sshTools(root),
		...run && { run: run.gate }
	};
	if (asked.every(({ applies }) => !applies)) return signOffState({
		...question,
		files: [],
		rules: noRules
	});
	const files = [...await besidePlan(root, bound), ...run?.attached ?? []].filter(({ bytes }) => !used?.has(digestOf(bytes)));
	return signOffState({
		...question,
		files,
		rules: await committedRules(root)
	});
}
/** Opens the gates of runs: by sign-offs that are attached to the run, or lie beside its plan. */
function gateKeeper(root, store) {
	return async ({ run, requirement, heads, attachments }) => {
		const [{ bound }, { records }] = await Promise.all([store.frozen(run), store.read(run)]);
		const attached = [...attachments].map(([name, bytes]) => ({
			name,
			bytes
		}));
		const told = replay(records);
		const found = (await signOffsOf(root, bound, { run: {
			gate: {
				id: run,
				now: machineClock.now(),
				heads: /* @__PURE__ */ new Map([[requirement, heads]]),
				accepted: acceptedSoFar(told)
			},
			startedAt: new Date(told.createdAt),
			attached
		} })).requirements.find((each) => each.requirement.id === requirement);
		if (found?.state !== "met") return {
			met: false,
			why: found?.why ?? `there is no requirement "${requirement}"`
		};
		return {
			met: true,
			by: await acceptedBy(root, bound, found.by, attached)
		};
	};
}
/** Whose sign-offs a run has accepted, by requirement: these people are taken. */
function acceptedSoFar({ signOffs }) {
	return new Map([...signOffs].map(([requirement, by]) => [requirement, by.map(({ principal }) => principal)]));
}
/** The sign-offs that count, as the journal keeps them: with the digest of each file. */
async function acceptedBy(root, bound, by, attached = []) {
	const files = [...attached, ...await besidePlan(root, bound)];
	return by.map(({ principal, file }) => {
		return {
			principal,
			file,
			digest: digestOf(files.find(({ name }) => name === file)?.bytes ?? /* @__PURE__ */ new Uint8Array())
		};
	});
}
/** The requirements of a plan, and whether the `if` of each holds. */
async function askedOf(bound) {
	const { require } = bound.signOffs;
	if (require.every((each) => each.if === void 0)) return require.map((requirement) => ({
		requirement,
		applies: true
	}));
	const evaluator = await loadEvaluator();
	const scope = {
		inputs: bound.inputs,
		environment: bound.environment,
		secrets: () => void 0,
		steps: /* @__PURE__ */ new Map(),
		run: {
			id: "",
			startedAt: machineClock.now().toISOString()
		},
		schemas: { inputs: bound.inputSchemas ?? {} }
	};
	return require.map((requirement) => ({
		requirement,
		applies: requirement.if === void 0 || evaluator.test(requirement.if, scope).holds
	}));
}
/** What signing and verifying need of this machine. */
function sshTools(root) {
	return {
		run: processRunner(root),
		temporary: tmpdir()
	};
}
/** Processes for the sign-off room. */
function processRunner(root) {
	return (command, args, stdin) => runProcess(command, args, {
		cwd: root,
		input: stdin
	});
}
/** Roles and signers as HEAD has them. Errors: `refused` where HEAD has no valid `backout.yaml`. */
async function committedRules(root) {
	const run = processRunner(root);
	const { text, commit } = await committedFile(root, "backout.yaml", run);
	if (text === void 0) throw noRulesAt(commit, "has no backout.yaml");
	const project = await validProject(text, commit);
	return rulesOf(project, await committedSigners(root, project.signOffs?.allowedSigners ?? ".backout/allowed_signers", run));
}
async function validProject(text, commit) {
	const [{ loadProjectFile }, { validateProject }] = await Promise.all([import("./load-D5grRGoJ.js").then((n) => n.t), import("./validate-OV7q7inP.js").then((n) => n.t)]);
	const checked = await validateProject(loadProjectFile({
		path: "backout.yaml",
		text
	}));
	if (checked.ok) return checked.project;
	throw noRulesAt(commit, "has a backout.yaml that is not valid");
}
function noRulesAt(commit, reason) {
	return new PlanError("refused", `Cannot check sign-offs: commit ${commit.slice(0, 12)} ${reason}`, { hint: "Roles and signers count as they are committed: commit backout.yaml with \"signOffs\"" });
}
function besidePlan(root, bound) {
	return readSignOffFolder(join(root, signOffFolder(bound.path)), {
		readdir,
		lstat,
		readFile
	});
}
function digestOf(bytes) {
	return createHash("sha256").update(bytes).digest("hex");
}
const noRules = {
	allowedSigners: "",
	roles: {}
};
export { processRunner as a, signerFor as c, makeStatement as d, gateKeeper as i, signStatement as l, acceptedSoFar as n, signOffsOf as o, askedOf as r, sshTools as s, acceptedBy as t, signOffFolder as u };
