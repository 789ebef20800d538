import { n as PlanError } from "./model-BXsTrnic.js";
import "./plugin-BvUX14Zf.js";
// ../../work/main/packages/plugins/src/duration.ts
const units = {
	ms: 1,
	s: 1e3,
	m: 6e4,
	h: 36e5,
	d: 864e5
};
/** The JSON Schema pattern of a duration: `500ms`, `30s`, `5m`, `72h`, `2d`. */
const durationPattern = "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$";
/** A duration such as `30s` in ms. Errors: `invalid`. */
function durationOf(text) {
	const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
	if (!match) throw new PlanError("invalid", `Cannot read duration "${text}": write a number and a unit (ms, s, m, h or d)`);
	return Math.round(Number(match[1]) * units[match[2]]);
}
export { durationPattern as n, durationOf as t };
