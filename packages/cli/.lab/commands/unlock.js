import { d as reasonFlag, f as runArg } from "../chunks/flags-C9leI2Lf.js";
import { t as PlanCommand } from "../chunks/plan-command-DJPFOmhT.js";
// ../../work/main/packages/cli/src/commands/unlock.ts
/** `plan unlock` */
var Unlock = class Unlock extends PlanCommand {
	static summary = "Free the claim of a run whose process is dead.";
	static examples = [{
		description: "After a machine was lost",
		command: "<%= config.bin %> unlock 20261103-0915-k3f9 --reason \"ci-runner-7 is gone\""
	}];
	static args = { run: runArg };
	static flags = { reason: reasonFlag };
	async run() {
		const { args, flags } = await this.parse(Unlock);
		const { unlock } = await import("../chunks/unlock-CMN1Q6a8.js");
		return this.answer(await unlock({
			run: args.run,
			reason: flags.reason
		}, this.call(flags)));
	}
};
export { Unlock as default };
