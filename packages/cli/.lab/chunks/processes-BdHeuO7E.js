// ../../work/main/packages/cli/src/processes.ts
/** Starts `program`, waits for its end, and gives what it said. Gives 127 where there is no such program; never throws for an exit status. */
async function runProcess(program, args, { cwd, input, env }) {
	const { execa } = await import("execa");
	const end = await execa(program, [...args], {
		cwd,
		...input === void 0 ? { stdin: "ignore" } : { input },
		...env && { env },
		reject: false,
		stripFinalNewline: false
	});
	const missing = end.code === "ENOENT";
	return {
		exitCode: missing ? 127 : end.exitCode ?? 128,
		stdout: end.stdout,
		stderr: missing ? `${program}: not found` : end.stderr
	};
}
export { runProcess as t };
