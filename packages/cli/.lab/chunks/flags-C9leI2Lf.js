import { string } from "@oclif/core/args";
import { boolean, option, string as string$1 } from "@oclif/core/flags";
// ../../work/main/packages/cli/src/flags.ts
/** `--env E` */
const envFlag = string$1({
	char: "e",
	summary: "The environment; \"local\" when left out.",
	helpValue: "E"
});
/** `--input k=v`, repeatable. */
const inputFlag = string$1({
	char: "i",
	multiple: true,
	multipleNonGreedy: true,
	summary: "The value of one of the plan's inputs. Repeatable.",
	helpValue: "NAME=VALUE"
});
/** `--allow-host`, repeatable; `BACKOUT_ALLOW_HOSTS` holds a list with commas. */
const allowHostFlag = string$1({
	multiple: true,
	multipleNonGreedy: true,
	summary: "A host that may be asked, read-only. Repeatable, or BACKOUT_ALLOW_HOSTS=a,b:5432. Local files and loopback always may.",
	helpValue: "HOST[:PORT]"
});
/** `--allow-plugins` */
const allowPluginsFlag = boolean({ summary: "Load the code of the repository's third-party plugins." });
/** `--reason TEXT`, required: it goes on record. */
const reasonFlag = string$1({
	char: "m",
	required: true,
	summary: "Why. It goes on record.",
	helpValue: "TEXT"
});
/** `--yes` */
const yesFlag = boolean({
	char: "y",
	summary: "Do not ask for confirmation."
});
/** `--deadline D` */
const deadlineFlag = string$1({
	summary: "Stop between two units when this much time has passed, and exit with 3; \"plan resume\" goes on.",
	helpValue: "DURATION"
});
/** `--commit [BRANCH]` */
const commitFlag = string$1({
	summary: "Afterwards make one git commit of exactly the run's file changes, on BRANCH, or where HEAD is.",
	helpValue: "[BRANCH]"
});
/** `--format text|markdown|json` */
const formatFlag = option({
	char: "f",
	options: [
		"text",
		"markdown",
		"json"
	],
	default: "text",
	summary: "How to write it."
})();
/** PLAN. `ignoreStdin`: what is piped in is no answer to a question that nobody asked. */
const planArg = string({
	description: "A plan: its path, a folder, or its name.",
	required: true,
	ignoreStdin: true
});
/** PLANS…, not required. */
const plansArg = string({
	description: "Plans: paths, folders or names. All of the repository when left out.",
	multiple: true,
	ignoreStdin: true
});
/** RUN, where a command cannot guess it. */
const runArg = string({
	description: "A run: its id, or the beginning of it.",
	required: true,
	ignoreStdin: true
});
/** RUN, where it may be left out. */
const optionalRunArg = string({
	description: "A run: its id, or the beginning of it. May be left out where there is one candidate.",
	ignoreStdin: true
});
export { envFlag as a, optionalRunArg as c, reasonFlag as d, runArg as f, deadlineFlag as i, planArg as l, allowPluginsFlag as n, formatFlag as o, yesFlag as p, commitFlag as r, inputFlag as s, allowHostFlag as t, plansArg as u };
