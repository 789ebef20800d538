import { t as PlanCommand } from "../chunks/plan-command-DJPFOmhT.js";
import { string } from "@oclif/core/args";
// ../../work/main/packages/cli/src/commands/init.ts
/** `plan init` */
var Init = class Init extends PlanCommand {
	static summary = "Write backout.yaml where there is none, and a first plan that validates.";
	static examples = [{
		description: "A first plan",
		command: "<%= config.bin %> init"
	}, {
		description: "A plan with a name",
		command: "<%= config.bin %> init add-customers-index"
	}];
	static args = { name: string({
		description: "The name of the plan.",
		default: "first-plan",
		ignoreStdin: true
	}) };
	async run() {
		const { args, flags } = await this.parse(Init);
		const { init } = await import("../chunks/init-DLQTN0Nz.js");
		return this.answer(await init({ name: args.name }, this.call(flags)));
	}
};
export { Init as default };
