import { c as optionalRunArg, i as deadlineFlag } from "../chunks/flags-C9leI2Lf.js";
import { t as PlanCommand } from "../chunks/plan-command-DJPFOmhT.js";
import { boolean } from "@oclif/core/flags";
// ../../work/main/packages/cli/src/commands/resume.ts
/** `plan resume` */
var Resume = class Resume extends PlanCommand {
	static summary = "Go on with a run after an interrupt, a crash or a wait.";
	static examples = [
		{
			description: "The only open run",
			command: "<%= config.bin %> resume"
		},
		{
			description: "From a scheduler: all runs whose time has come",
			command: "<%= config.bin %> resume --due"
		},
		{
			description: "One run",
			command: "<%= config.bin %> resume 20261103-0915-k3f9"
		}
	];
	static args = { run: optionalRunArg };
	static flags = {
		due: boolean({ summary: "All waiting runs whose time has come." }),
		deadline: deadlineFlag
	};
	async run() {
		const { args, flags } = await this.parse(Resume);
		const { resume } = await import("../chunks/resume-D_XHu2T9.js");
		return this.answer(await resume({
			run: args.run,
			due: flags.due,
			deadline: flags.deadline
		}, this.call(flags)));
	}
};
export { Resume as default };
