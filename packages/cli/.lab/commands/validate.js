import { u as plansArg } from "../chunks/flags-C9leI2Lf.js";
import { t as PlanCommand } from "../chunks/plan-command-DJPFOmhT.js";
import { boolean } from "@oclif/core/flags";
// ../../work/main/packages/cli/src/commands/validate.ts
/** `plan validate` */
var Validate = class Validate extends PlanCommand {
	static summary = "Check plans, and show all that is wrong at once.";
	static description = "Reads all plans (or those named) and backout.yaml, runs none of their code and connects to nothing.";
	static examples = [
		{
			description: "All plans of the repository",
			command: "<%= config.bin %> validate"
		},
		{
			description: "One plan, as CI does it",
			command: "<%= config.bin %> validate plans/split-customer-name --strict"
		},
		{
			description: "Repair what can be repaired",
			command: "<%= config.bin %> validate --fix"
		}
	];
	static args = { plans: plansArg };
	static flags = {
		fix: boolean({ summary: "Apply the fixes that diagnostics offer, then check again." }),
		strict: boolean({ summary: "Let warnings fail as well." })
	};
	async run() {
		const { args, flags } = await this.parse(Validate);
		const { validate } = await import("../chunks/validate-BQ2zQ-3j.js");
		return this.answer(await validate({
			plans: args.plans ?? [],
			fix: flags.fix,
			strict: flags.strict
		}, this.call(flags)));
	}
};
export { Validate as default };
