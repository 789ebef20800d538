import { n as PlanError } from "./model-BXsTrnic.js";
import { t as durationOf } from "./duration-_Qp3uTUg.js";
// ../../work/main/packages/cli/src/deadline.ts
/** The time at which `--deadline` (`30m`, `2h`) has passed. Errors: `invalid`. */
function deadlineOf(text, now) {
	if (text === void 0) return void 0;
	try {
		return new Date(now.getTime() + durationOf(text));
	} catch (cause) {
		throw new PlanError("invalid", `Cannot read --deadline "${text}": it is no duration`, {
			cause,
			hint: "Write it as 90s, 30m or 2h"
		});
	}
}
export { deadlineOf as t };
