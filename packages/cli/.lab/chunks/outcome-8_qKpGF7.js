import { n as exitCodes } from "./exit-codes-Dors_gN_.js";
// ../../work/main/packages/cli/src/outcome.ts
/** The exit status of an ending. A rollback that was asked for is a success; one that a failure brought about is not. */
function exitCodeOfOutcome({ ending, left, failure }, wish) {
	switch (ending) {
		case "succeeded": return exitCodes.done;
		case "failed": return exitCodes.failed;
		case "rolled-back":
			if (left.length > 0) return exitCodes.person;
			return wish === "forward" && failure ? exitCodes.failed : exitCodes.done;
		case "paused": return exitCodes.person;
		case "waiting": return exitCodes.waiting;
		case "interrupted": return exitCodes.interrupted;
		default: return ending;
	}
}
/** The next command after an ending. */
function nextAfter({ run, ending, waiting, left }) {
	switch (ending) {
		case "succeeded":
		case "failed":
		case "rolled-back": return `plan report ${run}`;
		case "paused": return left[0] === void 0 ? `plan status ${run}` : `plan resolve ${run} ${left[0]} --as applied|absent|reverted|left --reason …`;
		case "waiting": return waiting?.for === "sign-off" ? `plan sign ${run} --role ${waiting.role}` : "plan resume --due";
		case "interrupted": return `plan resume ${run}`;
		default: return ending;
	}
}
export { nextAfter as n, exitCodeOfOutcome as t };
