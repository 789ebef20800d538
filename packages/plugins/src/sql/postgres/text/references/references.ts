import type { Access } from '@backout/core/plugin'
import type { Part } from '../../../dialect.ts'
import { type Collector, relation } from './collector.ts'
import { outsideFunction } from '../functions.ts'
import { objectStatements } from './object-statements.ts'
import { allOf, objectPart } from '../part.ts'
import { kindOf } from '../syntax/statement-kind.ts'
import { isTree, listAt, type Tree, tagged, textAt } from '../syntax/tree.ts'

/** What a statement names, or `unknown` where its text does not tell all (an index alone, a block of code). */
export interface References {
  readonly parts: readonly Part[]
  readonly complete: boolean
}

/** The tables and other objects that a statement reads and writes by its text. What triggers, views and functions reach is found when it runs. */
export function referencesOf(tag: string, fields: Tree): References {
  const found = new Map<string, Access>()
  let complete = !opaque.has(tag)
  const collect: Collector = {
    add(part, access) {
      if (found.get(part) !== 'write') found.set(part, access)
    },
    incomplete() {
      complete = false
    },
  }
  const special = objectStatements[tag]
  if (special) special(fields, collect)
  else visit({ [tag]: fields }, new Set(), collect)
  // What names nothing that scope could list is listed by what it is.
  if ((found.size === 0 && complete && !nameless.has(tag)) || vague.has(tag))
    collect.add(objectPart('statement', kindOf(tag, fields)), 'write')
  return { parts: [...found].map(([part, access]) => ({ part, access })), complete }
}

/** Statements whose text is code: what it does is found when it runs. */
const opaque: ReadonlySet<string> = new Set(['DoStmt', 'CallStmt'])

/** Statements that name things by words that only the catalog understands. */
const vague: ReadonlySet<string> = new Set(['ReassignOwnedStmt', 'DropOwnedStmt', 'ImportForeignSchemaStmt', 'AlterDefaultPrivilegesStmt'])

/** Statements that may name nothing, and do nothing to the database by themselves. */
const nameless: ReadonlySet<string> = new Set([
  'SelectStmt',
  'ExplainStmt',
  'VariableSetStmt',
  'VariableShowStmt',
  'ConstraintsSetStmt',
  'NotifyStmt',
])

/** Where a statement writes: the relation under one of its keys. Everything else that it names is read. */
const written: { readonly [tag: string]: readonly string[] } = {
  InsertStmt: ['relation'],
  UpdateStmt: ['relation'],
  DeleteStmt: ['relation'],
  MergeStmt: ['relation'],
  CreateStmt: ['relation', 'inhRelations'],
  AlterTableStmt: ['relation'],
  IndexStmt: ['relation'],
  ReindexStmt: ['relation'],
  TruncateStmt: ['relations'],
  LockStmt: ['relations'],
  ViewStmt: ['view'],
  into: ['rel'],
  intoClause: ['rel'],
  RefreshMatViewStmt: ['relation'],
  CreateTrigStmt: ['relation'],
  RuleStmt: ['relation'],
  CreatePolicyStmt: ['table'],
  AlterPolicyStmt: ['table'],
  ClusterStmt: ['relation'],
  VacuumRelation: ['relation'],
  Constraint: ['pktable'],
  CreateSeqStmt: ['sequence'],
  AlterSeqStmt: ['sequence'],
  CompositeTypeStmt: ['typevar'],
  base: ['relation'],
  PartitionCmd: ['name'],
  CreateStatsStmt: ['relations'],
}

function visit(tree: unknown, visible: ReadonlySet<string>, collect: Collector): void {
  if (Array.isArray(tree)) for (const item of tree) visit(item, visible, collect)
  else if (isTree(tree)) for (const [key, value] of Object.entries(tree)) visitField(key, value, visible, collect)
}

function visitField(key: string, value: unknown, visible: ReadonlySet<string>, collect: Collector): void {
  if (!isTree(value)) return visit(value, visible, collect)
  if (isIndexStatement(key, value)) return collect.incomplete()
  if (key === 'RangeVar' || 'relname' in value) return relation(value, 'read', visible, collect)
  const outside = key === 'FuncCall' ? outsideFunction(value) : undefined
  if (outside !== undefined) collect.add(objectPart('function', outside), 'write')
  const made = cteNames(value)
  const seen = made.length === 0 ? visible : new Set([...visible, ...made])
  const writes = written[key] ?? []
  for (const [name, child] of Object.entries(value)) {
    if (!writes.includes(name)) visitField(name, child, seen, collect)
    else for (const one of Array.isArray(child) ? child : [child]) relation(rangeVar(one), 'write', new Set(), collect)
  }
  if (key === 'ReindexStmt') reindexed(value, collect)
}

/** `ALTER INDEX`, `REINDEX INDEX`: whose index it is, only the catalog knows. */
function isIndexStatement(key: string, fields: Tree): boolean {
  if (key === 'AlterTableStmt') return fields['objtype'] === 'OBJECT_INDEX'
  return key === 'ReindexStmt' && fields['kind'] === 'REINDEX_OBJECT_INDEX'
}

/** `REINDEX SCHEMA`, and `DATABASE` and `SYSTEM`, which are the statement's own part. */
function reindexed(fields: Tree, { add }: Collector): void {
  const name = textAt(fields, 'name')
  if (fields['kind'] === 'REINDEX_OBJECT_SCHEMA' && name !== undefined) add(allOf(name), 'write')
}

function rangeVar(node: unknown): Tree {
  const [tag, fields] = tagged(node)
  return tag === 'RangeVar' ? fields : isTree(node) ? node : {}
}

function cteNames(fields: Tree): readonly string[] {
  return listAt(fields, 'withClause', 'ctes')
    .map((cte) => textAt(cte, 'CommonTableExpr', 'ctename'))
    .filter((name) => name !== undefined)
}
