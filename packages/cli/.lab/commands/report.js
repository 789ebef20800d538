import { c as optionalRunArg, o as formatFlag } from "../chunks/flags-C9leI2Lf.js";
import { t as PlanCommand } from "../chunks/plan-command-DJPFOmhT.js";
// ../../work/main/packages/cli/src/commands/report.ts
/** `plan report` */
var Report = class Report extends PlanCommand {
	static summary = "Report what a run changed, when, by whom, from which commit, and what was checked.";
	static examples = [{
		description: "In the terminal",
		command: "<%= config.bin %> report 20261103-0915-k3f9"
	}, {
		description: "For a ticket",
		command: "<%= config.bin %> report 20261103-0915-k3f9 --format markdown > report.md"
	}];
	static args = { run: optionalRunArg };
	static flags = { format: formatFlag };
	async run() {
		const { args, flags } = await this.parse(Report);
		const { report } = await import("../chunks/report-DSvHW9iA.js");
		return this.answer(await report({
			run: args.run,
			format: flags.format
		}, this.call(flags)));
	}
};
export { Report as default };
