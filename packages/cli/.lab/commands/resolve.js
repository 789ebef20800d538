import { d as reasonFlag } from "../chunks/flags-C9leI2Lf.js";
import { t as PlanCommand } from "../chunks/plan-command-DJPFOmhT.js";
import { string } from "@oclif/core/args";
import { option } from "@oclif/core/flags";
// ../../work/main/packages/cli/src/commands/resolve.ts
/** `plan resolve` */
var Resolve = class Resolve extends PlanCommand {
	static summary = "Say of a step what only a person can know: whether its effect happened.";
	static description = "For units that a crash left unknown, and for conflicts of a rollback. It goes on record.";
	static examples = [{
		description: "The request had been received",
		command: "<%= config.bin %> resolve 20261103-0915-k3f9 switch --as applied --reason \"Seen in the log of the flag service\""
	}, {
		description: "Leave a file as somebody else changed it",
		command: "<%= config.bin %> resolve 20261103-0915-k3f9 rewrite --as left --reason \"Hotfix stays\""
	}];
	static args = {
		run: string({
			description: "The run; may be left out where only one stands open.",
			required: true,
			ignoreStdin: true
		}),
		step: string({
			description: "The id of the step.",
			ignoreStdin: true
		})
	};
	static flags = {
		as: option({
			options: [
				"applied",
				"absent",
				"reverted",
				"left"
			],
			required: true,
			summary: "What is so: the effect happened, did not happen, was undone by hand, or stays as it is."
		})(),
		reason: reasonFlag
	};
	async run() {
		const { args, flags } = await this.parse(Resolve);
		const { resolve } = await import("../chunks/resolve-DocOX1Nu.js");
		const [run, step] = args.step === void 0 ? [void 0, args.run] : [args.run, args.step];
		return this.answer(await resolve({
			run,
			step,
			as: flags.as,
			reason: flags.reason
		}, this.call(flags)));
	}
};
export { Resolve as default };
