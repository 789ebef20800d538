import { c as optionalRunArg, p as yesFlag } from "../chunks/flags-C9leI2Lf.js";
import { t as PlanCommand } from "../chunks/plan-command-DJPFOmhT.js";
import { boolean } from "@oclif/core/flags";
// ../../work/main/packages/cli/src/commands/finalize.ts
/** `plan finalize` */
var Finalize = class Finalize extends PlanCommand {
	static summary = "End the rollback window: drop what was set aside for the undo.";
	static description = "After this a run can no longer be backed out.";
	static examples = [{
		description: "One run",
		command: "<%= config.bin %> finalize 20261103-0915-k3f9"
	}, {
		description: "From a scheduler: all runs whose window has passed",
		command: "<%= config.bin %> finalize --due"
	}];
	static args = { run: optionalRunArg };
	static flags = {
		due: boolean({ summary: "All succeeded runs whose rollback window has passed." }),
		yes: yesFlag
	};
	async run() {
		const { args, flags } = await this.parse(Finalize);
		const { finalize } = await import("../chunks/finalize-c0YfFYts.js");
		return this.answer(await finalize({
			run: args.run,
			due: flags.due,
			yes: flags.yes
		}, this.call(flags)));
	}
};
export { Finalize as default };
