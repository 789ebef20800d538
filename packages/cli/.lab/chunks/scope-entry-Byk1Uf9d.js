// ../../work/main/packages/plugins/src/sql/postgres/scope-entry.ts
/**
* Whether an entry of `scope.databases` covers a part. Entries are `schema.table` (without schema: `public`), with `*` for any name or part
* of one; `*` alone stands for the whole database. Other objects are named with their kind: `extension pg_trgm`, `role app`. Case is that of SQL:
* letters outside of quotes are lower case.
*/
function coversTable(entry, part) {
	if (entry.trim() === "*") return true;
	const allowed = parse(entry);
	const asked = parse(part);
	return allowed.length === asked.length && allowed.every((pattern, index) => matches(pattern, asked[index]));
}
/** Whether two touches of one database conflict: one of them writes, and they name the same. */
function tablesOverlap(a, b) {
	if (a.access === "read" && b.access === "read") return false;
	return coversTable(a.part, b.part) || coversTable(b.part, a.part);
}
/** `extension x` as two words behind a mark, so that it never equals `schema.table`. */
function parse(text) {
	const object = /^([a-z]+(?: [a-z]+)*) (\S.*)$/.exec(text.trim());
	if (object && !text.trim().startsWith("\"")) return [
		{
			text: " ",
			quoted: true
		},
		{
			text: object[1],
			quoted: true
		},
		...identifiers(object[2])
	];
	const words = identifiers(text.trim());
	return words.length === 1 ? [{
		text: "public",
		quoted: true
	}, ...words] : words;
}
function identifiers(text) {
	return [...text.matchAll(/"((?:[^"]|"")*)"|([^."]+)/g)].map(([, quoted, plain]) => quoted === void 0 ? {
		text: plain.toLowerCase(),
		quoted: false
	} : {
		text: quoted.replaceAll("\"\"", "\""),
		quoted: true
	});
}
function matches(pattern, name) {
	if (pattern.quoted || !pattern.text.includes("*")) return pattern.text === name.text;
	const source = pattern.text.split(/\*+/).map((text) => text.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
	return new RegExp(`^${source.join(".*")}$`, "s").test(name.text);
}
export { tablesOverlap as n, coversTable as t };
