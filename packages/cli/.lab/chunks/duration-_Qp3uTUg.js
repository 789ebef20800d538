import { n as PlanError } from "./model-BXsTrnic.js";
// ../../work/main/packages/core/src/model/duration.ts
const units = {
	ms: 1,
	s: 1e3,
	m: 6e4,
	h: 36e5,
	d: 864e5
};
/** A duration such as `500ms`, `30s`, `5m`, `72h`, `2d` in ms. Errors: `invalid`. */
function durationOf(text) {
	const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
	if (amount === void 0 || unit === void 0) throw new PlanError("invalid", `Cannot read duration "${text}": it is not a number with a unit (ms, s, m, h, d)`);
	return Math.round(Number(amount) * units[unit]);
}
export { durationOf as t };
