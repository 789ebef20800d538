import { c as createRun, i as execute, r as preview } from "./execute-BD5RqdQC.js";
import { l as allowedEnvironments } from "./validate-OV7q7inP.js";
import { n as PlanError } from "./model-BXsTrnic.js";
import { a as newRunId } from "./record-CTpULzfO.js";
import { t as bindPlan } from "./bind-D12nDjzo.js";
import { t as machineClock } from "./clock-BaZTrgnY.js";
import { i as validPlans, r as selectPlans } from "./load-plans-BNuOR8Sg.js";
import { t as openRepository } from "./repository-rdKmY9QR.js";
import { t as acceptedSignOffs } from "./start-sign-offs-36TSM7D7.js";
import { conduct } from "./conduct-BWPSAL_o.js";
import { t as confirm } from "./confirm-D344R97p.js";
import { t as deadlineOf } from "./deadline-DTXu0z7o.js";
import { n as exitCodes } from "./exit-codes-Dors_gN_.js";
import { i as git, n as findCommit, r as askGit } from "./identity-CviYZY-K.js";
import { n as nextAfter } from "./outcome-8_qKpGF7.js";
import { t as outcomeText } from "./outcome-text-CUFVefVG.js";
import { t as stateText } from "./state-words-k33Rqd_0.js";
import { n as secretsOf } from "./effects-CTR7sDI1.js";
import { n as standingOf } from "./standing-CLuNw5VL.js";
import { statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { tmpdir } from "node:os";
import { mkdtemp, realpath, rm } from "node:fs/promises";
// ../../work/main/packages/cli/src/confirm-run.ts
/**
* Asks before plans run in a protected environment, and at a terminal also before a plan of high or critical risk does.
* Errors: `refused` where the answer is no, or where nobody is there to ask about a protected environment.
*/
async function confirmRun(plans, yes, call) {
	const [first] = plans;
	if (yes || !first) return;
	const risky = plans.filter((plan) => ["high", "critical"].includes(riskOf(plan) ?? ""));
	if (!first.protected && (risky.length === 0 || !call.interactive)) return;
	const names = plans.map(({ name }) => name).join(", ");
	const why = [first.protected && "a protected environment", risky.length > 0 && `risk: ${risky.map(riskOf).join(", ")}`].filter(Boolean).join("; ");
	await confirm(`Run ${names} in ${first.environment} (${why})?`, `Cannot run ${names} in ${first.environment}`, call);
}
function riskOf({ metadata }) {
	return metadata?.risk;
}
// ../../work/main/packages/cli/src/folder-of-plans.ts
/**
* Whether a selector means "all plans in there": it is a folder, and not just the folder of one plan.
* `paths` are those of the plans that it selects, relative to the root.
*/
function isFolderOfPlans(selector, paths, root, { cwd }) {
	const folder = [resolve(cwd, selector), resolve(root, selector)].find((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
	if (folder === void 0) return false;
	const [only] = paths;
	return paths.length !== 1 || dirname(resolve(root, only)) !== folder;
}
// ../../work/main/packages/cli/src/output/run-text.ts
/** What became of the plans that were to run. */
function runText({ environment, runs, applied, notRun }, paint) {
	const parts = [
		...applied.map(({ name, run }) => `${stateText("applied", paint)}  ${paint("bold", name)} in ${environment}: already applied by ${run}`),
		...runs.map((outcome) => outcomeText(outcome, paint)),
		...notRun.map(({ name, why }) => `${paint("dim", "– not run")}  ${paint("bold", name)} in ${environment}: ${why}`)
	];
	return parts.length > 0 ? parts.join("\n\n") : `There are no plans for environment "${environment}"`;
}
// ../../work/main/packages/cli/src/protected.ts
/**
* Law 13, protected environments: the work tree is clean, and steps have no files left to change, since the changes are committed
* already. The engine refuses such a change as well; here it is known before anything runs. Errors: `refused`.
*/
async function demandProtection({ bound, files }, repository, plugins, call) {
	if (!bound.protected) return;
	await demandCleanTree(bound, repository.root);
	if (bound.scope.files) await demandNoFileChanges({
		bound,
		files
	}, repository.root, plugins, call);
}
async function demandCleanTree(bound, root) {
	const status = await askGit(root, [
		"status",
		"--porcelain",
		"--untracked-files=normal",
		"--",
		"."
	]);
	if (status === void 0) throw refused$1(bound, "it is protected, and the repository is no git work tree", "Run it from a clean checkout");
	if (status === "") return;
	throw refused$1(bound, `it is protected, and the work tree is not clean (${status.split("\n")[0].slice(3)})`, "Commit the changes first, or run it from a clean checkout");
}
async function demandNoFileChanges({ bound, files }, root, plugins, call) {
	const effects = {
		plugins,
		root,
		secrets: secretsOf(call),
		clock: machineClock,
		abort: new AbortController().signal,
		observe: () => {},
		allows: () => void 0
	};
	for await (const step of preview(bound, files, effects)) {
		if (step.kind !== "changes") continue;
		const written = step.changes.flatMap(({ touches }) => touches).find(({ resource, access }) => resource === "files" && access === "write");
		if (!written) continue;
		throw refused$1(bound, `it is protected, and step "${step.step.id}" would still change "${written.part}"`, `Run it elsewhere with --commit, and merge the commit first: plan run ${bound.name} --commit`);
	}
}
function refused$1({ name, environment }, reason, hint) {
	return new PlanError("refused", `Cannot run plan "${name}" in ${environment}: ${reason}`, { hint });
}
// ../../work/main/packages/cli/src/git/changed-paths.ts
/** What differs from HEAD: tracked changes and untracked files (not ignored ones). Paths are relative to the top of the work tree, with `/`. */
async function changedPaths(top) {
	return (await git(top, [
		"status",
		"--porcelain=v1",
		"-z",
		"--untracked-files=all",
		"--no-renames"
	])).split("\0").filter(Boolean).map((entry) => entry.slice(3));
}
/** A path that is relative to the top of the work tree, made relative to the root; undefined where it is not under it. */
function fromRoot(root, top, path) {
	const prefix = relative(top, root).replaceAll("\\", "/");
	if (prefix === "") return path;
	return path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : void 0;
}
// ../../work/main/packages/cli/src/git/commit-run.ts
/**
* Makes sure that the run's changes can be told from everybody else's: there is a git work tree with a commit, no merge
* is under way, nothing that the plan may write differs from HEAD, and BRANCH is new or where HEAD is. Errors: `refused`.
*/
async function commitTarget(root, branch, covers) {
	const top = await askGit(root, ["rev-parse", "--show-toplevel"]);
	if (top === void 0) throw refused("this is no git work tree", "Run it without --commit");
	const base = await askGit(root, [
		"rev-parse",
		"--verify",
		"--quiet",
		"HEAD^{commit}"
	]);
	if (base === void 0) throw refused("there is no commit yet", "Commit the plan first");
	if (await askGit(root, [
		"rev-parse",
		"--verify",
		"--quiet",
		"MERGE_HEAD"
	]) !== void 0) throw refused("a merge is under way", "Finish the merge first");
	const where = await refOf(root, base, branch);
	const real = await realpath(root);
	const dirty = (await changedPaths(top)).filter((path) => isCovered(real, top, path, covers));
	if (dirty.length > 0) {
		const more = dirty.length > 1 ? ` (and ${dirty.length - 1} more)` : "";
		throw refused(`"${dirty[0]}"${more} has changes already, and the plan may write it`, "Commit or stash these changes first");
	}
	return {
		root: real,
		top,
		base,
		covers,
		...where
	};
}
/**
* One commit of what the plan's files are now, with a `Backout-Run:` trailer. Git's plumbing on an index of its own: what somebody has
* staged stays staged, and no hook runs (a commit hook would see, and could change, a work tree that is not what is committed).
* Undefined where no file changed. Errors: `failed`; `conflict` where the branch has moved since.
*/
async function commitRun(target, message) {
	const paths = (await changedPaths(target.top)).filter((path) => isCovered(target.root, target.top, path, target.covers));
	if (paths.length === 0) return void 0;
	const tree = await treeWith(target, paths);
	const signed = await askGit(target.top, [
		"config",
		"--type=bool",
		"commit.gpgsign"
	]) === "true" ? ["-S"] : [];
	const commit = await git(target.top, [
		"commit-tree",
		tree,
		"-p",
		target.base,
		...signed,
		"-F",
		"-"
	], { input: text(message) });
	await moveRef(target, commit, message.run);
	if (target.current) await git(target.top, [
		"update-index",
		"--add",
		"--remove",
		"-z",
		"--stdin"
	], { input: list(paths) });
	return { commit };
}
async function refOf(root, base, branch) {
	const head = await askGit(root, [
		"symbolic-ref",
		"--quiet",
		"HEAD"
	]) ?? "HEAD";
	if (branch === void 0) return {
		ref: head,
		current: true,
		fresh: false
	};
	const ref = `refs/heads/${branch}`;
	if (ref === head) return {
		ref,
		current: true,
		fresh: false
	};
	if (await askGit(root, [
		"check-ref-format",
		"--branch",
		branch
	]) === void 0) throw refused(`"${branch}" is no name of a branch`, "Name another branch");
	const tip = await askGit(root, [
		"rev-parse",
		"--verify",
		"--quiet",
		ref
	]);
	if (tip !== void 0 && tip !== base) throw refused(`branch "${branch}" is not where HEAD is`, "Name a new branch, or check that one out");
	if ((await askGit(root, [
		"worktree",
		"list",
		"--porcelain"
	]) ?? "").split("\n").includes(`branch ${ref}`)) throw refused(`branch "${branch}" is checked out in another work tree`, "Name a new branch");
	return {
		ref,
		current: false,
		fresh: tip === void 0
	};
}
async function treeWith(target, paths) {
	const folder = await mkdtemp(join(tmpdir(), "backout-index-"));
	try {
		const env = { GIT_INDEX_FILE: join(folder, "index") };
		await git(target.top, ["read-tree", target.base], { env });
		await git(target.top, [
			"update-index",
			"--add",
			"--remove",
			"-z",
			"--stdin"
		], {
			env,
			input: list(paths)
		});
		return await git(target.top, ["write-tree"], { env });
	} finally {
		await rm(folder, {
			recursive: true,
			force: true
		});
	}
}
async function moveRef(target, commit, run) {
	const expected = target.fresh ? "0".repeat(commit.length) : target.base;
	try {
		await git(target.top, [
			"update-ref",
			"-m",
			`backout: run ${run}`,
			target.ref,
			commit,
			expected
		]);
	} catch (cause) {
		throw new PlanError("conflict", `Cannot commit run "${run}" on "${target.ref}": it has moved since the run began`, {
			cause,
			hint: `The commit is there: git merge ${commit}`
		});
	}
}
function text({ subject, body, run }) {
	return `${subject}\n\n${body}\n\nBackout-Run: ${run}\n`;
}
function list(paths) {
	return paths.map((path) => `${path}\0`).join("");
}
function isCovered(root, top, path, covers) {
	const inRoot = fromRoot(root, top, path);
	return inRoot !== void 0 && covers(inRoot);
}
function refused(reason, hint) {
	return new PlanError("refused", `Cannot run with --commit: ${reason}`, { hint });
}
// ../../work/main/packages/cli/src/run-commit.ts
/** Finds out whether and where a commit of the run's file changes can be made. `branch` is `HEAD` for where HEAD is. Errors: `refused`. */
async function prepareCommit(root, bound, branch, plugins) {
	const driver = plugins.flatMap(({ drivers }) => drivers).find(({ family }) => family === "files");
	const entries = bound.scope.files ?? [];
	const covers = (path) => entries.some((entry) => driver?.covers(entry, path) ?? false);
	return {
		bound,
		target: await commitTarget(root, branch === "HEAD" ? void 0 : branch, covers)
	};
}
/** Commits the changes of a run that succeeded, and puts the commit on its record. */
async function commitAfter(outcome, { target, bound }, { store }) {
	if (outcome.ending !== "succeeded") return outcome;
	const body = `Run of plan "${bound.name}" in environment "${bound.environment}"`;
	const made = await commitRun(target, {
		subject: bound.title ?? `Run ${bound.name}`,
		body,
		run: outcome.run
	});
	if (!made) return outcome;
	await using claim = await store.claim({
		run: outcome.run,
		names: [`run:${outcome.run}`],
		holder: `commit of run ${outcome.run}`
	});
	await using journal = await store.append(outcome.run, claim);
	await journal.append([{
		kind: "committed",
		commit: made.commit,
		branch: target.ref.replace(/^refs\/heads\//, "")
	}], "durable");
	return {
		...outcome,
		commit: made.commit
	};
}
// ../../work/main/packages/cli/src/standing.ts
/**
* Law 8, running again: applied and unchanged is done; a failed or rolled back plan runs again (of a folder only with `again`).
* Errors: `refused` where the content changed, naming the file; `busy` where a run of it is open, naming it.
*/
async function decide(bound, store, again) {
	const { name, environment } = bound;
	const tried = `Cannot run plan "${name}" in ${environment}`;
	const standing = standingOf(await store.list(), name, environment, bound.planDigest);
	switch (standing.kind) {
		case "pending": return { kind: "run" };
		case "applied": return standing;
		case "open": throw new PlanError("busy", `${tried}: run "${standing.run.run}" of it is open (${standing.run.state})`, { hint: `Go on with it: plan resume ${standing.run.run}\nOr back it out: plan rollback ${standing.run.run}` });
		case "changed": throw new PlanError("refused", `${tried}: ${await changedFile(bound, store, standing.run)} has changed since run "${standing.run.run}" applied it`, { hint: "Take the change back, or write it as a new plan" });
		case "failed":
		case "rolled-back":
			if (again) return { kind: "run" };
			throw new PlanError("refused", `${tried}: run "${standing.run.run}" of it ${standing.kind === "failed" ? "failed" : "was rolled back"}`, { hint: "Run it again with --again, or by itself: plan run " + name });
		default: return standing;
	}
}
/** The referenced file whose content differs from the run's, or else the plan file. */
async function changedFile(bound, store, { run }) {
	const before = await frozenFiles(store, run);
	if (!before) return bound.path;
	const changed = [.../* @__PURE__ */ new Set([...Object.keys(before), ...Object.keys(bound.files)])].filter((name) => before[name] !== bound.files[name]);
	return changed.length > 0 ? changed.map((name) => `"${name}"`).join(", ") : `"${bound.path}"`;
}
async function frozenFiles(store, run) {
	try {
		return (await store.frozen(run)).bound.files;
	} catch {
		return;
	}
}
// ../../work/main/packages/cli/src/actions/run.ts
/** Runs a plan, or the pending plans of a folder, in order, until one does not succeed. */
async function run(options, call) {
	const session = await openSession(options, call);
	const { pending, applied, environment } = session;
	if (pending.length > 0) await confirmRun(pending.map(({ bound }) => bound), options.yes, call);
	const runs = [];
	const notRun = [...session.notRun];
	for (const binding of pending) {
		const last = runs.at(-1);
		if (last && last.ending !== "succeeded") notRun.push({
			name: binding.bound.name,
			why: `plan "${last.plan}" before it is ${last.ending}`
		});
		else runs.push(await runOne(binding, session, options, call));
	}
	const last = runs.at(-1);
	const result = {
		environment,
		runs,
		applied,
		notRun
	};
	return {
		result,
		text: runText(result, call.paint),
		next: last ? nextAfter(last) : applied[0] ? `plan report ${applied[0].run}` : "plan status",
		exitCode: last?.exitCode ?? exitCodes.done
	};
}
/** Everything that can be found wrong is found before anything runs. */
async function openSession(options, call) {
	const deadline = deadlineOf(options.deadline, machineClock.now());
	const repository = await openRepository(call);
	const plugins = await repository.installed("code");
	const paths = selectPlans(repository, [options.plan], call);
	const folder = isFolderOfPlans(options.plan, paths, repository.root, call);
	if (!folder && paths.length > 1) throw ambiguous(options.plan, paths);
	const environment = options.env ?? "local";
	const plans = await validPlans(`Cannot run "${options.plan}"`, paths, {
		repository,
		plugins,
		environment
	}, call);
	const meant = plans.filter(({ plan }) => !folder || (allowedEnvironments(plan)?.includes(environment) ?? true));
	const bindings = meant.map((plan) => bindPlan(plan, {
		repository,
		plugins,
		environment,
		inputs: options.input,
		version: call.version
	}));
	const decisions = [];
	for (const binding of bindings) decisions.push({
		binding,
		decision: await decide(binding.bound, repository.store, !folder || options.again)
	});
	return {
		repository,
		environment,
		deadline,
		pending: decisions.flatMap(({ binding, decision }) => decision.kind === "run" ? [binding] : []),
		applied: decisions.flatMap(({ binding, decision }) => decision.kind === "applied" ? [{
			name: binding.bound.name,
			run: decision.run.run
		}] : []),
		notRun: plans.filter((each) => !meant.includes(each)).map(({ plan }) => ({
			name: plan.metadata.name,
			why: `it is not for environment "${environment}"`
		}))
	};
}
async function runOne(binding, { repository, deadline }, options, call) {
	const { bound, files } = binding;
	const { root } = repository;
	const plugins = await repository.plugins("code");
	const signOffs = await acceptedSignOffs(repository, bound);
	await demandProtection(binding, repository, plugins, call);
	const commitTo = options.commit === void 0 ? void 0 : await prepareCommit(root, bound, options.commit, plugins);
	const id = newRunId(bound.name, machineClock, Math.random);
	const commit = await findCommit(root);
	const outcome = await conduct({
		repository,
		bound,
		wish: "forward",
		deadline,
		work: async (effects) => {
			await createRun({
				run: id,
				bound,
				files,
				signOffs,
				...commit && { commit }
			}, effects);
			return execute(id, effects);
		}
	}, call);
	return commitTo ? commitAfter(outcome, commitTo, repository) : outcome;
}
function ambiguous(selector, paths) {
	return new PlanError("invalid", `Cannot run "${selector}": ${paths.length} plans have that name`, { hint: paths.map((path) => `plan run ${path}`).join("\n") });
}
export { run };
