// ../../work/main/packages/cli/src/compose/clock.ts
/** The machine's clock. */
const machineClock = {
	now: () => /* @__PURE__ */ new Date(),
	sleep: (ms, signal) => new Promise((resolve) => {
		if (signal.aborted) return resolve();
		const done = () => {
			clearTimeout(timer);
			signal.removeEventListener("abort", done);
			resolve();
		};
		const timer = setTimeout(done, Math.min(ms, 2 ** 31 - 1));
		signal.addEventListener("abort", done);
	})
};
export { machineClock as t };
