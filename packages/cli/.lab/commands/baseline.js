import { d as reasonFlag, s as inputFlag } from "../chunks/flags-C9leI2Lf.js";
import { t as PlanCommand } from "../chunks/plan-command-DJPFOmhT.js";
import { string } from "@oclif/core/args";
import { string as string$1 } from "@oclif/core/flags";
// ../../work/main/packages/cli/src/commands/baseline.ts
/** `plan baseline` */
var Baseline = class Baseline extends PlanCommand {
	static summary = "Adopt plans that were applied before Backout: on record, without running them.";
	static examples = [{
		description: "One plan",
		command: "<%= config.bin %> baseline add-customers-index --env production --reason \"Applied by hand in May\""
	}];
	static args = { plans: string({
		description: "Plans: paths, folders or names.",
		multiple: true,
		required: true,
		ignoreStdin: true
	}) };
	static flags = {
		env: string$1({
			char: "e",
			required: true,
			summary: "The environment.",
			helpValue: "E"
		}),
		input: inputFlag,
		reason: reasonFlag
	};
	async run() {
		const { args, flags } = await this.parse(Baseline);
		const { baseline } = await import("../chunks/baseline-B2Y7iXqD.js");
		return this.answer(await baseline({
			plans: args.plans,
			env: flags.env,
			input: flags.input ?? [],
			reason: flags.reason
		}, this.call(flags)));
	}
};
export { Baseline as default };
