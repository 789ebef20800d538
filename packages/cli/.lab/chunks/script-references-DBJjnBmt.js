import { n as PlanError } from "./model-BXsTrnic.js";
import "./plugin-BvUX14Zf.js";
// ../../work/main/packages/plugins/src/sql/postgres/ledger-schema.ts
/** The schema of Backout's own tables. Nothing of it counts as a table of the plan's. */
const ledgerSchema = "backout";
// ../../work/main/packages/plugins/src/sql/postgres/text/part.ts
/** A table or other object as `scope.databases` names it: `public.customers`. Names that are not plain lower-case words are quoted. */
function partName(schema, name) {
	return `${quoted(schema ?? "public")}.${quoted(name)}`;
}
/** An object that no schema holds: `extension pg_trgm`, `role app`, `schema crm`. */
function objectPart(kind, name) {
	return `${kind} ${quoted(name)}`;
}
function quoted(name) {
	return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll("\"", "\"\"")}"`;
}
// ../../work/main/packages/plugins/src/sql/postgres/text/tree.ts
/** What lies at a path of keys, or undefined. */
function at(tree, ...path) {
	let found = tree;
	for (const key of path) {
		if (!isTree(found)) return void 0;
		found = found[key];
	}
	return found;
}
/** A text at a path, or undefined. */
function textAt(tree, ...path) {
	const found = at(tree, ...path);
	return typeof found === "string" ? found : void 0;
}
/** The list at a path; empty where there is none. */
function listAt(tree, ...path) {
	const found = at(tree, ...path);
	return Array.isArray(found) ? found : [];
}
/** The texts of a list of `String` nodes: the parts of a qualified name. */
function names(list) {
	return list.map((node) => textAt(node, "String", "sval")).filter((name) => name !== void 0);
}
/** The type of a node and its fields: `['UpdateStmt', {…}]`. */
function tagged(node) {
	const [entry] = isTree(node) ? Object.entries(node) : [];
	return entry && isTree(entry[1]) ? [entry[0], entry[1]] : ["", {}];
}
/** Calls `visit` with every typed node under a tree, the tree's own first. */
function walk(tree, visit) {
	if (Array.isArray(tree)) for (const item of tree) walk(item, visit);
	else if (isTree(tree)) for (const [key, value] of Object.entries(tree)) {
		if (/^[A-Z]/.test(key) && isTree(value)) visit(key, value);
		walk(value, visit);
	}
}
/** Whether a value is a node or the fields of one. */
function isTree(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
// ../../work/main/packages/plugins/src/sql/postgres/text/parse.ts
/** Parses a script with PostgreSQL's own parser. Errors: `invalid`, naming the line. */
async function parseScript(script) {
	const parser = await import("libpg-query");
	await parser.loadModule();
	if (script.trim() === "") return [];
	const bytes = Buffer.from(script, "utf8");
	const { stmts = [] } = parsedBy(script, () => parser.parseSync(script));
	const tokens = parsedBy(script, () => parser.scanSync(script)).tokens.filter(({ tokenName }) => !tokenName.endsWith("COMMENT"));
	return stmts.map((raw) => parsedStatement(raw, bytes, tokens));
}
function parsedStatement({ stmt, stmt_location = 0, stmt_len }, bytes, all) {
	const until = stmt_len === void 0 || stmt_len === 0 ? bytes.length : stmt_location + stmt_len;
	const own = all.filter(({ start, end, tokenName }) => start >= stmt_location && end <= until && tokenName !== "ASCII_59");
	const from = own[0]?.start ?? stmt_location;
	const sql = bytes.toString("utf8", from, own.at(-1)?.end ?? until);
	const place = (offset) => bytes.toString("utf8", from, offset).length;
	const tokens = own.map(({ start, end, tokenName }) => ({
		text: bytes.toString("utf8", start, end),
		name: tokenName === "UNKNOWN" ? bytes.toString("utf8", start, end).toUpperCase() : tokenName,
		start: place(start),
		end: place(end)
	}));
	const [tag, fields] = tagged(stmt);
	return {
		tag,
		fields,
		sql,
		line: bytes.toString("utf8", 0, from).split("\n").length,
		parameters: [...new Set(tokens.filter(({ name }) => name === "PARAM").map(({ text }) => text.slice(1)))],
		tokens
	};
}
function parsedBy(script, parse) {
	try {
		return parse();
	} catch (cause) {
		const { sqlDetails } = cause;
		const line = script.slice(0, sqlDetails?.cursorPosition ?? 0).split("\n").length;
		throw new PlanError("invalid", `Cannot read the SQL at line ${line}: ${sqlDetails?.message ?? String(cause)}`);
	}
}
// ../../work/main/packages/plugins/src/sql/postgres/text/collector.ts
/** Adds a relation by its `RangeVar`, unless it is a name that the statement itself has made (`WITH`), or is read in the server's own catalog. */
function relation(range, access, visible, { add }) {
	const name = textAt(range, "relname");
	const schema = textAt(range, "schemaname") ?? (name?.startsWith("pg_") ? "pg_catalog" : void 0);
	if (name === void 0 || schema === void 0 && visible.has(name)) return;
	if (!isSystem(schema) || access === "write") add(partName(schema, name), access);
}
function isSystem(schema) {
	return schema === "pg_catalog" || schema === "information_schema";
}
// ../../work/main/packages/plugins/src/sql/postgres/text/object-references.ts
/** Statements about objects that are not tables, or that name tables by a path of names. */
const objectStatements = {
	DropStmt: dropped,
	RenameStmt: renamed,
	CommentStmt: ofObject,
	SecLabelStmt: ofObject,
	AlterOwnerStmt: ofObject,
	AlterObjectSchemaStmt: ofObject,
	AlterObjectDependsStmt: ofObject,
	GrantStmt: granted,
	VariableSetStmt: variable,
	VariableShowStmt: () => void 0,
	CreateFunctionStmt: (fields, { add }) => add(qualified$1(names(listAt(fields, "funcname"))), "write"),
	AlterFunctionStmt: (fields, { add }) => add(qualified$1(names(listAt(fields, "func", "objname"))), "write"),
	CreateEnumStmt: typeNamed("typeName"),
	AlterEnumStmt: typeNamed("typeName"),
	CreateRangeStmt: typeNamed("typeName"),
	CreateDomainStmt: typeNamed("domainname"),
	AlterDomainStmt: typeNamed("typeName"),
	DefineStmt: typeNamed("defnames"),
	CreateExtensionStmt: objectNamed("extension", "extname"),
	AlterExtensionStmt: objectNamed("extension", "extname"),
	CreateRoleStmt: objectNamed("role", "role"),
	AlterRoleStmt: (fields, { add }) => add(objectPart("role", textAt(fields, "role", "rolename") ?? "*"), "write"),
	DropRoleStmt: (fields, { add }) => {
		for (const role of listAt(fields, "roles")) add(objectPart("role", textAt(role, "RoleSpec", "rolename") ?? "*"), "write");
	},
	GrantRoleStmt: (fields, { add }) => {
		for (const role of listAt(fields, "granted_roles")) add(objectPart("role", textAt(role, "AccessPriv", "priv_name") ?? "*"), "write");
	},
	CreateSchemaStmt: (fields, collect) => {
		collect.add(objectPart("schema", textAt(fields, "schemaname") ?? "*"), "write");
		if (listAt(fields, "schemaElts").length > 0) collect.incomplete();
	},
	CreatePublicationStmt: objectNamed("publication", "pubname"),
	AlterPublicationStmt: objectNamed("publication", "pubname")
};
/** What of a schema's objects a name in the words of a statement means; the name of something on a table has the table's before it. */
function object(kind, node, collect) {
	const path = names(Array.isArray(node) ? node : listAt(node, "List", "items"));
	const single = textAt(node, "String", "sval");
	if (onTable.has(kind)) collect.add(qualified$1(path.slice(0, -1)), "write");
	else if (kind === "OBJECT_INDEX") collect.incomplete();
	else if (single !== void 0) collect.add(objectPart(word(kind), single), "write");
	else if (path.length > 0) collect.add(qualified$1(path), "write");
	else typeOrFunction(node, collect);
}
const onTable = /* @__PURE__ */ new Set([
	"OBJECT_TRIGGER",
	"OBJECT_RULE",
	"OBJECT_POLICY",
	"OBJECT_COLUMN",
	"OBJECT_TABCONSTRAINT"
]);
function typeOrFunction(node, { add, incomplete }) {
	const path = names([...listAt(node, "TypeName", "names"), ...listAt(node, "ObjectWithArgs", "objname")]);
	if (path.length > 0) add(qualified$1(path), "write");
	else incomplete();
}
function dropped(fields, collect) {
	for (const node of listAt(fields, "objects")) object(textAt(fields, "removeType") ?? "", node, collect);
}
function renamed(fields, collect) {
	const range = at(fields, "relation");
	if (!isTree(range)) return object(textAt(fields, "renameType") ?? "", fields["object"], collect);
	if (textAt(fields, "renameType") === "OBJECT_INDEX") return collect.incomplete();
	relation(range, "write", /* @__PURE__ */ new Set(), collect);
	if (/^OBJECT_(TABLE|VIEW|MATVIEW|SEQUENCE|FOREIGN_TABLE)$/.test(textAt(fields, "renameType") ?? "")) collect.add(partName(textAt(range, "schemaname"), textAt(fields, "newname") ?? ""), "write");
}
function ofObject(fields, collect) {
	const range = at(fields, "relation");
	const schema = textAt(fields, "newschema");
	if (isTree(range)) {
		relation(range, "write", /* @__PURE__ */ new Set(), collect);
		if (schema !== void 0) collect.add(partName(schema, textAt(range, "relname") ?? ""), "write");
	} else object(textAt(fields, "objtype") ?? textAt(fields, "objectType") ?? "", fields["object"], collect);
}
function granted(fields, collect) {
	const kind = textAt(fields, "objtype") ?? "";
	if (textAt(fields, "targtype") !== "ACL_TARGET_OBJECT") return collect.add(objectPart("schema", names(listAt(fields, "objects"))[0] ?? "*"), "write");
	for (const node of listAt(fields, "objects")) {
		const [tag, range] = tagged(node);
		if (tag === "RangeVar") relation(range, "write", /* @__PURE__ */ new Set(), collect);
		else object(kind, node, collect);
	}
}
/** Another search path gives unqualified names another meaning. */
function variable(fields, { incomplete }) {
	if (textAt(fields, "name") === "search_path") incomplete();
}
function typeNamed(key) {
	return (fields, { add }) => add(qualified$1(names(listAt(fields, key))), "write");
}
function objectNamed(kind, key) {
	return (fields, { add }) => add(objectPart(kind, textAt(fields, key) ?? "*"), "write");
}
function qualified$1(path) {
	return partName(path.at(-2), path.at(-1) ?? "*");
}
function word(kind) {
	return kind.replace(/^OBJECT_/, "").replaceAll("_", " ").toLowerCase();
}
// ../../work/main/packages/plugins/src/sql/postgres/text/statement-kind.ts
/** What a statement does, in lower-case words that start lists: `create table`, `update`, `drop index`. */
function kindOf(tag, fields) {
	return named[tag] ?? qualified(tag, fields) ?? words(tag);
}
const named = {
	SelectStmt: "select",
	InsertStmt: "insert",
	UpdateStmt: "update",
	DeleteStmt: "delete",
	MergeStmt: "merge",
	CreateStmt: "create table",
	CreateTableAsStmt: "create table as",
	ViewStmt: "create view",
	IndexStmt: "create index",
	TruncateStmt: "truncate",
	CreateSeqStmt: "create sequence",
	CreateTrigStmt: "create trigger",
	CreateEnumStmt: "create type",
	CompositeTypeStmt: "create type",
	CreateRangeStmt: "create type",
	AlterEnumStmt: "alter type",
	AlterSeqStmt: "alter sequence",
	RefreshMatViewStmt: "refresh materialized view",
	RuleStmt: "create rule",
	VariableSetStmt: "set",
	VariableShowStmt: "show",
	DoStmt: "do",
	CallStmt: "call"
};
function qualified(tag, fields) {
	const object = (key) => (textAt(fields, key) ?? "OBJECT_THING").slice(7).replace(/_/g, " ").toLowerCase();
	if (tag === "DropStmt") return `drop ${object("removeType").replace("matview", "materialized view")}`;
	if (tag === "AlterTableStmt") return `alter ${object("objtype")}`;
	if (tag === "RenameStmt") return `rename ${object("renameType")}`;
	if (tag === "CommentStmt") return "comment";
	if (tag === "GrantStmt") return fields["is_grant"] === true ? "grant" : "revoke";
	if (tag === "VacuumStmt") return fields["is_vacuumcmd"] === true ? "vacuum" : "analyze";
}
function words(tag) {
	return tag.replace(/Stmt$/, "").replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}
/** The standing of a statement that is not refused. */
function standingOf(tag, fields) {
	if (tag === "IndexStmt" || tag === "DropStmt") return fields["concurrent"] === true ? "alone" : "inside";
	if (tag === "VacuumStmt") return fields["is_vacuumcmd"] === true ? "alone" : "inside";
	if (tag === "ReindexStmt") return isConcurrent(fields) || fields["kind"] !== "REINDEX_OBJECT_TABLE" ? "alone" : "inside";
	if (tag === "AlterTableStmt") return listAt(fields, "cmds").some(detaches) ? "alone" : "inside";
	if (tag === "AlterEnumStmt") return "last";
	return "inside";
}
function isConcurrent(fields) {
	return listAt(fields, "params").some((node) => textAt(node, "DefElem", "defname") === "concurrently");
}
function detaches(command) {
	const [, fields] = tagged(command);
	const subtype = textAt(fields, "subtype");
	if (subtype === "AT_DetachPartitionFinalize") return true;
	return subtype === "AT_DetachPartition" && (tagged(fields["def"])[1]["concurrent"] === true || false);
}
/** Why a statement cannot be part of a plan, with the way out; undefined where it can. */
function refusalOf(tag, fields) {
	if (tag === "IndexStmt" && fields["concurrent"] === true && textAt(fields, "idxname") === void 0) return {
		reason: "an index that is created concurrently needs a name, so that it can be found after a crash",
		hint: "Name the index"
	};
	if (tag === "VariableSetStmt" && /^(session_authorization|default_transaction_|transaction_|TRANSACTION|SESSION CHARACTERISTICS)/.test(textAt(fields, "name") ?? "")) return {
		reason: "it changes the transaction or the user that Backout works with",
		hint: "Leave it out, or set it for the connection’s user"
	};
	if (tag === "ClusterStmt" && fields["relation"] === void 0) return refused["ClusterStmt"];
	return tag === "ClusterStmt" ? void 0 : refused[tag];
}
const server = {
	reason: "it changes the server, not the database",
	hint: "Do it outside of the plan, or in an exec/run step"
};
const conversation = {
	reason: "it only makes sense in a session of its own",
	hint: "Leave it out; give parameters with \"params\""
};
const refused = {
	TransactionStmt: {
		reason: "Backout itself begins and commits",
		hint: "Leave transactions out: the statements of a step are one already"
	},
	CopyStmt: {
		reason: "COPY moves data through files or streams that a plan does not have",
		hint: "Use insert … select, or an exec/run step with psql"
	},
	CreatedbStmt: server,
	DropdbStmt: server,
	AlterDatabaseStmt: server,
	AlterSystemStmt: server,
	CreateTableSpaceStmt: server,
	DropTableSpaceStmt: server,
	CreateSubscriptionStmt: server,
	AlterSubscriptionStmt: server,
	DropSubscriptionStmt: server,
	CheckPointStmt: server,
	LoadStmt: server,
	ClusterStmt: {
		reason: "CLUSTER without a table rewrites every table that was clustered before",
		hint: "Name the table"
	},
	ListenStmt: conversation,
	UnlistenStmt: conversation,
	DiscardStmt: conversation,
	PrepareStmt: conversation,
	ExecuteStmt: conversation,
	DeallocateStmt: conversation,
	DeclareCursorStmt: conversation,
	FetchStmt: conversation,
	ClosePortalStmt: conversation
};
// ../../work/main/packages/plugins/src/sql/postgres/text/references.ts
/** The tables and other objects that a statement reads and writes by its text. What triggers, views and functions reach is found when it runs. */
function referencesOf(tag, fields) {
	const found = /* @__PURE__ */ new Map();
	let complete = !opaque.has(tag);
	const collect = {
		add(part, access) {
			if (found.get(part) !== "write") found.set(part, access);
		},
		incomplete() {
			complete = false;
		}
	};
	const special = objectStatements[tag];
	if (special) special(fields, collect);
	else visit({ [tag]: fields }, /* @__PURE__ */ new Set(), collect);
	if (found.size === 0 && complete && !nameless.has(tag) || vague.has(tag)) collect.add(objectPart("statement", kindOf(tag, fields)), "write");
	return {
		parts: [...found].map(([part, access]) => ({
			part,
			access
		})),
		complete
	};
}
/** Statements whose text is code: what it does is found when it runs. */
const opaque = /* @__PURE__ */ new Set(["DoStmt", "CallStmt"]);
/** Statements that name things by words that only the catalog understands. */
const vague = /* @__PURE__ */ new Set([
	"ReassignOwnedStmt",
	"DropOwnedStmt",
	"ImportForeignSchemaStmt",
	"AlterDefaultPrivilegesStmt"
]);
/** Statements that may name nothing, and do nothing to the database by themselves. */
const nameless = /* @__PURE__ */ new Set([
	"SelectStmt",
	"ExplainStmt",
	"VariableSetStmt",
	"VariableShowStmt",
	"ConstraintsSetStmt",
	"NotifyStmt"
]);
/** Where a statement writes: the relation under one of its keys. Everything else that it names is read. */
const written = {
	InsertStmt: ["relation"],
	UpdateStmt: ["relation"],
	DeleteStmt: ["relation"],
	MergeStmt: ["relation"],
	CreateStmt: ["relation"],
	AlterTableStmt: ["relation"],
	IndexStmt: ["relation"],
	ReindexStmt: ["relation"],
	TruncateStmt: ["relations"],
	LockStmt: ["relations"],
	ViewStmt: ["view"],
	into: ["rel"],
	intoClause: ["rel"],
	RefreshMatViewStmt: ["relation"],
	CreateTrigStmt: ["relation"],
	RuleStmt: ["relation"],
	CreatePolicyStmt: ["table"],
	AlterPolicyStmt: ["table"],
	ClusterStmt: ["relation"],
	VacuumRelation: ["relation"],
	Constraint: ["pktable"],
	CreateSeqStmt: ["sequence"],
	AlterSeqStmt: ["sequence"],
	CompositeTypeStmt: ["typevar"],
	CreateForeignTableStmt: ["relation"],
	CreateStatsStmt: ["relations"]
};
function visit(tree, visible, collect) {
	if (Array.isArray(tree)) for (const item of tree) visit(item, visible, collect);
	else if (isTree(tree)) for (const [key, value] of Object.entries(tree)) visitField(key, value, visible, collect);
}
function visitField(key, value, visible, collect) {
	if (!isTree(value)) return visit(value, visible, collect);
	if (key === "RangeVar" || "relname" in value) return relation(value, "read", visible, collect);
	const seen = /* @__PURE__ */ new Set([...visible, ...cteNames(value)]);
	const writes = written[key] ?? [];
	for (const [name, child] of Object.entries(value)) if (!writes.includes(name)) visitField(name, child, seen, collect);
	else for (const one of Array.isArray(child) ? child : [child]) relation(rangeVar(one), "write", /* @__PURE__ */ new Set(), collect);
	if (isIndexStatement(key, value)) collect.incomplete();
}
/** `ALTER INDEX`, `REINDEX INDEX`: whose index it is, only the catalog knows. */
function isIndexStatement(key, fields) {
	if (key === "AlterTableStmt") return fields["objtype"] === "OBJECT_INDEX";
	return key === "ReindexStmt" && fields["kind"] !== "REINDEX_OBJECT_TABLE";
}
function rangeVar(node) {
	const [tag, fields] = tagged(node);
	return tag === "RangeVar" ? fields : isTree(node) ? node : {};
}
function cteNames(fields) {
	return listAt(fields, "withClause", "ctes").map((cte) => textAt(cte, "CommonTableExpr", "ctename")).filter((name) => name !== void 0);
}
// ../../work/main/packages/plugins/src/sql/postgres/text/functions.ts
/** What calling a function may do, by its name alone: the server's own functions are known, all others are not. */
function functionEffect(fields) {
	const path = names(Array.isArray(fields["funcname"]) ? fields["funcname"] : []);
	const name = path.at(-1) ?? "";
	if (path.length > 1 && path[0] !== "pg_catalog") return "unknown";
	if (writing.has(name) || /^(lo_|pg_advisory|pg_try_advisory|pg_terminate|pg_cancel|dblink|pg_notify|pg_logical|pg_replication)/.test(name)) return "write";
	return reading.has(name) ? "none" : "unknown";
}
const writing = /* @__PURE__ */ new Set([
	"nextval",
	"setval",
	"set_config",
	"pg_reload_conf",
	"pg_switch_wal",
	"txid_current",
	"pg_current_xact_id"
]);
/** The functions of queries and checks; what is missing here only makes `sql/execute` more careful. */
const reading = new Set(`
  count sum min max avg stddev variance array_agg string_agg json_agg jsonb_agg json_object_agg jsonb_object_agg bool_and bool_or every
  row_number rank dense_rank percent_rank ntile lag lead first_value last_value nth_value percentile_cont percentile_disc mode
  coalesce nullif greatest least abs ceil ceiling floor round trunc mod power sqrt exp ln log sign random width_bucket div gcd lcm
  lower upper initcap length char_length character_length octet_length bit_length btrim ltrim rtrim trim lpad rpad left right repeat replace reverse
  split_part substr substring position strpos starts_with concat concat_ws format translate overlay ascii chr md5 sha224 sha256 sha384 sha512 encode decode
  regexp_replace regexp_match regexp_matches regexp_split_to_array regexp_split_to_table regexp_count regexp_like regexp_substr to_hex quote_ident quote_literal quote_nullable
  now clock_timestamp statement_timestamp transaction_timestamp timezone date_part date_trunc extract age make_date make_time make_interval make_timestamp make_timestamptz
  to_char to_date to_number to_timestamp isfinite justify_days justify_hours justify_interval
  array_length array_upper array_lower array_ndims array_position array_positions array_append array_prepend array_cat array_remove array_replace array_to_string string_to_array cardinality unnest
  generate_series generate_subscripts row_to_json to_json to_jsonb json_build_object jsonb_build_object json_build_array jsonb_build_array
  json_array_length jsonb_array_length json_array_elements jsonb_array_elements json_array_elements_text jsonb_array_elements_text json_each jsonb_each json_each_text jsonb_each_text
  json_extract_path jsonb_extract_path json_extract_path_text jsonb_extract_path_text json_object_keys jsonb_object_keys json_typeof jsonb_typeof jsonb_set jsonb_insert jsonb_pretty jsonb_strip_nulls json_strip_nulls
  jsonb_path_exists jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_path_match
  to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery ts_rank ts_headline gen_random_uuid
  current_database current_schema current_schemas version current_setting pg_typeof pg_column_size pg_relation_size pg_table_size pg_total_relation_size pg_database_size pg_size_pretty
  to_regclass to_regtype to_regproc to_regprocedure to_regnamespace to_regrole format_type pg_get_constraintdef pg_get_indexdef pg_get_viewdef pg_get_functiondef pg_get_expr pg_get_serial_sequence
  has_table_privilege has_column_privilege has_schema_privilege has_database_privilege obj_description col_description pg_backend_pid pg_is_in_recovery pg_sleep
  `.trim().split(/\s+/));
// ../../work/main/packages/plugins/src/sql/postgres/text/effect.ts
/** What a statement does to the database, by its text: `unknown` where functions that are not the server's own decide. */
function effectOf({ tag, fields }) {
	if (tag === "VariableShowStmt") return "none";
	if (tag === "ExplainStmt") return analyzes(fields) ? effectOf(explained(fields)) : "none";
	if (tag !== "SelectStmt") return "write";
	let effect = "none";
	walk({ [tag]: fields }, (inner, own) => {
		const found = innerEffect(inner, own);
		if (effect !== "write" && found !== "none") effect = found;
	});
	return fields["intoClause"] === void 0 ? effect : "write";
}
function innerEffect(tag, fields) {
	if (tag === "FuncCall") return functionEffect(fields);
	return /^(Insert|Update|Delete|Merge)Stmt$|^LockingClause$|^IntoClause$/.test(tag) ? "write" : "none";
}
function analyzes(fields) {
	return listAt(fields, "options").some((option) => textAt(option, "DefElem", "defname") === "analyze");
}
function explained(fields) {
	const [tag, own] = tagged(fields["query"]);
	return {
		tag,
		fields: own
	};
}
// ../../work/main/packages/plugins/src/sql/postgres/text/script-references.ts
/** Whether a part is one of Backout's own tables, which no plan may name. */
function isLedger(part) {
	return part.startsWith(`backout.`) || part === `schema backout`;
}
/** What the statements of a script name together. Temporary tables that it makes are its own, and no part of the database. */
function referencesOfScript(statements) {
	const temporary = new Set(statements.map(temporaryTable));
	const parts = /* @__PURE__ */ new Map();
	const all = statements.map(({ tag, fields }) => referencesOf(tag, fields));
	for (const one of all.flatMap(({ parts: found }) => found)) if (!temporary.has(one.part) && parts.get(one.part)?.access !== "write") parts.set(one.part, one);
	return {
		parts: [...parts.values()],
		complete: all.every(({ complete }) => complete)
	};
}
function temporaryTable({ tag, fields }) {
	const range = tag === "CreateTableAsStmt" ? at(fields, "into", "rel") : tag === "CreateStmt" ? fields["relation"] : at(fields, "intoClause", "rel");
	return textAt(range, "relpersistence") === "t" ? partName(void 0, textAt(range, "relname") ?? "") : void 0;
}
export { kindOf as a, parseScript as c, names as d, tagged as f, ledgerSchema as h, referencesOf as i, isTree as l, partName as m, referencesOfScript as n, refusalOf as o, textAt as p, effectOf as r, standingOf as s, isLedger as t, listAt as u };
