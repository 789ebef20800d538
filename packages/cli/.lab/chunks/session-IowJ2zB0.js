import { n as PlanError } from "./model-BXsTrnic.js";
import "./plugin-BvUX14Zf.js";
import { t as durationOf } from "./duration-CNgFqVtg.js";
import { r as targetOf, t as shownAddress } from "./target-D7nDHWrk.js";
import { c as parseScript, d as names, f as tagged, h as ledgerSchema, i as referencesOf, l as isTree, m as partName, n as referencesOfScript, p as textAt, r as effectOf, t as isLedger, u as listAt } from "./script-references-DBJjnBmt.js";
import { resolve } from "node:path";
import { readFile } from "node:fs/promises";
// ../../work/main/packages/plugins/src/sql/postgres/failure.ts
/** Whether the connection is gone with this error: the server ended the session, or the line is dead. */
function isLost(error) {
	const { severity, code } = error;
	if (severity === void 0) return true;
	return severity === "FATAL" || severity === "PANIC" || /^(08|57P0[1-5])/.test(code ?? "");
}
/** The error of connecting. Errors: `failed`, `missing` (no such database), `busy` (no more connections, starting up), `timeout`. */
function connectFailure(error, address, user) {
	if (error instanceof PlanError) return error;
	const { code = "", message } = firstOf(error);
	const [kind, reason] = connectReasons(code, message, user);
	return new PlanError(kind, `Cannot connect to ${address}: ${reason}`, { cause: new Error(message) });
}
function connectReasons(code, message, user) {
	if (code === "ECONNREFUSED" || code === "ENOENT") return ["failed", `nothing listens there (${code})`];
	if (code === "ENOTFOUND" || code === "EAI_AGAIN") return ["failed", `the name of its host does not resolve (${code})`];
	if (message === "timeout expired" || code === "ETIMEDOUT") return ["timeout", "it did not answer in time"];
	if (code === "28P01" || /password/i.test(message)) return ["failed", `the password of user "${user}" is missing or wrong`];
	if (code === "3D000") return ["missing", message];
	if (code.startsWith("53") || code === "57P03") return ["busy", message];
	if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) return ["failed", `the certificate of the server does not verify (${code})`];
	return ["failed", code === "" ? message : `${message} (${code})`];
}
/** One attempt for each address of a name fails with its own error. */
function firstOf(error) {
	return error instanceof AggregateError ? firstOf(error.errors[0]) : error;
}
/** Runs what Backout itself asks of a database, so that its errors say what that was. Errors: as {@link statementFailure}. */
async function asking(attempted, body) {
	try {
		return await body();
	} catch (cause) {
		throw statementFailure(cause, attempted);
	}
}
/** The error of a statement. Errors: `failed`, `busy` (a lock), `refused` (read-only), `timeout`, `interrupted`. */
function statementFailure(error, { what, resource, signal }) {
	if (error instanceof PlanError) return error;
	const server = error;
	const [code, reason, hint] = statementReasons(server, signal);
	return new PlanError(code, `Cannot ${what} in ${resource}: ${reason}`, {
		cause: causeOf(server),
		...hint !== void 0 && { hint }
	});
}
function statementReasons(error, signal) {
	if (signal?.aborted) return stopped(signal);
	if (isLost(error)) return ["failed", `the connection was lost (${error.code ?? error.message}), and the transaction with it`];
	if (error.code === "55P03") return [
		"busy",
		"somebody else holds a lock that it needs",
		"See who with: select * from pg_stat_activity where wait_event_type = 'Lock'"
	];
	if (error.code === "57014") return ["timeout", "it took longer than the statement timeout of the connection"];
	if (error.code === "25006") return ["refused", `${error.message}; this step only reads`];
	if (error.code === "40P01" || error.code === "40001") return [
		"failed",
		`${error.message} (${error.code})`,
		"Others work on the same rows: run it again, or give the step \"retry\""
	];
	const detail = error.detail === void 0 ? "" : `; ${withoutValues(error.detail)}`;
	return [
		"failed",
		`${error.message}${detail} (${error.code})`,
		error.hint
	];
}
function stopped(signal) {
	const { reason } = signal;
	return reason instanceof PlanError ? [reason.code, reason.message] : ["interrupted", "it was stopped"];
}
/** Details quote rows, which belong to the database and not into a journal. */
function withoutValues(detail) {
	return detail.replace(/^Failing row contains \(.*\)\.?$/s, "the row is not allowed").replace(/=\(.*?\)(?= |$)/gs, "");
}
function causeOf({ message, code, where }) {
	return new Error([
		message,
		code === void 0 ? "" : `(${code})`,
		where ?? ""
	].filter((part) => part !== "").join(" "));
}
// ../../work/main/packages/plugins/src/sql/postgres/connect.ts
/** Opens a connection with the settings that every statement of a plan meets. Errors: `failed`, `missing`, `busy`, `timeout`, `invalid`. */
async function connect(connecting) {
	const target = targetOf(connecting.config);
	const ssl = await tlsOf(target, connecting);
	try {
		return await opened(target, connecting, ssl);
	} catch (cause) {
		if (!(target.mode === "prefer" && ssl !== false && /does not support SSL/.test(cause.message))) throw connectFailure(cause, shownAddress(target), target.user);
	}
	try {
		return await opened(target, connecting, false);
	} catch (cause) {
		throw connectFailure(cause, shownAddress(target), target.user);
	}
}
/** The socket of a client: ending a client that never connected, or whose line is dead, would wait for ever. */
function socketOf(client) {
	return client.connection.stream;
}
/** The settings of a fresh session, and of one whose last user is gone; in one simple query. */
function settingsOf({ config, access, application }) {
	const settings = {
		application_name: application,
		client_encoding: "UTF8",
		datestyle: "ISO, YMD",
		intervalstyle: "iso_8601",
		timezone: config.timeZone ?? "UTC",
		search_path: "public",
		bytea_output: "hex",
		extra_float_digits: "1",
		standard_conforming_strings: "on",
		default_transaction_isolation: "read committed",
		default_transaction_read_only: access === "read" ? "on" : "off",
		lock_timeout: `${durationOf(config.lockTimeout ?? "10s")}ms`,
		statement_timeout: config.statementTimeout === void 0 ? "0" : `${durationOf(config.statementTimeout)}ms`,
		idle_in_transaction_session_timeout: "10min",
		tcp_keepalives_idle: "30",
		tcp_keepalives_interval: "10",
		tcp_keepalives_count: "3"
	};
	return Object.entries(settings).map(([name, value]) => `set ${name} = ${name === "search_path" || name === "datestyle" ? value : quoted$1(value)}`).join("; ");
}
async function opened(target, connecting, ssl) {
	const { default: pg } = await import("pg");
	const { host, port, database, user } = target;
	const client = new pg.Client({
		host,
		port,
		database,
		user,
		password: () => target.password ?? process.env["PGPASSWORD"] ?? "",
		ssl: ssl ?? false,
		connectionTimeoutMillis: durationOf(connecting.config.connectTimeout ?? "10s"),
		keepAlive: true
	});
	client.on("error", () => void 0);
	try {
		await client.connect();
		await client.query(settingsOf(connecting));
		return client;
	} catch (cause) {
		socketOf(client).destroy();
		throw cause;
	}
}
async function tlsOf({ mode, host }, { config, root }) {
	if (mode === "disable" || host.startsWith("/")) return false;
	const { ca, cert, key } = config.tls ?? {};
	const pems = await Promise.all([
		pem(ca, root),
		pem(cert, root),
		pem(key, root)
	]);
	const given = {
		...pems[0] && { ca: pems[0] },
		...pems[1] && { cert: pems[1] },
		...pems[2] && { key: pems[2] }
	};
	if (mode === "verify-full") return {
		...given,
		rejectUnauthorized: true
	};
	if (mode === "verify-ca" || mode === "require" && ca !== void 0) return {
		...given,
		rejectUnauthorized: true,
		checkServerIdentity: anyName
	};
	return {
		...given,
		rejectUnauthorized: false
	};
}
function anyName(_host, _certificate) {}
async function pem(value, root) {
	if (value === void 0 || value.includes("-----BEGIN")) return value;
	try {
		return await readFile(resolve(root, value), "utf8");
	} catch (cause) {
		throw new PlanError("missing", `Cannot read certificate "${value}": ${cause.code ?? "it is not readable"}`);
	}
}
function quoted$1(text) {
	return `'${text.replaceAll("'", "''")}'`;
}
// ../../work/main/packages/plugins/src/sql/postgres/connection.ts
/** ms that a cancelled statement may take to end. */
const patience = 5e3;
/** Opens a connection. Errors: as {@link connect}. */
async function openConnection(connecting) {
	const client = await connect(connecting);
	const state = { broken: false };
	client.on("end", () => state.broken = true);
	client.on("error", () => state.broken = true);
	const run = async (sql, params = [], signal) => {
		if (state.broken) throw new Error("Connection terminated");
		signal?.throwIfAborted();
		const unwatch = signal && watch(signal, client, connecting);
		try {
			return answerOf(await client.query(asQuery(sql, params)));
		} catch (error) {
			if (isLost(error)) state.broken = true;
			throw error;
		} finally {
			unwatch?.();
		}
	};
	return {
		pid: client.processID,
		get broken() {
			return state.broken;
		},
		run,
		async reset() {
			await run("discard all");
			await client.query(settingsOf(connecting));
		},
		cut() {
			state.broken = true;
			socketOf(client).destroy();
		},
		async [Symbol.asyncDispose]() {
			if (state.broken) socketOf(client).destroy();
			else await client.end().catch(() => void 0);
			state.broken = true;
		}
	};
}
function asQuery(text, values) {
	return {
		text,
		values: values.map((value) => value instanceof Uint8Array ? Buffer.from(value) : value),
		rowMode: "array",
		queryMode: "extended",
		types: rawTypes
	};
}
/** Values stay as the server sent them; `values.ts` reads them, knowing the catalog. */
const rawTypes = { getTypeParser: () => (value) => value };
function answerOf(result) {
	return {
		fields: result.fields.map(({ name, dataTypeID }) => ({
			name,
			type: dataTypeID
		})),
		rows: result.rows,
		command: result.command,
		rowCount: result.rowCount ?? 0
	};
}
/** Cancels what the client's backend runs once the signal aborts; cuts the connection where that does not help. Gives what ends the watch. */
function watch(signal, client, connecting) {
	let timer;
	const stop = () => {
		timer = setTimeout(() => socketOf(client).destroy(), patience);
		cancel(client, connecting).catch(() => socketOf(client).destroy());
	};
	signal.addEventListener("abort", stop, { once: true });
	return () => {
		signal.removeEventListener("abort", stop);
		clearTimeout(timer);
	};
}
async function cancel(client, connecting) {
	const { processID } = client;
	const other = await connect({
		...connecting,
		access: "read"
	});
	try {
		await other.query("select pg_cancel_backend($1)", [processID]);
	} finally {
		await other.end();
	}
}
/** The first value of the first row. Errors: `internal` where there is none. */
function only(answer) {
	const value = answer.rows[0]?.[0];
	if (value === void 0) throw new PlanError("internal", "A statement that gives a row gave none");
	return value;
}
// ../../work/main/packages/plugins/src/sql/postgres/transaction.ts
/**
* Runs `body` in a transaction. What it throws rolls back; then the connection is as before, or broken.
* Errors: `unknown` where the answer to COMMIT was lost; what `body` throws; `failed`.
*/
async function inTransaction(connection, mode, resource, body) {
	await begin(connection, mode, resource);
	let result;
	try {
		result = await body();
	} catch (cause) {
		await rollBack(connection);
		throw cause;
	}
	await commit(connection, resource);
	return result;
}
async function begin(connection, mode, resource) {
	try {
		await connection.run(mode === "read only" ? "begin isolation level repeatable read read only" : "begin isolation level read committed read write");
		if (mode === "read only") await connection.run("select 1");
	} catch (cause) {
		throw statementFailure(cause, {
			what: "begin a transaction",
			resource
		});
	}
}
async function rollBack(connection) {
	if (connection.broken) return;
	await connection.run("rollback").catch(() => connection.cut());
}
async function commit(connection, resource) {
	let command;
	try {
		command = (await connection.run("commit")).command;
	} catch (cause) {
		if (!isLost(cause)) throw statementFailure(cause, {
			what: "commit",
			resource
		});
		throw new PlanError("unknown", `Cannot tell whether a transaction was committed in ${resource}: the connection was lost during COMMIT`, { cause: new Error(cause.message) });
	}
	if (command !== "COMMIT") throw new PlanError("failed", `Cannot commit in ${resource}: a statement of the transaction had failed`);
}
// ../../work/main/packages/plugins/src/sql/postgres/scope-check.ts
/**
* Asks the guard for every table that the open transaction has touched, found by the locks that it holds: also what views, triggers, functions, cascades and
* partitions have reached. `other` is a second connection, which still sees tables that this transaction has dropped. Errors: `out-of-scope`.
*/
async function demandTouched(connection, guard, other) {
	const { rows } = await connection.run(touchedSql);
	const touched = rows.map(([oid, schema, name, writes, ancestors, exempt]) => ({
		oid,
		schema,
		name,
		access: writes === "t" ? "write" : "read",
		ancestors: ancestors ?? null,
		exempt: exempt === "t"
	}));
	for (const { schema, name, access, ancestors, exempt } of touched) {
		if (schema === null || schema === void 0 || exempt) continue;
		demandOne([partName(schema, name), ...ancestorParts(ancestors)], access, guard);
	}
	const dropped = touched.filter(({ schema }) => schema === null || schema === void 0).map(({ oid }) => oid);
	if (dropped.length === 0) return;
	await using witness = await other();
	await demandDropped(dropped, guard, witness);
}
/** A part of a partitioned table is in scope where it is or where the whole is. */
function demandOne(parts, access, guard) {
	const covered = parts.find((part) => guard.allows(part, access));
	guard.demand(covered ?? parts.at(-1), access);
}
/** Other transactions see a dropped table until the COMMIT. What was made and dropped in this one is seen by nobody, and was nobody's. */
async function demandDropped(oids, guard, other) {
	const { rows } = await other.run(droppedSql, [`{${oids.join(",")}}`]);
	for (const [schema, name] of rows) guard.demand(partName(schema, name), "write");
}
function ancestorParts(json) {
	return json === null ? [] : JSON.parse(json).map(([schema, name]) => partName(schema, name));
}
const system = `n.nspname in ('pg_catalog', 'information_schema', '${ledgerSchema}') or n.nspname like 'pg\\_toast%' or n.nspname like 'pg\\_temp%'`;
/** The table that stands for a relation: an index's table, a serial column's table for its sequence. */
const standsFor = (c) => `
  coalesce(
    (select i.indrelid from pg_catalog.pg_index i where i.indexrelid = ${c}.oid),
    (select d.refobjid from pg_catalog.pg_depend d
      where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = ${c}.oid and d.refclassid = 'pg_catalog.pg_class'::regclass
        and d.refobjsubid > 0 and d.deptype in ('a', 'i') and ${c}.relkind = 'S' limit 1),
    ${c}.oid)`;
