import { listAt, type Tree, tagged, textAt } from './tree.ts'

/** What a statement does, in lower-case words that start lists: `create table`, `update`, `drop index`. */
export function kindOf(tag: string, fields: Tree): string {
  return named[tag] ?? qualified(tag, fields) ?? words(tag)
}

const named: { readonly [tag: string]: string } = {
  SelectStmt: 'select',
  InsertStmt: 'insert',
  UpdateStmt: 'update',
  DeleteStmt: 'delete',
  MergeStmt: 'merge',
  CreateStmt: 'create table',
  CreateTableAsStmt: 'create table as',
  ViewStmt: 'create view',
  IndexStmt: 'create index',
  TruncateStmt: 'truncate',
  CreateSeqStmt: 'create sequence',
  CreateTrigStmt: 'create trigger',
  CreateEnumStmt: 'create type',
  CompositeTypeStmt: 'create type',
  CreateRangeStmt: 'create type',
  AlterEnumStmt: 'alter type',
  AlterSeqStmt: 'alter sequence',
  RefreshMatViewStmt: 'refresh materialized view',
  RuleStmt: 'create rule',
  VariableSetStmt: 'set',
  VariableShowStmt: 'show',
  DoStmt: 'do',
  CallStmt: 'call',
  CreatedbStmt: 'create database',
  DropdbStmt: 'drop database',
  AlterDatabaseSetStmt: 'alter database',
  AlterRoleSetStmt: 'alter role',
  CreateEventTrigStmt: 'create event trigger',
  AlterEventTrigStmt: 'alter event trigger',
  CreateFdwStmt: 'create foreign data wrapper',
  AlterFdwStmt: 'alter foreign data wrapper',
  CreateForeignServerStmt: 'create server',
  AlterForeignServerStmt: 'alter server',
  CreatePLangStmt: 'create language',
  CreateAmStmt: 'create access method',
  CreateTableSpaceStmt: 'create tablespace',
  DropTableSpaceStmt: 'drop tablespace',
  CreateStatsStmt: 'create statistics',
  AlterStatsStmt: 'alter statistics',
  CheckPointStmt: 'checkpoint',
  SecLabelStmt: 'security label',
  ClosePortalStmt: 'close',
  DeclareCursorStmt: 'declare',
}

/** `OBJECT_MATVIEW` in the words of SQL. */
export function wordsOfKind(kind: string): string {
  const plain = kind
    .replace(/^OBJECT_/, '')
    .replaceAll('_', ' ')
    .toLowerCase()
  return sqlWords[plain] ?? plain
}

const sqlWords: { readonly [kind: string]: string } = {
  matview: 'materialized view',
  fdw: 'foreign data wrapper',
  tabconstraint: 'constraint',
  domconstraint: 'constraint',
  largeobject: 'large object',
  'statistic ext': 'statistics',
  opclass: 'operator class',
  opfamily: 'operator family',
  tsconfiguration: 'text search configuration',
  tsdictionary: 'text search dictionary',
  tsparser: 'text search parser',
  tstemplate: 'text search template',
}

function qualified(tag: string, fields: Tree): string | undefined {
  const object = (key: string): string => wordsOfKind(textAt(fields, key) ?? 'OBJECT_THING')
  if (tag === 'TransactionStmt') return wordsOfTransaction(textAt(fields, 'kind') ?? '')
  if (tag === 'DropStmt') return `drop ${object('removeType')}`
  if (tag === 'DefineStmt') return `create ${object('kind')}`
  if (tag === 'AlterTableStmt') return `alter ${object('objtype')}`
  if (tag === 'AlterOwnerStmt' || tag === 'AlterObjectSchemaStmt') return `alter ${object('objectType')}`
  if (tag === 'RenameStmt') return `rename ${object('renameType')}`
  if (tag === 'CommentStmt') return 'comment'
  if (tag === 'GrantStmt') return fields['is_grant'] === true ? 'grant' : 'revoke'
  if (tag === 'VacuumStmt') return fields['is_vacuumcmd'] === true ? 'vacuum' : 'analyze'
  return undefined
}

/** `TRANS_STMT_ROLLBACK_TO`: `rollback to` */
function wordsOfTransaction(kind: string): string {
  const plain = kind.slice('TRANS_STMT_'.length).replaceAll('_', ' ').toLowerCase()
  return plain === 'start' || plain === 'prepare' ? `${plain} transaction` : plain
}

