import { n as PlanError } from "./model-BXsTrnic.js";
import { t as runProcess } from "./processes-BdHeuO7E.js";
import { userInfo } from "node:os";
// ../../work/main/packages/cli/src/git/git.ts
/** What `git` prints for `args` in `root`, without the last line feed. Errors: `failed`, with what git said. */
async function git(root, args, start = {}) {
	const end = await runProcess("git", args, {
		cwd: root,
		...start,
		env: {
			...ownEnvironment,
			...start.env
		}
	});
	if (end.exitCode === 0) return end.stdout.replace(/\n$/, "");
	throw new PlanError("failed", `Cannot run git ${args[0]}: ${end.stderr.trim() || `exit status ${end.exitCode}`}`);
}
/** The same, or undefined where git says no (or is not there). */
async function askGit(root, args) {
	const end = await runProcess("git", args, {
		cwd: root,
		env: ownEnvironment
	});
	return end.exitCode === 0 ? end.stdout.replace(/\n$/, "") : void 0;
}
/** A hook that starts us must not lead us to its own index or folder. */
const ownEnvironment = {
	LC_ALL: "C",
	GIT_OPTIONAL_LOCKS: "0",
	GIT_DIR: void 0,
	GIT_INDEX_FILE: void 0,
	GIT_PREFIX: void 0,
	GIT_WORK_TREE: void 0
};
// ../../work/main/packages/cli/src/git/identity.ts
/** Who is asking: `BACKOUT_ACTOR`, else the e-mail address git knows (`GIT_AUTHOR_EMAIL` or `user.email`), else the account on this machine. */
async function findActor(root, env) {
	const given = env["BACKOUT_ACTOR"]?.trim() || env["GIT_AUTHOR_EMAIL"]?.trim();
	if (given) return given;
	return await askGit(root, ["config", "user.email"]) || accountName(env);
}
/** The commit that is checked out, as its full hash; undefined outside git. */
async function findCommit(root) {
	return askGit(root, [
		"rev-parse",
		"--verify",
		"--quiet",
		"HEAD^{commit}"
	]);
}
/** A container may run under a number that no account has. */
function accountName(env) {
	try {
		return userInfo().username;
	} catch {
		return env["USER"] ?? "unknown";
	}
}
export { git as i, findCommit as n, askGit as r, findActor as t };
