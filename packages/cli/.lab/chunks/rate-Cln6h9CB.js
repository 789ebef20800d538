// ../../work/main/packages/cli/src/progress/rate.ts
/** Measures the rate of something counted. */
var RateMeter = class {
	#window;
	#samples = [];
	/** `window` in ms */
	constructor(window = 1e4) {
		this.#window = window;
	}
	/** Notes that `done` were done at `at` (ms). */
	note(at, done) {
		this.#samples.push({
			at,
			done
		});
		while (this.#samples.length > 2 && at - this.#samples[1].at > this.#window) this.#samples.shift();
	}
	/** The rate, once there are two samples apart in time. */
	rate(total) {
		const [first, last] = [this.#samples[0], this.#samples.at(-1)];
		if (!first || !last || last.at === first.at || last.done <= first.done) return void 0;
		const perSecond = (last.done - first.done) * 1e3 / (last.at - first.at);
		return {
			perSecond,
			remaining: total === void 0 ? void 0 : Math.max(0, total - last.done) * 1e3 / perSecond
		};
	}
};
/** `240/s, 12 s left` */
function describeRate({ perSecond, remaining }) {
	const speed = `${perSecond >= 10 ? Math.round(perSecond) : perSecond.toFixed(1)}/s`;
	return remaining === void 0 ? speed : `${speed}, ${describeDuration(remaining)} left`;
}
/** A duration as one says it: `0.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`, `3 d 4 h`. Takes ms. */
function describeDuration(ms) {
	if (ms < 1e4) return `${(ms / 1e3).toFixed(1)} s`;
	const seconds = Math.round(ms / 1e3);
	if (seconds < 60) return `${seconds} s`;
	if (seconds < 3600) return two(Math.floor(seconds / 60), "min", seconds % 60, "s");
	const minutes = Math.round(seconds / 60);
	if (minutes < 1440) return two(Math.floor(minutes / 60), "h", minutes % 60, "min");
	return two(Math.floor(minutes / 1440), "d", Math.floor(minutes % 1440 / 60), "h");
}
function two(large, largeUnit, small, smallUnit) {
	return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
/** `120 of 4000 units` */
function counted({ done, total }) {
	if (total !== void 0 && total !== done) return `${done} of ${total} units`;
	return `${done} ${done === 1 ? "unit" : "units"}`;
}
export { counted as n, describeRate as r, RateMeter as t };
