import { n as PlanError } from "./model-BXsTrnic.js";
import "./plugin-BvUX14Zf.js";
import { a as statementFailure, i as asking, n as inTransaction, r as only, t as demandTouched, transactionSession } from "./session-IowJ2zB0.js";
import { h as ledgerSchema, m as partName } from "./script-references-DBJjnBmt.js";
import { t as coversTable } from "./scope-entry-Byk1Uf9d.js";
import { r as targetOf, t as shownAddress } from "./target-D7nDHWrk.js";
import { createHash } from "node:crypto";
// ../../work/main/packages/plugins/src/sql/postgres/claim-holder.ts
/** The holder; undefined where there is none, or no ledger. */
async function holderOf(connection) {
	const { rows: exists } = await connection.run(`select to_regclass('${ledgerSchema}.claims') is not null`);
	if (exists[0]?.[0] !== "t") return void 0;
	const { rows } = await connection.run(holderSql);
	const [row] = rows;
	if (!row) return void 0;
	const [run, plan, holder, pid, since, heartbeat, expired] = row;
	return {
		run,
		plan,
		holder,
		pid: pid === null || pid === void 0 ? null : Number(pid),
		since,
		heartbeat,
		expired: expired === "t"
	};
}
/** Whether a claim whose lock is still held may be broken: its holder's machine is gone, or it is this very process, which lost its connection. */
function isBreakable(holder, owner) {
	return holder.expired || holder.run === owner.run && holder.holder === owner.holder;
}
/** Whether a claim whose lock is free may be taken: the run's own, or one without a sign of life. Another run's may come back from a broken connection. */
function isTakeable(holder, owner) {
	return holder.expired || holder.run === owner.run;
}
/** Ends sessions of Backout's own user, so that what they hold is free. Those of others stay. */
async function endBackends(connection, pids) {
	if (pids.length === 0) return;
	await connection.run(`select pg_terminate_backend(pid) from pg_catalog.pg_stat_activity
    where pid = any($1::int[]) and pid <> pg_backend_pid() and application_name like 'backout %' and usename = current_user and datname = current_database()`, [`{${pids.join(",")}}`]);
}
const stamp = (column) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
const holderSql = `
select run, plan, holder, pid, ${stamp("since")}, ${stamp("heartbeat")}, heartbeat < clock_timestamp() - lease * interval '1 millisecond'
from ${ledgerSchema}.claims where run is not null`;
// ../../work/main/packages/plugins/src/sql/postgres/ledger.ts
/** Written on the schema by whoever creates it, so that one that a person made is never dropped. */
const schemaMark = "Ledger of Backout; removed with the last run that needs it";
/**
* The ledger. `units`: one row for each unit that was committed (`applied`), or that was found not to have been (`absent`). Rows of another database or environment
* are history that a copy brought along. `claims`: who holds this database; `epoch` grows with every claim, and is a key, so that a new claim waits for
* all transactions under the old one, while heartbeats wait for none (a foreign key's lock, PostgreSQL manual, 13.3.2).
*/
const ledgerTables = `
create table if not exists ${ledgerSchema}.units (
  key text not null, environment text not null, database text not null,
  run text not null, plan text not null, state text not null check (state in ('applied', 'absent')), epoch bigint not null,
  at timestamptz not null default clock_timestamp(),
  primary key (key, environment, database)
);
create table if not exists ${ledgerSchema}.claims (
  one boolean primary key default true check (one),
  epoch bigint not null unique,
  run text, plan text, environment text, holder text, pid integer, lease integer,
  since timestamptz, heartbeat timestamptz
)`;
/**
* Writes a unit's key first and checks the epoch, in the open transaction. An unfinished transaction under the same key is waited for.
* Errors: `conflict` where the key was applied, or closed by {@link settleUnit}; `stale` where somebody else has claimed the database, `busy`.
*/
async function enterUnit(connection, key, epoch, identity, resource) {
	if ((await asked(connection, enterSql, [
		key.key,
		key.environment,
		identity,
		key.run,
		key.plan,
		String(epoch)
	], resource, key)).length === 0) throw new PlanError("conflict", `Cannot apply unit "${key.key}" in ${resource}: its ledger knows that key already`);
	await demandEpoch(connection, key, epoch, resource);
}
/** Makes certain what became of a unit: absence is settled by a row of its own. Errors: `stale`, `busy`. */
async function settleUnit(connection, key, epoch, identity, resource) {
	await demandEpoch(connection, key, epoch, resource);
	const given = [
		key.key,
		key.environment,
		identity,
		key.run,
		key.plan,
		String(epoch)
	];
	await asked(connection, tombstoneSql, given, resource, key);
	const [row] = await asked(connection, stateSql, given.slice(0, 3), resource, key);
	return row?.[0] === "applied" ? "applied" : "absent";
}
/** Which of these units were applied, in the order asked; none where there is no ledger. */
async function recordedUnits(connection, keys, identity) {
	if (keys.length === 0) return [];
	const { rows: exists } = await connection.run(`select to_regclass('${ledgerSchema}.units') is not null`);
	if (exists[0]?.[0] !== "t") return keys.map(() => false);
	const pairs = JSON.stringify(keys.map(({ key, environment }) => ({
		key,
		environment
	})));
	const { rows } = await connection.run(recordedSql, [pairs, identity]);
	const found = new Set(rows.map(([key, environment]) => JSON.stringify([key, environment])));
	return keys.map(({ key, environment }) => found.has(JSON.stringify([key, environment])));
}
async function demandEpoch(connection, key, epoch, resource) {
	const [row] = await asked(connection, epochSql, [], resource, key);
	if (row?.[0] === String(epoch) && row[1] === key.run) return;
	throw new PlanError("stale", `Cannot write to ${resource} for run "${key.run}": another run has claimed the database since`);
}
async function asked(connection, sql, params, resource, key) {
	try {
		return (await connection.run(sql, params)).rows;
	} catch (cause) {
		if (/^(42P01|3F000)$/.test(cause.code ?? "")) throw new PlanError("stale", `Cannot write to ${resource} for run "${key.run}": its ledger is gone`, { cause });
		throw statementFailure(cause, {
			what: `enter unit "${key.key}" in the ledger`,
			resource
		});
	}
}
const enterSql = `
insert into ${ledgerSchema}.units (key, environment, database, run, plan, state, epoch) values ($1, $2, $3, $4, $5, 'applied', $6)
on conflict (key, environment, database) do nothing returning 1`;
const tombstoneSql = `
insert into ${ledgerSchema}.units (key, environment, database, run, plan, state, epoch) values ($1, $2, $3, $4, $5, 'absent', $6)
on conflict (key, environment, database) do nothing`;
const stateSql = `select state from ${ledgerSchema}.units where key = $1 and environment = $2 and database = $3`;
const recordedSql = `
select u.key, u.environment from json_to_recordset($1::json) as k(key text, environment text)
join ${ledgerSchema}.units u on u.key = k.key and u.environment = k.environment and u.database = $2 where u.state = 'applied'`;
const epochSql = `select epoch, run from ${ledgerSchema}.claims for key share`;
// ../../work/main/packages/plugins/src/sql/postgres/ledger-tables.ts
/** Makes the ledger where there is none. The caller holds the claim's lock, so nobody else does. Errors: `failed`, with what a DBA has to grant. */
async function makeLedger(connection, resource) {
	const { rows } = await connection.run(`select to_regnamespace('${ledgerSchema}') is not null, to_regclass('${ledgerSchema}.claims') is not null`);
	const [schema, tables] = rows[0] ?? [];
	if (schema === "t" && tables === "t") return;
	try {
		await inTransaction(connection, "read write", resource, async () => {
			if (schema !== "t") await makeSchema(connection);
			for (const sql of ledgerTables.split(";")) await connection.run(sql);
			await connection.run(`insert into ${ledgerSchema}.claims (one, epoch) values (true, 0) on conflict do nothing`);
		});
	} catch (cause) {
		const failure = cause instanceof PlanError ? cause : statementFailure(cause, {
			what: "make the ledger",
			resource
		});
		throw new PlanError(failure.code, failure.message, {
			cause,
			hint: `Backout keeps its ledger in schema "${ledgerSchema}": grant create on the database to its user, or make the schema and give it to that user`
		});
	}
}
/** Drops the ledger where no unit is in it any more: its tables, and the schema where Backout made it and nobody else uses it. In the open transaction. */
async function dropLedger(connection) {
	const { rows: left } = await connection.run(`select 1 from ${ledgerSchema}.units limit 1`);
	if (left.length > 0) return;
	await connection.run(`drop table ${ledgerSchema}.units`);
	await connection.run(`drop table ${ledgerSchema}.claims`);
	const { rows: free } = await connection.run(freeSchemaSql, [schemaMark]);
	if (free.length > 0) await connection.run(`drop schema ${ledgerSchema}`);
}
async function makeSchema(connection) {
	await connection.run(`create schema ${ledgerSchema}`);
	await connection.run(`comment on schema ${ledgerSchema} is '${schemaMark}'`);
}
const freeSchemaSql = `
select 1 from pg_catalog.pg_namespace n
where n.nspname = '${ledgerSchema}' and pg_catalog.obj_description(n.oid, 'pg_namespace') = $1
  and not exists (select from pg_catalog.pg_class c where c.relnamespace = n.oid)
  and not exists (select from pg_catalog.pg_proc p where p.pronamespace = n.oid)
  and not exists (select from pg_catalog.pg_type t where t.typnamespace = n.oid)`;
