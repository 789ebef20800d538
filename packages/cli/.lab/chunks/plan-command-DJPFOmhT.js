import { n as paintFor, t as isColoured } from "./colour-DSjdh-EV.js";
import { a as statusOf, i as failureText, r as failureJson } from "./failure-Dtc1qf7X.js";
import { string } from "@oclif/core/flags";
import { Command } from "@oclif/core/command";
// ../../work/main/packages/cli/src/plan-command.ts
/** The base of all commands: `--root`, `--json`, and how answers and errors are printed. */
var PlanCommand = class extends Command {
	static enableJsonFlag = true;
	static baseFlags = { root: string({
		summary: "The repository: the folder with backout.yaml. Found upwards from here when left out.",
		helpValue: "DIR",
		helpGroup: "GLOBAL"
	}) };
	/** How this command was called, for its action. */
	call(flags) {
		const json = this.jsonEnabled();
		return {
			cwd: process.cwd(),
			root: flags.root,
			env: process.env,
			json,
			interactive: !json && Boolean(process.stdin.isTTY && process.stderr.isTTY),
			colour: !json && isColoured(process.stdout),
			paint: paintFor(process.stdout),
			version: this.config.version
		};
	}
	/** Prints the answer, unless `--json` does, and sets the exit status. */
	answer({ result, text, next, document, exitCode }) {
		process.exitCode = exitCode ?? 0;
		if (this.jsonEnabled()) return result;
		if (text) process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
		if (next) nextStream(document).write(`\n${paintFor(nextStream(document))("dim", "Next:")} ${next}\n`);
		return result;
	}
	logJson(json) {
		process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
	}
	async catch(thrown) {
		process.exitCode = statusOf(thrown);
		if (this.jsonEnabled()) this.logJson(failureJson(thrown));
		else process.stderr.write(failureText(thrown, paintFor(process.stderr), Boolean(process.env["DEBUG"])));
	}
};
function nextStream(document) {
	return document ? process.stderr : process.stdout;
}
export { PlanCommand as t };
