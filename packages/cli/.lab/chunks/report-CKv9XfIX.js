import { t as __exportAll } from "./rolldown-runtime-D3KUYPsf.js";
// ../../work/main/packages/core/src/report/render-diagnostic.ts
/** Long lines are cut around the place that is meant. In UTF-16 units. */
const longestLine = 160;
/**
* A diagnostic for a terminal: `file:line:column`, what is wrong, the source line with a caret under the place, and what to do.
* `text` is the file's content; without it, or without a place, only the sentence is there.
*/
function renderDiagnostic({ code, severity, message, at, suggestion, fix }, text, { color }) {
	const paint = (ink, content) => color ? `\u001b[${ink}m${content}\u001b[0m` : content;
	const head = `${paint("1", at ? `${at.file}:${at.line}:${at.column}: ` : "")}${paint(severity === "error" ? "31" : "33", severity)}: ${message} ${paint("2", `[${code}]`)}`;
	const help = [...suggestion ? [suggestion] : [], ...fix ? [`Fix: ${fix.title} (plan validate --fix)`] : []];
	return [
		head,
		...at && text ? excerpt(text, at, paint) : [],
		...help.map((each) => `  ${paint("36", "→")} ${each}`)
	].join("\n");
}
/** The line, and carets from the place to its end, or to the end of the line. Tabs stay tabs, so that the carets stand right. */
function excerpt(text, { line, column, start, end }, paint) {
	const source = lineAround(text, start);
	const from = Math.max(0, column - 1 - longestLine / 2);
	const shown = source.slice(from, from + longestLine);
	const before = source.slice(from, column - 1);
	const carets = Math.max(1, Math.min(end - start, from + shown.length - (column - 1)));
	const margin = String(line);
	const blank = " ".repeat(margin.length);
	return [`  ${paint("2", `${margin} |`)} ${printable(shown)}`, `  ${paint("2", `${blank} |`)} ${before.replaceAll(/[^\t]/g, " ")}${paint("31", "^".repeat(carets))}`];
}
/** Found from the offset: to split all of a long file for each of many diagnostics would take long. */
function lineAround(text, offset) {
	const begin = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
	const end = text.indexOf("\n", begin);
	return text.slice(begin, end < 0 ? text.length : end).replace(/\r$/, "");
}
/** A plan that nobody has reviewed must not steer the terminal. */
function printable(line) {
	return line.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "�");
}
// ../../work/main/packages/core/src/report/index.ts
var report_exports = /* @__PURE__ */ __exportAll({ renderDiagnostic: () => renderDiagnostic });
export { renderDiagnostic as n, report_exports as t };