/**
* oid, schema, name (null where dropped), whether it was written, ancestors of a partition, whether it was only looked at for a foreign key.
* Lock modes as in PostgreSQL's manual, 13.3.1: AccessShare and RowShare read; checks of foreign keys take RowShare alone.
*/
const touchedSql = `
with locked as (
  select l.relation, bool_or(l.mode not in ('AccessShareLock', 'RowShareLock')) as writes, bool_or(l.mode = 'AccessShareLock') as reads
  from pg_catalog.pg_locks l
  where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and l.granted
    and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
  group by l.relation
), standing as (
  select case when c.oid is null then k.relation else ${standsFor("c")} end as oid, bool_or(k.writes) as writes, bool_or(k.reads) as reads
  from locked k left join pg_catalog.pg_class c on c.oid = k.relation
  group by 1
)
select s.oid, n.nspname, c.relname, s.writes,
  case when c.relispartition then
    (select pg_catalog.json_agg(pg_catalog.json_build_array(an.nspname, ac.relname))
      from pg_catalog.pg_partition_ancestors(c.oid) p join pg_catalog.pg_class ac on ac.oid = p.relid join pg_catalog.pg_namespace an on an.oid = ac.relnamespace)
  end,
  not s.writes and not s.reads and exists (
    select from pg_catalog.pg_constraint f join standing w on w.writes and (w.oid in (f.conrelid, f.confrelid))
    where f.contype = 'f' and s.oid in (f.conrelid, f.confrelid))
from standing s
left join pg_catalog.pg_class c on c.oid = s.oid
left join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.oid is null or not (${system})
order by 2, 3`;
const droppedSql = `
select n.nspname, c.relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.oid = any($1::oid[]) and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and not (${system}) order by 1, 2`;
// ../../work/main/packages/plugins/src/sql/postgres/database.ts
/** How many transactions of one run go on at the same time; others wait. */
const most = 8;
/** Makes a database of a configuration; connects at the first use. */
function makeDatabase(config, opening) {
	const connecting = {
		config,
		root: opening.root,
		access: opening.access,
		application: `backout ${opening.resource}`
	};
	const idle = [];
	const waiting = [];
	const all = /* @__PURE__ */ new Set();
	let lent = 0;
	const open = async () => {
		const connection = await openConnection(connecting);
		all.add(connection);
		return connection;
	};
	const take = async () => {
		if (lent >= most) await new Promise((resolve) => waiting.push(resolve));
		else lent++;
		return await cleaned(idle) ?? open();
	};
	const giveBack = (connection) => {
		if (connection && !connection.broken) idle.push(connection);
		else if (connection) all.delete(connection);
		const next = waiting.shift();
		if (next) next();
		else lent--;
	};
	return {
		opening,
		config,
		open,
		async using(body) {
			let connection;
			try {
				connection = await take();
				return await body(connection);
			} finally {
				giveBack(connection);
			}
		},
		async [Symbol.asyncDispose]() {
			await Promise.all([...all].map((connection) => connection[Symbol.asyncDispose]()));
		}
	};
}
async function cleaned(idle) {
	for (let connection = idle.pop(); connection; connection = idle.pop()) {
		if (await connection.reset().then(() => true, () => false)) return connection;
		connection.cut();
	}
}
// ../../work/main/packages/plugins/src/sql/postgres/array-text.ts
/** Reads the text of an array (PostgreSQL manual, 8.15.6), of any number of dimensions; bounds before it (`[0:1]=`) are left out. */
function parseArray(text, read) {
	const body = text.slice(text.indexOf("{"));
	const stack = [];
	let last = [];
	for (const [token] of body.matchAll(/[{},]|"(?:[^"\\]|\\.)*"|[^{},"]+/gs)) if (token === "{") stack.push([]);
	else if (token === "}") {
		last = stack.pop() ?? [];
		stack.at(-1)?.push(last);
	} else if (token !== ",") stack.at(-1)?.push(element(token, read));
	return last;
}
function element(token, read) {
	if (token.startsWith("\"")) return read(token.slice(1, -1).replace(/\\(.)/gs, "$1"));
	return token === "NULL" ? null : read(token);
}
/** Writes a list as the text of an array. */
function arrayText(list, write) {
	return `{${list.map((item) => {
		if (Array.isArray(item)) return arrayText(item, write);
		const text = write(item);
		return text === null ? "NULL" : `"${text.replace(/["\\]/g, "\\$&")}"`;
	}).join(",")}}`;
}
// ../../work/main/packages/plugins/src/sql/postgres/params.ts
/**
* The parameters of one statement, as they are sent: `$1` is the first of the list. Lists become arrays, maps JSON, bytes bytea;
* everything else is sent as text, which the server reads as the type that it expects there.
* A map names them by their numbers. Errors: `invalid` where one has no value.
*/
function sentParams(statement, params) {
	if (statement.parameters.length === 0) return [];
	const named = statement.parameters.find((name) => !Object.hasOwn(params, Array.isArray(params) ? Number(name) - 1 : name));
	if (named !== void 0) throw new PlanError("invalid", `Cannot run the statement at line ${statement.line}: "params" has no value for $${named}`, { hint: "PostgreSQL has $1, $2 …: give \"params\" as a list" });
	const highest = Math.max(...statement.parameters.map(Number));
	return Array.from({ length: highest }, (_, index) => sent(valueAt(params, index)));
}
/** The value of `$<index + 1>`, by position or by that name. */
function valueAt(params, index) {
	return isPositional(params) ? params[index] ?? null : params[index + 1] ?? null;
}
function isPositional(params) {
	return Array.isArray(params);
}
function sent(value) {
	return value instanceof Uint8Array ? value : asText$1(value);
}
function asText$1(value) {
	if (value === null) return null;
	if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
	if (Array.isArray(value)) return arrayText(value, asText$1);
	if (typeof value === "object") return jsonText(value);
	return String(value);
}
function jsonText(value) {
	const raw = JSON;
	return JSON.stringify(value, (_, item) => typeof item === "bigint" ? raw.rawJSON(item.toString()) : item);
}
// ../../work/main/packages/plugins/src/sql/postgres/text/count.ts
/** The count of an INSERT, UPDATE, DELETE or TRUNCATE; undefined for statements that change no rows. */
function countOf(parsed) {
	const { tag, fields } = parsed;
	if (tag === "MergeStmt") return {
		kind: "unknown",
		why: "MERGE decides row by row"
	};
	if (tag !== "InsertStmt" && tag !== "UpdateStmt" && tag !== "DeleteStmt") return void 0;
	if (fields["withClause"] !== void 0) return {
		kind: "unknown",
		why: "it begins with WITH"
	};
	return tag === "InsertStmt" ? insertCount(parsed) : filterCount(parsed);
}
function insertCount(parsed) {
	const { fields } = parsed;
	if (fields["onConflictClause"] !== void 0) return {
		kind: "unknown",
		why: "ON CONFLICT decides row by row"
	};
	if (!isTree(fields["selectStmt"])) return {
		kind: "known",
		rows: 1
	};
	const [, select] = tagged(fields["selectStmt"]);
	const values = listAt(select, "valuesLists");
	if (values.length > 0) return {
		kind: "known",
		rows: values.length
	};
	const from = top(parsed.tokens).find(({ name }) => name === "SELECT" || name === "TABLE");
	if (!from) return {
		kind: "unknown",
		why: "its query stands in parentheses"
	};
	const to = top(parsed.tokens).find(({ name, start }) => name === "RETURNING" && start > from.start);
	return counting$1(parsed, `(${slice(parsed, from.start, to?.start)}) as rows`, from.start, to?.start);
}
/** `update t as a set … where …` and `delete from t where …` reach the rows of `select … from t as a where …`. */
function filterCount(parsed) {
	const { tag, fields, tokens } = parsed;
	if (listAt(fields, "fromClause").length > 0 || listAt(fields, "usingClause").length > 0) return {
		kind: "unknown",
		why: "it joins other tables"
	};
	const outer = top(tokens);
	const [, name] = tag === "UpdateStmt" ? outer : outer.slice(1);
	const target = outer.find(({ name: token, start }) => start > (name?.start ?? 0) && /^(SET|WHERE|RETURNING)$/.test(token));
	const where = outer.find(({ name: token }) => token === "WHERE");
	const returning = outer.findLast(({ name: token }) => token === "RETURNING");
	const table = slice(parsed, name.start, target?.start);
	if (!where) return {
		kind: "query",
		sql: `select count(*) from ${table}`,
		parameters: []
	};
	return counting$1(parsed, `${table} ${slice(parsed, where.start, returning?.start)}`, where.start, returning?.start);
}
/** `select count(*) from …`, with the parameters in it numbered anew: the server refuses those that it can't see. */
function counting$1(parsed, text, start, end = parsed.sql.length) {
	const used = parsed.tokens.filter((token) => token.name === "PARAM" && token.start >= start && token.end <= end);
	const parameters = [...new Set(used.map((token) => Number(token.text.slice(1))))];
	const sql = `select count(*) from ${text}`;
	const shift = sql.lastIndexOf(parsed.sql.slice(start, end).trimEnd()) - start;
	return {
		kind: "query",
		sql: used.toReversed().reduce((query, { text: name, start: from, end: to }) => {
			const number = parameters.indexOf(Number(name.slice(1))) + 1;
			return `${query.slice(0, from + shift)}$${number}${query.slice(to + shift)}`;
		}, sql),
		parameters
	};
}
/** Tokens outside of all parentheses. */
function top(tokens) {
	let depth = 0;
	return tokens.filter(({ text }) => {
		if (text === "(") depth++;
		if (text === ")") depth--;
		return depth === 0 && text !== ")";
	});
}
function slice({ sql }, start, end) {
	return sql.slice(start, end).trimEnd();
}
// ../../work/main/packages/plugins/src/sql/postgres/estimate.ts
/**
* How many rows the statements of a batch would change, counted in the open read-only transaction, where a statement is simple enough for that and
* none before it in the batch could change the answer. Nothing is run that writes.
*/
async function estimateBatch(connection, batch, params, opening) {
	const estimates = [];
	let touched = false;
	for (const statement of batch.statements) {
		const [parsed] = await parseScript(statement.sql);
		if (!parsed) continue;
		const { parts } = referencesOf(parsed.tag, parsed.fields);
		const outside = parts.some(({ part, access }) => !opening.guard.allows(part, access === "write" ? "read" : access));
		estimates.push({
			touches: parts,
			...outside ? {} : await counted(connection, statement, parsed, params, touched)
		});
		touched ||= parts.some(({ access }) => access === "write");
	}
	return estimates;
}
async function counted(connection, statement, parsed, params, touched) {
	const count = countOf(parsed);
	if (count === void 0) return {};
	if (count.kind === "known") return { rows: count.rows };
	if (count.kind === "unknown") return { note: `rows unknown: ${count.why}` };
	if (touched) return { note: "rows unknown: an earlier statement of the step changes the answer" };
	const sent = sentParams(statement, params);
	await connection.run("savepoint backout_count");
	try {
		return { rows: Number(only(await connection.run(count.sql, count.parameters.map((number) => sent[number - 1] ?? null)))) };
	} catch (cause) {
		await connection.run("rollback to savepoint backout_count");
		return { note: `rows unknown: ${cause.message}` };
	}
}
// ../../work/main/packages/plugins/src/sql/postgres/alone-state.ts
/** The target of a statement. Errors: `internal` for statements that do not stand alone. */
function aloneTargetOf(tag, fields) {
	if (tag === "VacuumStmt" || tag === "ReindexStmt") return { kind: "upkeep" };
	if (tag === "IndexStmt") return createIndex(fields);
	if (tag === "DropStmt") return {
		kind: "drop index",
		index: names(listAt(listAt(fields, "objects")[0], "List", "items")).map(quoted).join(".")
	};
	const [, command] = tagged(listAt(fields, "cmds")[0]);
	if (tag !== "AlterTableStmt") throw new PlanError("internal", `No probe is known for ${tag}`);
	return {
		kind: "detach partition",
		table: rangeText(fields["relation"]),
		partition: rangeText(partitionOf(command))
	};
}
/** What the catalog says. An index that is not valid, or a partition that waits to be detached, is `partial`. */
async function stateOf(connection, target) {
	if (target.kind === "upkeep") return "absent";
	if (target.kind === "detach partition") return detachState(connection, target);
	const [row] = (await connection.run(indexSql, [target.index])).rows;
	const found = row === void 0 ? "none" : row[0] === "t" ? "valid" : "invalid";
	if (found === "invalid") return "partial";
	return found === "valid" === (target.kind === "create index") ? "applied" : "absent";
}
function createIndex(fields) {
	const relation = fields["relation"];
	const schema = textAt(relation, "schemaname");
	const name = quoted(textAt(fields, "idxname") ?? "");
	return {
		kind: "create index",
		index: schema === void 0 ? name : `${quoted(schema)}.${name}`,
		table: rangeText(relation),
		part: partName(schema, textAt(relation, "relname") ?? "")
	};
}
async function detachState(connection, { table, partition }) {
	const [row] = (await connection.run(detachSql, [table, partition])).rows;
	if (row === void 0) return "applied";
	return row[0] === "t" ? "partial" : "absent";
}
function partitionOf(command) {
	const [, definition] = tagged(command["def"]);
	return definition["name"] ?? (isTree(command["def"]) ? command["def"]["name"] : void 0);
}
function rangeText(range) {
	const schema = textAt(range, "schemaname");
	const name = quoted(textAt(range, "relname") ?? "");
	return schema === void 0 ? name : `${quoted(schema)}.${name}`;
}
function quoted(name) {
	return `"${name.replaceAll("\"", "\"\"")}"`;
}
const indexSql = `select indisvalid and indisready from pg_catalog.pg_index where indexrelid = to_regclass($1)`;
const detachSql = `
select inhdetachpending from pg_catalog.pg_inherits where inhparent = to_regclass($1) and inhrelid = to_regclass($2)`;
// ../../work/main/packages/plugins/src/sql/postgres/values.ts
/**
* Reads rows as steps take them: integers of all sizes as `bigint`, numeric and money as text (no digit is lost), floats as numbers (`NaN` and infinities as text),
* JSON parsed, bytea as bytes, dates and times as ISO 8601 text, arrays as lists; everything else as the server's text.
*/
async function readRows(answer, connection) {
	const readers = await Promise.all(answer.fields.map(({ type }) => readerOf(type, connection)));
	return answer.rows.map((row) => Object.fromEntries(row.map((text, index) => [answer.fields[index].name, text === null ? null : readers[index](text)])));
}
const asText = (text) => text;
const asFloat = (text) => /^-?[\d.e+-]+$/i.test(text) ? Number(text) : text;
const asBytes = (text) => new Uint8Array(Buffer.from(text.slice(2), "hex"));
const asTimestamp = (text) => text.replace(/^(\S+) (\S+?)([+-]\d\d(?::?\d\d)*)?$/, (_, day, time, zone = "") => `${day}T${time}${isoZone(zone)}`);
const asZonedTime = (text) => text.replace(/([+-]\d\d(?::?\d\d)*)$/, isoZone);
/** By the server's fixed type numbers (src/include/catalog/pg_type.dat). */
const scalars = /* @__PURE__ */ new Map([
	[16, (text) => text === "t"],
	[17, asBytes],
	[20, BigInt],
	[21, BigInt],
	[23, BigInt],
	[26, BigInt],
	[700, asFloat],
	[701, asFloat],
	[114, parseJson],
	[3802, parseJson],
	[1114, asTimestamp],
	[1184, asTimestamp],
	[1266, asZonedTime]
]);
/** Arrays of the types above, and of the texts that are most often in arrays. */
const arrays = /* @__PURE__ */ new Map([
	[1e3, 16],
	[1001, 17],
	[1016, 20],
	[1005, 21],
	[1007, 23],
	[1028, 26],
	[1021, 700],
	[1022, 701],
	[199, 114],
	[3807, 3802],
	[1115, 1114],
	[1185, 1184],
	[1270, 1266],
	[1009, 25],
	[1015, 1043],
	[1014, 1042],
	[1002, 18],
	[1003, 19],
	[2951, 2950],
	[1231, 1700],
	[1182, 1082],
	[1183, 1083],
	[1187, 1186],
	[1041, 869],
	[651, 650],
	[791, 790],
	[143, 142]
]);
async function readerOf(type, connection) {
	const scalar = scalars.get(type);
	if (scalar) return scalar;
	const element = arrays.get(type) ?? (type < firstOwn ? void 0 : await elementOf(type, connection));
	if (element === void 0) return asText;
	const reader = scalars.get(element) ?? asText;
	return (text) => parseArray(text, reader);
}
/** Types with smaller numbers come with the server. */
const firstOwn = 16384;
/** The element type of an array type that the database defines (of an enum, say); undefined where it is no array. */
async function elementOf(type, connection) {
	const { rows } = await connection.run("select typelem from pg_catalog.pg_type where oid = $1 and typcategory = 'A'", [String(type)]);
	const element = rows[0]?.[0];
	return element === void 0 || element === null ? void 0 : Number(element);
}
/** JSON whose integers beyond 2^53 keep their digits, as 64-bit integers. */
function parseJson(text) {
	if (!/\d{16}/.test(text)) return JSON.parse(text);
	const reviver = (_key, value, context) => typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "") ? BigInt(context.source) : value;
	return JSON.parse(text, reviver);
}
function isoZone(zone) {
	if (zone === "" || /^[+-]00(:?00)*$/.test(zone)) return zone === "" ? "" : "Z";
	return zone.length === 3 ? `${zone}:00` : zone;
}
// ../../work/main/packages/plugins/src/sql/postgres/statements.ts
/** Runs the statements of a batch one after another. Errors: those of {@link statementFailure}, naming the statement's line. */
async function runBatch(connection, batch, params, running) {
	const outcomes = [];
	for (const statement of batch.statements) {
		const { command, rowCount } = await runOne(connection, statement, params, running);
		outcomes.push({ rows: counting.has(command) ? rowCount : 0 });
	}
	return outcomes;
}
const counting = /* @__PURE__ */ new Set([
	"INSERT",
	"UPDATE",
	"DELETE",
	"MERGE"
]);
/** Runs one statement and reads its rows. Errors: as {@link runBatch}. */
async function runQuery(connection, statement, params, running) {
	const answer = await runOne(connection, statement, params, running);
	return {
		columns: answer.fields.map(({ name }) => name),
		rows: await readRows(answer, connection)
	};
}
async function runOne(connection, statement, params, { opening, signal }) {
	const sent = sentParams(statement, params);
	try {
		return await connection.run(statement.sql, sent, signal);
	} catch (cause) {
		throw statementFailure(cause, {
			what: `run "${statement.kind}" at line ${lineOf(cause, statement)}`,
			resource: opening.resource,
			signal
		});
	}
}
/** The server counts characters of the statement; people count lines of the file. */
function lineOf(cause, { sql, line }) {
	const position = Number(cause.position ?? 1);
	return line + Array.from(sql).slice(0, position - 1).filter((character) => character === "\n").length;
}
/** Errors: `refused` where the text alone says that a statement writes. What functions do, the read-only transaction finds out. */
async function refuseWrites(statement, resource) {
	const parsed = await parseScript(statement.sql);
	if (parsed.length !== 1) throw new PlanError("invalid", `Cannot query ${resource} with ${parsed.length} statements: a query is one`);
	if (effectOf(parsed[0]) !== "write") return;
	throw new PlanError("refused", `Cannot run "${statement.kind}" as a query of ${resource}: it writes`, { hint: "Use sql/execute" });
}
/**
* Holds what a batch names against scope before anything runs, so that a long statement does not run in vain. What it reaches beyond its text is held against scope
* before COMMIT. After `set search_path` names mean something else, so only that second check counts. Errors: `out-of-scope`.
*/
async function demandNamed(batch, guard, atMost = "write") {
	const parsed = (await Promise.all(batch.statements.map(({ sql }) => parseScript(sql)))).flat();
	if (parsed.some(({ tag, fields }) => tag === "VariableSetStmt" && fields["name"] === "search_path")) return;
	const { parts } = referencesOfScript(parsed);
	const ledger = parts.find(({ part }) => isLedger(part));
	if (ledger) throw new PlanError("out-of-scope", `Cannot run a statement that names ${ledger.part}: Backout's ledger is in no scope`);
	for (const { part, access } of parts) guard.demand(part, atMost === "read" ? "read" : access);
}
// ../../work/main/packages/plugins/src/sql/postgres/alone.ts
/**
* Runs a statement that the server commits by itself. What a concurrent build that failed leaves behind (an invalid index) is dropped, before a new try and after a failed one,
* so that a failure leaves nothing. Errors: `failed`, `busy`, `timeout`, `interrupted`, `out-of-scope`, `refused` in a read session.
*/
async function executeAlone(database, batch, signal) {
	const { opening } = database;
	const statement = batch.statements[0];
	if (opening.access === "read") throw new PlanError("refused", `Cannot run "${statement.kind}" in ${opening.resource}: this step only reads`);
	await demandNamed(batch, opening.guard);
	const target = await targetOfStatement(statement);
	return database.using(async (connection) => {
		await dropLeftover(connection, target, opening.guard);
		try {
			await connection.run(statement.sql, [], signal);
		} catch (cause) {
			await database.using((other) => dropLeftover(other, target, opening.guard)).catch(() => void 0);
			throw statementFailure(cause, {
				what: `run "${statement.kind}" at line ${statement.line}`,
				resource: opening.resource,
				signal
			});
		}
		return [{ rows: 0 }];
	});
}
/** What became of such a statement, by the catalog. While a session of a crashed run still works on it, it is waited for, up to 30 s. */
async function probeAlone(database, batch) {
	const statement = batch.statements[0];
	const target = await targetOfStatement(statement);
	return database.using(async (connection) => {
		for (let round = 0; round < 300 && await isRunning(connection, statement); round++) await connection.run("select pg_sleep(0.1)");
		return stateOf(connection, target);
	});
}
async function targetOfStatement({ sql }) {
	const [parsed] = await parseScript(sql);
	return aloneTargetOf(parsed.tag, parsed.fields);
}
async function dropLeftover(connection, target, guard) {
	if (target.kind !== "create index" || await stateOf(connection, target) !== "partial") return;
	guard.demand(target.part, "write");
	await connection.run(`drop index concurrently if exists ${target.index}`);
}
async function isRunning(connection, { sql }) {
	const { rows } = await connection.run(`select 1 from pg_catalog.pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and application_name like 'backout %' and state = 'active' and query = $1`, [sql]);
	return rows.length > 0;
}
// ../../work/main/packages/plugins/src/sql/postgres/session.ts
/** Opens a session; it connects when it is first used. */
function openPostgresSession(config, opening) {
	const database = makeDatabase(config, opening);
	const session = {
		database,
		claim: void 0,
		query: (statement, params, signal) => queryOutside(database, statement, params, signal),
		execute: (batch, params, signal) => executeOutside(database, batch, params, signal),
		estimate: (batch, params) => estimateOutside(database, batch, params),
		probe: (batch) => probeAlone(database, batch),
		async [Symbol.asyncDispose]() {
			await session.claim?.[Symbol.asyncDispose]();
			await database[Symbol.asyncDispose]();
		}
	};
	return session;
}
/** The session that the body of a `transact` sees: everything happens in the open transaction. */
function transactionSession(outer, connection) {
	const { database } = outer;
	const { opening } = database;
	return {
		database,
		claim: outer.claim,
		async query(statement, params, signal) {
			await refuseWrites(statement, opening.resource);
			return inReadOnlyPart(connection, () => runQuery(connection, statement, params, {
				opening,
				signal: both(opening.signal, signal)
			}));
		},
		async execute(batch, params, signal) {
			if (!batch.transactional) throw notHere(batch, opening.resource);
			await demandNamed(batch, opening.guard);
			return runBatch(connection, batch, params, {
				opening,
				signal: both(opening.signal, signal)
			});
		},
		async [Symbol.asyncDispose]() {}
	};
}
async function queryOutside(database, statement, params, signal) {
	const { opening } = database;
	await refuseWrites(statement, opening.resource);
	await demandNamed({ statements: [statement] }, opening.guard, "read");
	return database.using((connection) => inTransaction(connection, "read only", opening.resource, async () => {
		const rows = await runQuery(connection, statement, params, {
			opening,
			signal: both(opening.signal, signal)
		});
		await demandAll(database, connection);
		return rows;
	}));
}
async function executeOutside(database, batch, params, signal) {
	const { opening } = database;
	if (!batch.transactional) return executeAlone(database, batch, both(opening.signal, signal));
	await demandNamed(batch, opening.guard);
	return database.using((connection) => inTransaction(connection, opening.access === "read" ? "read only" : "read write", opening.resource, async () => {
		const outcomes = await runBatch(connection, batch, params, {
			opening,
			signal: both(opening.signal, signal)
		});
		await demandAll(database, connection);
		return outcomes;
	}));
}
async function demandAll(database, connection) {
	const { resource, guard } = database.opening;
	await asking({
		what: "check what a statement touched",
		resource
	}, () => demandTouched(connection, guard, () => database.open()));
}
/** Only for previews: nothing is run but counts, in a transaction that can only read. */
async function estimateOutside(database, batch, params) {
	return database.using((connection) => inTransaction(connection, "read only", database.opening.resource, () => estimateBatch(connection, batch, params, database.opening)));
}
/** A query inside a writing transaction can't write either; the savepoint gives the transaction back as it was. */
async function inReadOnlyPart(connection, body) {
	await connection.run("savepoint backout_query");
	try {
		await connection.run("set local transaction_read_only = on");
		return await body();
	} finally {
		if (!connection.broken) await connection.run("rollback to savepoint backout_query");
	}
}
function both(one, other) {
	return other ? AbortSignal.any([one, other]) : one;
}
function notHere(batch, resource) {
	return new PlanError("internal", `Cannot run "${batch.statements[0]?.kind}" in a transaction of ${resource}: it commits by itself`);
}
export { statementFailure as a, asking as i, inTransaction as n, openPostgresSession, only as r, demandTouched as t, transactionSession };
