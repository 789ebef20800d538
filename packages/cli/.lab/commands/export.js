import { f as runArg } from "../chunks/flags-C9leI2Lf.js";
import { t as PlanCommand } from "../chunks/plan-command-DJPFOmhT.js";
import { string } from "@oclif/core/args";
// ../../work/main/packages/cli/src/commands/export.ts
/** `plan export` */
var Export = class Export extends PlanCommand {
	static summary = "Write a run, whole, to a file that another machine imports.";
	static examples = [{
		description: "For another machine",
		command: "<%= config.bin %> export 20261103-0915-k3f9 run.backout"
	}];
	static args = {
		run: runArg,
		file: string({
			description: "The file to write.",
			required: true,
			ignoreStdin: true
		})
	};
	async run() {
		const { args, flags } = await this.parse(Export);
		const { exportRun } = await import("../chunks/export-run-CoVpL4nw.js");
		return this.answer(await exportRun({
			run: args.run,
			file: args.file
		}, this.call(flags)));
	}
};
export { Export as default };