function words(tag: string): string {
  return tag
    .replace(/Stmt$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
}

/** How a statement stands to transactions. `alone`: the server commits it by itself; `last`: nothing after it in the same transaction may use what it made. */
export type Standing = 'inside' | 'last' | 'alone'

/** The standing of a statement that is not refused. */
export function standingOf(tag: string, fields: Tree): Standing {
  if (tag === 'IndexStmt' || tag === 'DropStmt') return fields['concurrent'] === true ? 'alone' : 'inside'
  // Without a table it looks at all of them, also at those of the ledger, which no unit may lock.
  if (tag === 'VacuumStmt') return fields['is_vacuumcmd'] === true || listAt(fields, 'rels').length === 0 ? 'alone' : 'inside'
  if (tag === 'ReindexStmt') return isConcurrent(fields) || fields['kind'] !== 'REINDEX_OBJECT_TABLE' ? 'alone' : 'inside'
  if (tag === 'AlterTableStmt') return listAt(fields, 'cmds').some(detaches) ? 'alone' : 'inside'
  if (tag === 'AlterEnumStmt') return 'last'
  return 'inside'
}

function isConcurrent(fields: Tree): boolean {
  return listAt(fields, 'params').some((node) => textAt(node, 'DefElem', 'defname') === 'concurrently')
}

function detaches(command: unknown): boolean {
  const [, fields] = tagged(command)
  const subtype = textAt(fields, 'subtype')
  if (subtype === 'AT_DetachPartitionFinalize') return true
  return subtype === 'AT_DetachPartition' && (tagged(fields['def'])[1]['concurrent'] === true || false)
}

interface Refusal {
  readonly reason: string
  readonly hint: string
}

/** Why a statement cannot be part of a plan, with the way out; undefined where it can. */
export function refusalOf(tag: string, fields: Tree): Refusal | undefined {
  if (tag === 'IndexStmt' && fields['concurrent'] === true && textAt(fields, 'idxname') === undefined) {
    return { reason: 'an index that is created concurrently needs a name, so that it can be found after a crash', hint: 'Name the index' }
  }
  if (tag === 'VariableSetStmt') return settingRefusal(fields)
  if (tag === 'ClusterStmt' && fields['relation'] === undefined) return refused['ClusterStmt']
  return tag === 'ClusterStmt' ? undefined : refused[tag]
}

/** `SET` and `RESET` of what Backout itself stands on. */
function settingRefusal(fields: Tree): Refusal | undefined {
  const name = textAt(fields, 'name') ?? ''
  if (
    /^(session_authorization|default_transaction_.*|transaction_(isolation|read_only|deferrable)|TRANSACTION|SESSION CHARACTERISTICS)$/.test(
      name,
    )
  )
    return {
      reason: 'it changes the transaction or the user that Backout works with',
      hint: 'Leave it out, or set it for the connection’s user',
    }
  const only = fixed[name]
  const value = textAt(listAt(fields, 'args')[0], 'A_Const', 'sval', 'sval')
  if (only === undefined || value === undefined || only.test(value)) return undefined
  return {
    reason: 'Backout sends text in UTF-8, and reads strings as the standard has them',
    hint: 'Leave it out; files of plans are UTF-8',
  }
}

/** The values that may be set, where another would give the text of a script another meaning. */
const fixed: { readonly [setting: string]: RegExp } = {
  client_encoding: /^(utf-?8|unicode)$/i,
  standard_conforming_strings: /^(on|true|yes)$/i,
}

const server = { reason: 'it changes the server, not the database', hint: 'Do it outside of the plan, or in an exec/run step' }
const conversation = { reason: 'it only makes sense in a session of its own', hint: 'Leave it out' }
const prepared = { ...conversation, hint: 'Write the statement itself, and give parameters with "params"' }

const refused: { readonly [tag: string]: Refusal } = {
  TransactionStmt: {
    reason: 'Backout itself begins and commits',
    hint: 'Leave transactions out: the statements of a step are one already',
  },
  CopyStmt: {
    reason: 'COPY moves data through files or streams that a plan does not have',
    hint: 'Use insert … select, or an exec/run step with psql',
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
  ClusterStmt: { reason: 'CLUSTER without a table rewrites every table that was clustered before', hint: 'Name the table' },
  ListenStmt: conversation,
  UnlistenStmt: conversation,
  DiscardStmt: conversation,
  PrepareStmt: prepared,
  ExecuteStmt: prepared,
  DeallocateStmt: prepared,
  DeclareCursorStmt: conversation,
  FetchStmt: conversation,
  ClosePortalStmt: conversation,
}
