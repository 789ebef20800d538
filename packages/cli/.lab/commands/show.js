import { a as envFlag, l as planArg, o as formatFlag, s as inputFlag } from "../chunks/flags-C9leI2Lf.js";
import { t as PlanCommand } from "../chunks/plan-command-DJPFOmhT.js";
// ../../work/main/packages/cli/src/commands/show.ts
/** `plan show` */
var Show = class Show extends PlanCommand {
	static summary = "Show what a reviewer needs to know of a plan.";
	static description = "Scope, the graph, each step with what it touches, its guarantee and its undo, criteria, sign-offs and their state, digests. Runs none of its code and connects to nothing.";
	static examples = [{
		description: "In the terminal",
		command: "<%= config.bin %> show split-customer-name --env production"
	}, {
		description: "For a pull request, with the graph",
		command: "<%= config.bin %> show plans/split-customer-name --format markdown"
	}];
	static args = { plan: planArg };
	static flags = {
		env: envFlag,
		input: inputFlag,
		format: formatFlag
	};
	async run() {
		const { args, flags } = await this.parse(Show);
		const { show } = await import("../chunks/show-7vLJRjP9.js");
		return this.answer(await show({
			plan: args.plan,
			env: flags.env,
			input: flags.input ?? [],
			format: flags.format
		}, this.call(flags)));
	}
};
export { Show as default };
