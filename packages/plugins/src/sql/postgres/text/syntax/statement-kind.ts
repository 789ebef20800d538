import { type Tree, textAt } from './tree.ts'

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
  AlterTableSpaceOptionsStmt: 'alter tablespace',
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
  'parameter acl': 'parameter',
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
