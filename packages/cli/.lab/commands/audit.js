import { c as optionalRunArg } from "../chunks/flags-C9leI2Lf.js";
import { t as PlanCommand } from "../chunks/plan-command-DJPFOmhT.js";
// ../../work/main/packages/cli/src/commands/audit.ts
/** `plan audit` */
var Audit = class Audit extends PlanCommand {
	static summary = "Verify a run's record: the hash chain, and the digests of undo and outputs.";
	static examples = [{
		description: "One run",
		command: "<%= config.bin %> audit 20261103-0915-k3f9"
	}];
	static args = { run: optionalRunArg };
	async run() {
		const { args, flags } = await this.parse(Audit);
		const { audit } = await import("../chunks/audit-BnJH_tMQ.js");
		return this.answer(await audit({ run: args.run }, this.call(flags)));
	}
};
export { Audit as default };
