import { a as envFlag, i as deadlineFlag, l as planArg, n as allowPluginsFlag, p as yesFlag, r as commitFlag, s as inputFlag, t as allowHostFlag } from "../chunks/flags-C9leI2Lf.js";
import { t as PlanCommand } from "../chunks/plan-command-DJPFOmhT.js";
import { boolean, string } from "@oclif/core/flags";
// ../../work/main/packages/cli/src/optional-value.ts
/**
* oclif knows no flag whose value may be left out. Rewrites a bare `--commit` so that it does: with a word behind it that can't be
* anything else (an argument of the command is there beside it) to `--commit=<word>`, and otherwise to `--commit=<absent>`.
*/
function withOptionalValue(argv, flag, absent, takesValue) {
	const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
	const at = argv.indexOf(flag);
	if (at < 0 || at > end) return [...argv];
	const next = at + 1 < end ? argv[at + 1] : void 0;
	const isValue = next !== void 0 && !next.startsWith("-") && hasArgument(argv, [at, at + 1], takesValue);
	return [
		...argv.slice(0, at),
		`${flag}=${isValue ? next : absent}`,
		...argv.slice(isValue ? at + 2 : at + 1)
	];
}
function hasArgument(argv, besides, takesValue) {
	return argv.some((word, index) => !besides.includes(index) && word !== "--" && !word.startsWith("-") && !takesValue.has(argv[index - 1] ?? ""));
}
// ../../work/main/packages/cli/src/commands/run.ts
/** `plan run` */
var Run = class Run extends PlanCommand {
	static summary = "Run a plan, or all pending plans of a folder in order.";
	static description = "What was applied already is not applied again. On a failure it rolls back, unless the plan says otherwise. Exit codes: 0 done, 1 failed and rolled back, 2 the plan or the call is wrong, 3 waiting, 4 a person is needed, 5 busy, 130 interrupted.";
	static examples = [
		{
			description: "One plan",
			command: "<%= config.bin %> run split-customer-name"
		},
		{
			description: "All pending plans of a folder",
			command: "<%= config.bin %> run plans --env staging --yes"
		},
		{
			description: "With an input",
			command: "<%= config.bin %> run split-customer-name --input batch=5000"
		},
		{
			description: "And commit what it changed",
			command: "<%= config.bin %> run split-customer-name --commit"
		}
	];
	static args = { plan: planArg };
	static flags = {
		env: envFlag,
		input: inputFlag,
		yes: yesFlag,
		again: boolean({ summary: "In a folder: also plans that failed or were rolled back before." }),
		deadline: deadlineFlag,
		commit: commitFlag,
		"dry-run": boolean({ summary: "Only preview: the same as \"plan preview\"." }),
		full: boolean({
			summary: "With --dry-run: whole diffs.",
			dependsOn: ["dry-run"]
		}),
		out: string({
			char: "o",
			summary: "With --dry-run: write it to a file.",
			helpValue: "FILE",
			dependsOn: ["dry-run"]
		}),
		"allow-host": allowHostFlag,
		"allow-plugins": allowPluginsFlag
	};
	async run() {
		const { args, flags } = await this.parse(Run, withOptionalValue(this.argv, "--commit", "HEAD", valued));
		const { "dry-run": dryRun, "allow-host": hosts = [], "allow-plugins": allowPlugins, input = [], ...rest } = flags;
		if (dryRun) {
			const { preview } = await import("../chunks/preview-BkOet9RK.js");
			return this.answer(await preview({
				plan: args.plan,
				...rest,
				input,
				allowHosts: hosts,
				allowPlugins
			}, this.call(flags)));
		}
		const { run } = await import("../chunks/run-CR0bfqx4.js");
		return this.answer(await run({
			plan: args.plan,
			...rest,
			input
		}, this.call(flags)));
	}
};
/** The flags whose next word is their value. */
const valued = /* @__PURE__ */ new Set([
	"--env",
	"-e",
	"--input",
	"-i",
	"--deadline",
	"--out",
	"-o",
	"--allow-host",
	"--root"
]);
export { Run as default };
