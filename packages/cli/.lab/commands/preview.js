import { a as envFlag, l as planArg, n as allowPluginsFlag, s as inputFlag, t as allowHostFlag } from "../chunks/flags-C9leI2Lf.js";
import { t as PlanCommand } from "../chunks/plan-command-DJPFOmhT.js";
import { boolean, string } from "@oclif/core/flags";
// ../../work/main/packages/cli/src/commands/preview.ts
/** `plan preview` */
var Preview = class Preview extends PlanCommand {
	static summary = "Show every change that a run would make, without making any.";
	static description = "Computed read-only by the very code that would do it. Takes no lock, writes nothing, sends no request that writes.";
	static examples = [
		{
			description: "All changes, with the beginning of each diff",
			command: "<%= config.bin %> preview split-customer-name"
		},
		{
			description: "Whole diffs, into a file",
			command: "<%= config.bin %> preview split-customer-name --full --out preview.diff"
		},
		{
			description: "With a look at a database that is not on this machine",
			command: "<%= config.bin %> preview split-customer-name --env staging --allow-host db.staging.example.com"
		}
	];
	static args = { plan: planArg };
	static flags = {
		env: envFlag,
		input: inputFlag,
		full: boolean({ summary: "Whole diffs; otherwise three hunks for each step." }),
		out: string({
			char: "o",
			summary: "Write it to a file.",
			helpValue: "FILE"
		}),
		"allow-host": allowHostFlag,
		"allow-plugins": allowPluginsFlag
	};
	async run() {
		const { args, flags } = await this.parse(Preview);
		const { preview } = await import("../chunks/preview-BkOet9RK.js");
		return this.answer(await preview({
			plan: args.plan,
			env: flags.env,
			input: flags.input ?? [],
			full: flags.full,
			out: flags.out,
			allowHosts: flags["allow-host"] ?? [],
			allowPlugins: flags["allow-plugins"]
		}, this.call(flags)));
	}
};
export { Preview as default };
