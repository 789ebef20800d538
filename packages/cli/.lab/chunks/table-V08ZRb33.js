// ../../work/main/packages/cli/src/output/table.ts
/** Lines of columns that stand under each other, two spaces apart. Widths do not count colours; what is last in a row is not padded. */
function table(rows) {
	const widths = [];
	for (const row of rows) for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, width(cell));
	return rows.map((row) => row.map((cell, column) => pad(cell, widths[column], column === row.length - 1)).join("  ").trimEnd()).join("\n");
}
function pad(cell, to, last) {
	return last ? cell : cell + " ".repeat(to - width(cell));
}
function width(cell) {
	return cell.replaceAll(/\u001b\[\d+m/g, "").length;
}
export { table as t };
