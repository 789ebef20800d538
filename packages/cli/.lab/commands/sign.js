import { a as envFlag, s as inputFlag } from "../chunks/flags-C9leI2Lf.js";
import { t as PlanCommand } from "../chunks/plan-command-DJPFOmhT.js";
import { string } from "@oclif/core/args";
import { boolean, string as string$1 } from "@oclif/core/flags";
// ../../work/main/packages/cli/src/commands/sign.ts
/** `plan sign` */
var Sign = class Sign extends PlanCommand {
	static summary = "Sign off a plan, or a run that waits at a gate.";
	static description = "A sign-off is a file beside the plan (or in the run) that says in whose role what was approved, signed with an SSH key.";
	static examples = [
		{
			description: "Sign a plan for one environment",
			command: "<%= config.bin %> sign split-customer-name --role service_owner --env production"
		},
		{
			description: "Sign at the gate where a run waits",
			command: "<%= config.bin %> sign 20261103-0915-k3f9 --role dba"
		},
		{
			description: "What is met, missing or void, and why",
			command: "<%= config.bin %> sign split-customer-name --check --env production"
		}
	];
	static args = { target: string({
		description: "A plan (path, folder or name), or a run that waits at a gate.",
		required: true,
		ignoreStdin: true
	}) };
	static flags = {
		role: string$1({
			char: "r",
			summary: "The role in which you sign.",
			helpValue: "R",
			exactlyOne: ["role", "check"]
		}),
		check: boolean({ summary: "Only say which sign-offs are met, missing or void, and why." }),
		env: envFlag,
		input: inputFlag,
		key: string$1({
			char: "k",
			summary: "The SSH key to sign with; user.signingKey of git when left out.",
			helpValue: "FILE"
		}),
		identity: string$1({
			summary: "Who signs, as allowed_signers names them; user.email of git when left out.",
			helpValue: "PRINCIPAL"
		})
	};
	async run() {
		const { args, flags } = await this.parse(Sign);
		const { sign } = await import("../chunks/sign-DsCe02F6.js");
		return this.answer(await sign({
			target: args.target,
			...flags,
			input: flags.input ?? []
		}, this.call(flags)));
	}
};
export { Sign as default };
