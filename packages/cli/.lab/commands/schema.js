import { t as PlanCommand } from "../chunks/plan-command-DJPFOmhT.js";
import { string } from "@oclif/core/args";
// ../../work/main/packages/cli/src/commands/schema.ts
/** `plan schema` */
var Schema = class Schema extends PlanCommand {
	static summary = "Print the JSON Schema of plans, with the step types of the installed plugins.";
	static examples = [{
		description: "Let an editor complete third-party steps as well",
		command: "<%= config.bin %> schema > .backout/plan.schema.json"
	}, {
		description: "The schema of backout.yaml",
		command: "<%= config.bin %> schema project"
	}];
	static args = { kind: string({
		description: "Of which file.",
		options: ["plan", "project"],
		default: "plan",
		ignoreStdin: true
	}) };
	async run() {
		const { args, flags } = await this.parse(Schema);
		const { schema } = await import("../chunks/schema-CGcnsvvH.js");
		return this.answer(await schema({ kind: args.kind }, this.call(flags)));
	}
};
export { Schema as default };
