import { a as envFlag } from "../chunks/flags-C9leI2Lf.js";
import { t as PlanCommand } from "../chunks/plan-command-DJPFOmhT.js";
import { string } from "@oclif/core/args";
import { boolean } from "@oclif/core/flags";
// ../../work/main/packages/cli/src/commands/status.ts
/** `plan status` */
var Status = class Status extends PlanCommand {
	static summary = "Show the state of plans, or of one run.";
	static description = "Plans are pending, applied, changed, open, waiting, failed, rolled back. The state of a run is replayed from its journal.";
	static examples = [
		{
			description: "All plans in an environment",
			command: "<%= config.bin %> status --env production"
		},
		{
			description: "One run",
			command: "<%= config.bin %> status 20261103-0915-k3f9"
		},
		{
			description: "Its whole history",
			command: "<%= config.bin %> status 20261103-0915-k3f9 --events"
		}
	];
	static args = { targets: string({
		description: "Plans (paths, folders or names), or one run.",
		multiple: true,
		ignoreStdin: true
	}) };
	static flags = {
		env: envFlag,
		events: boolean({ summary: "The history of the run, record by record." })
	};
	async run() {
		const { args, flags } = await this.parse(Status);
		const { status } = await import("../chunks/status-DpA7kvli.js");
		return this.answer(await status({
			targets: args.targets ?? [],
			env: flags.env,
			events: flags.events
		}, this.call(flags)));
	}
};
export { Status as default };