// ../../work/main/packages/plugins/src/sql/postgres/claim.ts
/**
* Claims a database: an advisory lock on a connection that stays open, and a row with an epoch and a heartbeat. The lock dies with its connection, so a crashed holder
* is gone at once; one whose machine vanished is found by its heartbeat, and its connections are ended.
* Errors: `busy`, saying who holds it and since when; `failed` where the ledger cannot be made.
*/
async function claimDatabase(database, owner) {
	const connection = await database.open();
	try {
		await takeLock(connection, owner, database);
		await makeLedger(connection, database.opening.resource);
		return held({
			database,
			owner,
			epoch: await takeRow(connection, owner, database),
			connection
		});
	} catch (cause) {
		await connection[Symbol.asyncDispose]();
		throw cause;
	}
}
/** "backout", as two numbers: advisory locks of one database share them. */
const lockKey = "1650549615, 1970533237";
async function takeLock(connection, owner, database) {
	for (let round = 0;; round++) {
		if (only(await connection.run(`select pg_try_advisory_lock(${lockKey})`)) === "t") return;
		const holder = await holderOf(connection);
		if (!holder || !isBreakable(holder, owner)) throw busy(database, holder);
		if (round === 20) throw busy(database, holder);
		await endBackends(connection, holder.pid === null ? [] : [holder.pid]);
		await connection.run("select pg_sleep(0.1)");
	}
}
async function takeRow(connection, owner, database) {
	const holder = await holderOf(connection);
	if (holder && !isTakeable(holder, owner)) throw busy(database, holder);
	const given = [
		owner.run,
		owner.plan,
		owner.environment,
		owner.holder,
		String(owner.lease)
	];
	try {
		return Number(only(await connection.run(claimSql, given)));
	} catch (cause) {
		if (cause.code !== "55P03") throw statementFailure(cause, {
			what: "claim the database",
			resource: database.opening.resource
		});
	}
	const { rows } = await connection.run(openTransactionsSql);
	await endBackends(connection, rows.map(([pid]) => Number(pid)));
	return Number(only(await connection.run(claimSql, given)));
}
function held(holding) {
	const { owner, epoch } = holding;
	let beating;
	const timer = setInterval(() => beating = heartbeat(holding).catch(() => void 0), owner.lease / 3);
	timer.unref();
	const stop = async () => {
		clearInterval(timer);
		await beating;
	};
	return {
		epoch,
		async release(by, identity, last) {
			await stop();
			await revive(holding);
			await giveUp(holding, by, identity, last);
			await holding.connection[Symbol.asyncDispose]();
		},
		async [Symbol.asyncDispose]() {
			await stop();
			await holding.connection[Symbol.asyncDispose]();
		}
	};
}
/** Says that the holder lives. Whether the claim is still its own, every transaction asks for itself. */
async function heartbeat(holding) {
	await revive(holding);
	await holding.connection.run(`update ${ledgerSchema}.claims set heartbeat = clock_timestamp(), pid = pg_backend_pid() where epoch = $1 and run = $2`, [String(holding.epoch), holding.owner.run]);
}
/** A claim whose connection was lost takes its lock again; where another run took it first, that run's epoch counts. */
async function revive(holding) {
	if (!holding.connection.broken) return;
	holding.connection = await holding.database.open();
	await holding.connection.run(`select pg_try_advisory_lock(${lockKey})`);
}
async function giveUp({ connection, epoch, database }, owner, identity, last) {
	await inTransaction(connection, "read write", database.opening.resource, async () => {
		const { rowCount } = await connection.run(releaseSql, [String(epoch), owner.run]);
		if (rowCount === 0) return;
		if (last) await connection.run(`delete from ${ledgerSchema}.units where run = $1 and database = $2`, [owner.run, identity]);
		if (last) await dropLedger(connection);
	});
	await connection.run(`select pg_advisory_unlock(${lockKey})`);
}
function busy({ opening }, holder) {
	if (!holder) return new PlanError("busy", `Cannot claim ${opening.resource}: another run is just claiming it`);
	const { run, plan, since, heartbeat: sign } = holder;
	return new PlanError("busy", `Cannot claim ${opening.resource}: run "${run}" of plan "${plan}" holds it (${holder.holder}, since ${since}, last sign of life ${sign})`, { hint: `Wait for it, or see it with: plan status ${run}` });
}
const claimSql = `
update ${ledgerSchema}.claims set epoch = epoch + 1, run = $1, plan = $2, environment = $3, holder = $4, lease = $5,
  pid = pg_backend_pid(), since = clock_timestamp(), heartbeat = clock_timestamp()
returning epoch`;
const releaseSql = `
update ${ledgerSchema}.claims set run = null, plan = null, environment = null, holder = null, lease = null, pid = null, since = null, heartbeat = null
where epoch = $1 and run = $2`;
const openTransactionsSql = `
select a.pid from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid = l.pid
where l.relation = '${ledgerSchema}.claims'::regclass and l.mode = 'RowShareLock' and a.pid <> pg_backend_pid()
  and a.application_name like 'backout %' and a.usename = current_user`;
