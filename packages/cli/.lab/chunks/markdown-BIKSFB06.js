// ../../work/main/packages/core/src/report/markdown.ts
/** A table; empty where it has no rows. Cells are Markdown already. */
function rows(titles, body) {
	if (body.length === 0) return "";
	const line = (cells) => `| ${cells.join(" | ")} |`;
	return [
		line(titles),
		line(titles.map(() => "---")),
		...body.map(line)
	].join("\n");
}
/** Text that stays text, on one line: it may come from a plan that nobody has reviewed. */
function text(value) {
	return value.replaceAll("\\", "\\\\").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(/[|*_`[\]#~]/g, String.raw`\$&`).replaceAll(/\s*\n\s*/g, " ");
}
/** A code span, on one line; its fence is longer than every run of backticks in it. */
function code(value) {
	if (value === "") return "";
	const longest = Math.max(0, ...[...value.matchAll(/`+/g)].map(([run]) => run.length));
	const fence = "`".repeat(longest + 1);
	const padding = longest > 0 ? " " : "";
	return `${fence}${padding}${value.replaceAll("|", String.raw`\|`).replaceAll(/\s*\n\s*/g, " ")}${padding}${fence}`;
}
export { rows as n, text as r, code as t };
