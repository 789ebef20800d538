import { t as PlanCommand } from "../chunks/plan-command-DJPFOmhT.js";
import { boolean } from "@oclif/core/flags";
// ../../work/main/packages/cli/src/commands/plugins.ts
/** `plan plugins` */
var Plugins = class Plugins extends PlanCommand {
	static summary = "List the installed plugins with versions, step types and drivers.";
	static description = "A plugin's manifest holds its schemas, so that validating and showing a plan from a pull request runs none of its code. --write makes the manifests anew, and loads the plugins' code to do so.";
	static examples = [{
		description: "What is installed",
		command: "<%= config.bin %> plugins"
	}, {
		description: "After a plugin's schemas changed",
		command: "<%= config.bin %> plugins --write"
	}];
	static flags = { write: boolean({ summary: "Load the repository's plugins and write their manifests." }) };
	async run() {
		const { flags } = await this.parse(Plugins);
		const { plugins } = await import("../chunks/plugins-CFD6314b.js");
		return this.answer(await plugins({ write: flags.write }, this.call(flags)));
	}
};
export { Plugins as default };
