import { n as paintFor } from "./chunks/colour-DSjdh-EV.js";
import { a as statusOf, i as failureText, r as failureJson } from "./chunks/failure-Dtc1qf7X.js";
import { t as closest } from "./chunks/closest-Dn60GzNn.js";
import { n as PlanError } from "./chunks/model-BXsTrnic.js";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { run } from "@oclif/core/run";
import { settings } from "@oclif/core/settings";
// ../../work/main/packages/cli/src/command-names.ts
/** All commands of ours, in the order in which one meets them. A test holds it against the manifest. */
const commandNames = [
	"init",
	"validate",
	"show",
	"sign",
	"preview",
	"run",
	"resume",
	"rollback",
	"finalize",
	"status",
	"baseline",
	"resolve",
	"unlock",
	"report",
	"audit",
	"export",
	"import",
	"schema",
	"plugins"
];
// ../../work/main/packages/cli/src/words.ts
/** What people type who come from other tools, and the command of ours that does it. */
const words = {
	apply: "run",
	up: "run",
	migrate: "run",
	deploy: "run",
	execute: "run",
	exec: "run",
	start: "run",
	latest: "run",
	down: "rollback",
	undo: "rollback",
	revert: "rollback",
	back: "rollback",
	destroy: "rollback",
	downgrade: "rollback",
	continue: "resume",
	retry: "resume",
	approve: "sign",
	"sign-off": "sign",
	signoff: "sign",
	info: "status",
	list: "status",
	ls: "status",
	history: "status",
	pending: "status",
	state: "status",
	log: "status",
	"dry-run": "preview",
	dryrun: "preview",
	plan: "preview",
	diff: "preview",
	updatesql: "preview",
	lint: "validate",
	check: "validate",
	verify: "validate",
	test: "validate",
	fmt: "validate --fix",
	fix: "validate --fix",
	format: "validate --fix",
	repair: "resolve",
	"mark-applied": "baseline",
	fake: "baseline",
	adopt: "baseline",
	"force-unlock": "unlock",
	create: "init",
	new: "init",
	generate: "init",
	make: "init",
	describe: "show",
	view: "show",
	explain: "show",
	commit: "finalize",
	finish: "finalize",
	complete: "finalize",
	clean: "finalize",
	providers: "plugins"
};
/** All words of other tools, to measure a mistyped word against. */
const otherWords = Object.keys(words);
/** The command that does what `word` does elsewhere, or undefined. */
function commandForWord(word) {
	return Object.hasOwn(words, word.toLowerCase()) ? words[word.toLowerCase()] : void 0;
}
// ../../work/main/packages/cli/src/unknown-word.ts
const ofOclif = ["help", "autocomplete"];
/**
* The error for a first word that is no command, with the command that was probably meant; undefined where it is one.
* At a terminal a mistyped word (but no other tool's word) is left to oclif's plugin-not-found, which asks and goes on.
*/
function unknownWord(argv, interactive = isInteractive(argv)) {
	const word = argv[0];
	const known = [...commandNames, ...ofOclif];
	if (word === void 0 || word.startsWith("-") || known.includes(word.split(":")[0])) return void 0;
	const meant = commandForWord(word);
	if (!meant && interactive) return void 0;
	const command = meant ?? guess(word, known);
	const hint = command ? `Did you mean: plan ${[command, ...argv.slice(1).map(quoted)].join(" ")}` : "See all commands with: plan help";
	return new PlanError("invalid", `Cannot run command "${word}": there is no such command`, { hint });
}
function guess(word, known) {
	const near = closest(word, [...known, ...otherWords]);
	return near === void 0 ? void 0 : commandForWord(near) ?? near;
}
function isInteractive(argv) {
	return Boolean(process.stdin.isTTY && process.stderr.isTTY) && !argv.includes("--json");
}
/** An argument as one would type it in a shell. */
function quoted(argument) {
	return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}
// ../../work/main/packages/cli/src/main.ts
const root = fileURLToPath(new URL("..", import.meta.url));
/** The process: runs the command that `argv` names, prints what went wrong, and ends with the exit status that says how it went. */
async function main(argv) {
	settings.enableAutoTranspile = false;
	ignoreClosedPipes();
	try {
		const wrong = unknownWord(argv);
		if (wrong) throw wrong;
		await run([...argv], {
			root,
			pjson: packageJson(needsPlugins(argv))
		});
	} catch (thrown) {
		tell(argv, thrown);
	}
	await written(process.stdout);
	await written(process.stderr);
	process.exit();
}
/** Help, completion and the guess at a mistyped command are plugins of oclif, and only loaded for these. */
function needsPlugins(argv) {
	const command = argv[0];
	return !commandNames.includes(command) && command !== "--version";
}
function packageJson(withPlugins) {
	const pjson = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
	return withPlugins ? pjson : {
		...pjson,
		oclif: {
			...pjson.oclif,
			plugins: []
		}
	};
}
function tell(argv, thrown) {
	if (isExit(thrown)) {
		process.exitCode = thrown.oclif.exit;
		return;
	}
	process.exitCode = statusOf(thrown);
	if (argv.includes("--json")) process.stdout.write(`${JSON.stringify(failureJson(thrown), null, 2)}\n`);
	else process.stderr.write(failureText(thrown, paintFor(process.stderr), Boolean(process.env["DEBUG"])));
}
/** oclif says by exception that a command of its own has ended. */
function isExit(thrown) {
	return thrown instanceof Error && "code" in thrown && thrown.code === "EEXIT";
}
/** `plan … | head`: whoever read has gone, and what we were asked to do still has to be done to its end. */
function ignoreClosedPipes() {
	for (const stream of [process.stdout, process.stderr]) stream.on("error", (error) => {
		if (error.code !== "EPIPE") throw error;
	});
}
function written(stream) {
	return new Promise((resolve) => {
		if (stream.destroyed || stream.writableEnded) resolve();
		else stream.write("", () => resolve());
	});
}
export { main };
