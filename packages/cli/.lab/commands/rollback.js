import { c as optionalRunArg, p as yesFlag } from "../chunks/flags-C9leI2Lf.js";
import { t as PlanCommand } from "../chunks/plan-command-DJPFOmhT.js";
import { string } from "@oclif/core/flags";
// ../../work/main/packages/cli/src/commands/rollback.ts
/** `plan rollback` */
var Rollback = class Rollback extends PlanCommand {
	static summary = "Back out a run: what it did is undone, newest first.";
	static description = "Also a finished run, inside its rollback window. Every undo is compared with what is there now; what somebody else changed is reported and left alone.";
	static examples = [{
		description: "The only candidate",
		command: "<%= config.bin %> rollback"
	}, {
		description: "One run",
		command: "<%= config.bin %> rollback 20261103-0915-k3f9 --reason \"Errors in checkout\""
	}];
	static args = { run: optionalRunArg };
	static flags = {
		reason: string({
			char: "m",
			summary: "Why. It goes on record.",
			helpValue: "TEXT",
			default: "asked for on the command line"
		}),
		yes: yesFlag
	};
	async run() {
		const { args, flags } = await this.parse(Rollback);
		const { rollback } = await import("../chunks/rollback-BUZ2esJ7.js");
		return this.answer(await rollback({
			run: args.run,
			reason: flags.reason,
			yes: flags.yes
		}, this.call(flags)));
	}
};
export { Rollback as default };
