import { n as PlanError } from "./model-BXsTrnic.js";
import "./plugin-BvUX14Zf.js";
import { a as kindOf, c as parseScript, i as referencesOf, l as isTree, n as referencesOfScript, o as refusalOf, p as textAt, r as effectOf, s as standingOf, t as isLedger, u as listAt } from "./script-references-DBJjnBmt.js";
// ../../work/main/packages/plugins/src/sql/postgres/text/notes.ts
/** Doubts about a statement that a reviewer should read. */
function notesOf({ tag, fields, line }) {
	const place = `line ${line}: `;
	const target = textAt(fields, "relation", "relname") ?? "the table";
	if (tag === "UpdateStmt" && !isTree(fields["whereClause"])) return [`${place}UPDATE without WHERE changes every row of ${target}`];
	if (tag === "DeleteStmt" && !isTree(fields["whereClause"])) return [`${place}DELETE without WHERE deletes every row of ${target}`];
	if (tag === "TruncateStmt") return [`${place}TRUNCATE deletes every row, and needs a lock that nobody else may hold`];
	if (tag === "DropStmt" && /_(TABLE|MATVIEW|SCHEMA|SEQUENCE)$/.test(textAt(fields, "removeType") ?? "")) return [`${place}DROP loses what it drops`];
	if (tag === "AlterTableStmt") return listAt(fields, "cmds").flatMap((command) => commandNotes(command, target, place));
	if (tag === "IndexStmt" && fields["concurrent"] !== true) return [`${place}CREATE INDEX keeps others from writing ${target} until it is done; CONCURRENTLY does not`];
	return [];
}
function commandNotes(command, target, place) {
	const subtype = textAt(command, "AlterTableCmd", "subtype");
	const column = textAt(command, "AlterTableCmd", "name") ?? "";
	if (subtype === "AT_DropColumn") return [`${place}DROP COLUMN loses what is in ${target}.${column}`];
	if (subtype === "AT_AlterColumnType") return [`${place}a new type of ${target}.${column} may rewrite the table under a lock that keeps even readers out`];
	return [];
}
// ../../work/main/packages/plugins/src/sql/postgres/text/read-script.ts
/** What a script's text tells. Errors: `invalid`, naming the line. */
async function readScript(sql) {
	const statements = await parseScript(sql);
	for (const statement of statements) refuseForeign(statement);
	return scriptOf(statements);
}
function refuseForeign(statement) {
	const named = referencesOf(statement.tag, statement.fields).parts.find(({ part }) => isLedger(part));
	const ledger = named && {
		reason: `${named.part} is Backout's own`,
		hint: "Leave the ledger to Backout; see its state with: plan status"
	};
	const refusal = refusalOf(statement.tag, statement.fields) ?? ledger;
	if (!refusal) return;
	const kind = kindOf(statement.tag, statement.fields);
	throw new PlanError("invalid", `Cannot run "${kind}" at line ${statement.line} in a plan: ${refusal.reason}`, { hint: refusal.hint });
}
function scriptOf(statements) {
	const effects = new Set(statements.map(effectOf));
	const effect = effects.has("write") ? "write" : effects.has("unknown") ? "unknown" : "none";
	return {
		batches: batchesOf(statements),
		effect,
		guarantee: guaranteeOf(statements),
		touches: touchesOf(statements),
		undo: {
			kind: "none",
			reason: "on PostgreSQL an undo is not derived yet, that comes later: write a rollback, or say why there is none"
		},
		notes: [...statements.flatMap(notesOf), ...aloneNotes(statements)]
	};
}
/** What can be one transaction becomes one; a statement that the server commits by itself stands alone. */
function batchesOf(statements) {
	const batches = [];
	let closed = true;
	for (const parsed of statements) {
		const standing = standingOf(parsed.tag, parsed.fields);
		const { sql, line, parameters } = parsed;
		const statement = {
			sql,
			line,
			kind: kindOf(parsed.tag, parsed.fields),
			parameters
		};
		if (closed || standing === "alone") batches.push({
			statements: [statement],
			transactional: standing !== "alone",
			settings: {}
		});
		else batches.at(-1).statements.push(statement);
		closed = standing !== "inside";
	}
	return batches;
}
function touchesOf(statements) {
	const { parts, complete } = referencesOfScript(statements);
	return complete ? parts : "unknown";
}
/** Upkeep may be repeated; an index that is built again would meet itself. */
function guaranteeOf(statements) {
	const alone = statements.filter(({ tag, fields }) => standingOf(tag, fields) === "alone");
	if (alone.length === 0) return "exactly-once";
	return alone.every(({ tag }) => tag === "VacuumStmt" || tag === "ReindexStmt") ? "idempotent" : "at-least-once";
}
function aloneNotes(statements) {
	return statements.filter(({ tag, fields }) => standingOf(tag, fields) === "alone").map(({ tag, fields, line }) => `line ${line}: PostgreSQL commits "${kindOf(tag, fields)}" by itself; after a crash the catalog is asked what became of it`);
}
export { readScript };