// ../../work/main/packages/plugins/src/sql/postgres/fingerprint-sql.ts
const own = (n) => `${n}.nspname not in ('pg_catalog', 'information_schema', '${ledgerSchema}') and ${n}.nspname not like 'pg\\_toast%' and ${n}.nspname not like 'pg\\_temp%'`;
/** Schema, name, kind and oid of everything that has rows or a definition as a relation. */
const relationsSql = `
select n.nspname, c.relname, c.relkind, c.oid from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and ${own("n")} order by 1, 2`;
/** The counter of a sequence that no column owns (an owned one is not taken back by any rollback), and its limits. */
const sequenceSql = (name) => `
select case when d.objid is null then q.last_value end, case when d.objid is null then q.is_called end,
  s.seqstart, s.seqincrement, s.seqmax, s.seqmin, s.seqcache, s.seqcycle, s.seqtypid::regtype::text
from ${name} q join pg_catalog.pg_sequence s on s.seqrelid = $1
left join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::regclass and d.objid = s.seqrelid and d.deptype in ('a', 'i') and d.refobjsubid > 0`;
/** The options that a column can be given; some servers keep numbers of their own beside them, which change with every ALTER. */
const columnOptions = `(select json_agg(o order by o) from unnest(a.attoptions) o where o like 'n\\_distinct%')`;
const list = (items, from, order) => `(select json_agg(json_build_array(${items}) order by ${order}) from ${from})`;
/** Everything about one relation but its rows, as JSON; by names and never by oids, which a table that is made again does not keep. */
const definitionsSql = `
select json_build_object(
  'owner', pg_get_userbyid(c.relowner), 'acl', c.relacl::text, 'options', c.reloptions::text, 'persistence', c.relpersistence,
  'security', json_build_array(c.relrowsecurity, c.relforcerowsecurity), 'replica', c.relreplident, 'comment', obj_description(c.oid, 'pg_class'),
  'method', (select amname from pg_am where oid = c.relam), 'tablespace', (select spcname from pg_tablespace where oid = c.reltablespace), 'of', nullif(c.reloftype, 0)::regtype::text,
  'view', case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end,
  'partition', json_build_array(case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end, pg_get_expr(c.relpartbound, c.oid)),
  'parents', ${list("i.inhparent::regclass::text", "pg_inherits i where i.inhrelid = c.oid", "i.inhseqno")},
  'columns', ${list(`a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated, a.attstorage, a.attcompression,
      coalesce(a.attstattarget, -1), a.attislocal, a.attinhcount, nullif(a.attcollation, 0)::regcollation::text, a.attacl::text, ${columnOptions}, col_description(c.oid, a.attnum)`, "pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped", "a.attnum")},
  'constraints', ${list("k.conname, k.contype, pg_get_constraintdef(k.oid), k.convalidated, obj_description(k.oid, 'pg_constraint')", "pg_constraint k where k.conrelid = c.oid", "k.conname")},
  'indexes', ${list("x.indexrelid::regclass::text, pg_get_indexdef(x.indexrelid), x.indisvalid, x.indisclustered, x.indisreplident, obj_description(x.indexrelid, 'pg_class')", "pg_index x where x.indrelid = c.oid", "x.indexrelid::regclass::text")},
  'triggers', ${list("t.tgname, pg_get_triggerdef(t.oid), t.tgenabled, obj_description(t.oid, 'pg_trigger')", "pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal", "t.tgname")},
  'rules', ${list("r.rulename, pg_get_ruledef(r.oid), r.ev_enabled", "pg_rewrite r where r.ev_class = c.oid and r.rulename <> '_RETURN'", "r.rulename")},
  'policies', ${list("p.polname, p.polcmd, p.polpermissive, p.polroles::regrole[]::text, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)", "pg_policy p where p.polrelid = c.oid", "p.polname")},
  'statistics', ${list("pg_get_statisticsobjdef(s.oid)", "pg_statistic_ext s where s.stxrelid = c.oid", "s.stxname")}
)::text
from pg_catalog.pg_class c where c.oid = $1`;
/** Enums, domains, ranges and free-standing composite types: schema, name, definition. */
const typesSql = `
select n.nspname, t.typname, json_build_object('kind', t.typtype, 'owner', pg_get_userbyid(t.typowner), 'acl', t.typacl::text, 'comment', obj_description(t.oid, 'pg_type'),
  'labels', (select json_agg(e.enumlabel order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = t.oid),
  'domain', case when t.typtype = 'd' then json_build_array(format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault,
    (select json_agg(json_build_array(k.conname, pg_get_constraintdef(k.oid)) order by k.conname) from pg_catalog.pg_constraint k where k.contypid = t.oid)) end,
  'range', (select r.rngsubtype::regtype::text from pg_catalog.pg_range r where r.rngtypid = t.oid),
  'fields', (select json_agg(json_build_array(a.attname, format_type(a.atttypid, a.atttypmod)) order by a.attnum) from pg_catalog.pg_attribute a
    where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped))::text
from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace left join pg_catalog.pg_class c on c.oid = t.typrelid
where (t.typtype in ('e', 'd', 'r') or (t.typtype = 'c' and c.relkind = 'c')) and ${own("n")} order by 1, 2`;
/** Functions and procedures: schema, name, definition. Those of extensions count as the extension's. */
const routinesSql = `
select n.nspname, p.proname, json_build_array(case when p.prokind in ('f', 'p', 'w') then pg_get_functiondef(p.oid) end, pg_get_function_identity_arguments(p.oid),
  pg_get_userbyid(p.proowner), p.proacl::text, obj_description(p.oid, 'pg_proc'))::text
from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where ${own("n")} and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
order by 1, 2, 3`;
// ../../work/main/packages/plugins/src/sql/postgres/fingerprint.ts
/**
* SHA-256 (hex) over the tables, views, sequences, types and functions that entries of scope cover: their whole definition and all rows. The order of rows does not count, because the
* database has none; nor do the counters of sequences that belong to a column, because no transaction takes them back. In the open read-only transaction.
*/
async function fingerprintOf(connection, entries) {
	await connection.run("set local row_security = off");
	await connection.run("set local timezone = 'UTC'");
	const hash = createHash("sha256");
	const isCovered = ([schema, name]) => entries.some((entry) => coversTable(entry, partName(schema, name)));
	for (const [schema, name, kind, oid] of (await connection.run(relationsSql)).rows.filter(isCovered)) hash.update(JSON.stringify([
		schema,
		name,
		kind,
		await definitionOf(connection, oid),
		await contentOf(connection, kind, schema, name, oid)
	]));
	for (const sql of [typesSql, routinesSql]) for (const named of (await connection.run(sql)).rows.filter(isCovered)) hash.update(JSON.stringify(named));
	return hash.digest("hex");
}
async function definitionOf(connection, oid) {
	return only(await connection.run(definitionsSql, [oid]));
}
async function contentOf(connection, kind, schema, name, oid) {
	if (kind === "S") return (await connection.run(sequenceSql(quoted(schema, name)), [oid])).rows[0] ?? [];
	if (!/[rpm]/.test(kind)) return [];
	return (await connection.run(rowsSql(quoted(schema, name)))).rows[0] ?? [];
}
/** A sum of hashes does not depend on the order: four lanes of 64 bits of each row's SHA-256. */
function rowsSql(table) {
	const lane = (from) => `sum(('x' || encode(substring(h from ${from} for 8), 'hex'))::bit(64)::bigint::numeric)`;
	return `select count(*), ${[
		1,
		9,
		17,
		25
	].map(lane).join(", ")} from (select sha256(convert_to(t::text, 'UTF8')) as h from ${table} as t) as hashed`;
}
function quoted(...path) {
	return path.map((name) => `"${name.replaceAll("\"", "\"\"")}"`).join(".");
}
// ../../work/main/packages/plugins/src/sql/postgres/identity.ts
/**
* What tells this database from every other: the cluster's system identifier and the database's number in it. Neither a rename nor a restart changes it; a restored
* dump has another. Where the server does not tell its identifier (some managed ones), its address stands for it.
*/
async function databaseIdentity(connection, config) {
	return `postgres:${await connection.run("select system_identifier from pg_catalog.pg_control_system()").then(only, () => shownAddress(targetOf(config)))}/${only(await connection.run("select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()"))}`;
}
// ../../work/main/packages/plugins/src/sql/postgres/operations.ts
/** What the driver does with an open database; loaded with the first one. */
const operations = {
	identity: (session) => identityOf(session),
	async claim(session, owner) {
		await session.claim?.[Symbol.asyncDispose]();
		session.claim = await asking(claiming(session), () => claimDatabase(session.database, owner));
		return session.claim.epoch;
	},
	async release(session, owner, { last }) {
		const identity = await identityOf(session);
		await asking({
			...claiming(session),
			what: "release the database"
		}, async () => {
			const claim = session.claim ?? await claimDatabase(session.database, owner);
			session.claim = void 0;
			await claim.release(owner, identity, last);
		});
	},
	async transact(session, key, epoch, body) {
		const { database } = session;
		const { resource, guard } = database.opening;
		const identity = await identityOf(session);
		return database.using((connection) => inTransaction(connection, "read write", resource, async () => {
			await enterUnit(connection, key, epoch, identity, resource);
			const result = await body(transactionSession(session, connection));
			await asking({
				what: "check what a unit touched",
				resource
			}, () => demandTouched(connection, guard, () => database.open()));
			return result;
		}));
	},
	async settle(session, key, epoch) {
		const { database } = session;
		const { resource } = database.opening;
		const identity = await identityOf(session);
		return database.using((connection) => inTransaction(connection, "read write", resource, () => settleUnit(connection, key, epoch, identity, resource)));
	},
	async recorded(session, keys) {
		const identity = await identityOf(session);
		return asking({
			...claiming(session),
			what: "read the ledger"
		}, () => session.database.using((connection) => recordedUnits(connection, keys, identity)));
	},
	async fingerprint(session, parts) {
		const { database } = session;
		return database.using((connection) => inTransaction(connection, "read only", database.opening.resource, () => asking({
			...claiming(session),
			what: "take a fingerprint"
		}, () => fingerprintOf(connection, parts))));
	}
};
const identities = /* @__PURE__ */ new WeakMap();
/** Asked once for each session: it does not change under a connection. */
function identityOf({ database }) {
	const ask = () => database.using((connection) => databaseIdentity(connection, database.config));
	const known = identities.get(database) ?? asking({
		what: "tell which database this is",
		resource: database.opening.resource
	}, ask);
	identities.set(database, known);
	known.catch(() => identities.delete(database));
	return known;
}
function claiming({ database }) {
	return {
		what: "claim the database",
		resource: database.opening.resource
	};
}
export { operations };
