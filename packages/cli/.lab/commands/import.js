import { t as PlanCommand } from "../chunks/plan-command-DJPFOmhT.js";
import { string } from "@oclif/core/args";
// ../../work/main/packages/cli/src/commands/import.ts
/** `plan import` */
var Import = class Import extends PlanCommand {
	static summary = "Read a run that another machine exported.";
	static examples = [{
		description: "Then go on with it here",
		command: "<%= config.bin %> import run.backout"
	}];
	static args = { file: string({
		description: "The file that \"plan export\" wrote.",
		required: true,
		ignoreStdin: true
	}) };
	async run() {
		const { args, flags } = await this.parse(Import);
		const { importRun } = await import("../chunks/import-run-Cy3-FzHp.js");
		return this.answer(await importRun({ file: args.file }, this.call(flags)));
	}
};
export { Import as default };
