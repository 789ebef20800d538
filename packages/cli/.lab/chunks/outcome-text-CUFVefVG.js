import { r as waitingText } from "./step-news-Dses-LdC.js";
import { t as stateText } from "./state-words-k33Rqd_0.js";
import { t as table } from "./table-V08ZRb33.js";
// ../../work/main/packages/cli/src/output/outcome-text.ts
/** How a run ended: the state, why, what was checked and what it gave, and where the record is. */
function outcomeText(outcome, paint) {
	const { plan, environment, ending, checks } = outcome;
	return [
		`${stateText(ending, paint)}  ${paint("bold", plan)} in ${environment}`,
		...reasons(outcome),
		checksText(checks, paint),
		table(facts(outcome))
	].filter(Boolean).join("\n");
}
function reasons({ failure, waiting, reason, left }) {
	return [
		...failure ? [`  ${failure.message}`, ...Object.entries(failure.operands ?? {}).map(([name, value]) => `    ${name} = ${value}`)] : [],
		...waiting ? [`  waits ${waitingText(waiting)}`] : [],
		...reason && reason !== failure?.message ? [`  ${reason}`] : [],
		...left.length > 0 ? [`  still in effect: ${left.join(", ")}`] : []
	];
}
function checksText(checks, paint) {
	if (checks.length === 0) return "";
	return `Checks\n${table(checks.map(({ id, uses, holds, assert, operands, why }) => [
		`  ${holds ? paint("green", "✔ holds") : paint("red", "✖ fails")}`,
		id,
		`${assert ?? paint("dim", uses)}${holds ? "" : paint("dim", valuesText(operands) || (why ? `  (${why})` : ""))}`
	]))}`;
}
function valuesText(operands) {
	const values = Object.entries(operands).map(([name, value]) => `${name} = ${value}`);
	return values.length > 0 ? `  (${values.join(", ")})` : "";
}
function facts({ run, record, commit }) {
	return [
		["Run", run],
		["Record", record],
		...commit ? [["Commit", commit]] : []
	];
}
export { outcomeText as t };
