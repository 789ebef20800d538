import { PlanError } from '@backout/core/plugin'
import type { Connection } from '../connection/connection.ts'
import { partName } from '../text/part.ts'
import { quotedName } from '../text/quoted-name.ts'
import { isConcurrent } from '../text/standing.ts'
import { isTree, listAt, names, type Tree, tagged, textAt } from '../text/syntax/tree.ts'

/** What a statement that commits by itself is about. */
export type AloneTarget =
  /** `index` and `table` as the server reads names; `part` as scope does. */
  | { readonly kind: 'create index'; readonly index: string; readonly table: string; readonly part: string }
  | { readonly kind: 'drop index'; readonly index: string }
  | { readonly kind: 'detach partition'; readonly table: string; readonly partition: string }
  /** CONCURRENTLY; doing it again does no harm once what one that failed has left behind is dropped. */
  | { readonly kind: 'reindex'; readonly of: 'table' | 'index' | 'schema' | 'database'; readonly name: string }
  /** Doing it again does no harm, and nothing tells whether it was done. */
  | { readonly kind: 'upkeep' }

/** The target of a statement. Errors: `internal` for statements that do not stand alone. */
export function aloneTargetOf(tag: string, fields: Tree): AloneTarget {
  if (tag === 'VacuumStmt') return { kind: 'upkeep' }
  if (tag === 'ReindexStmt') return isConcurrent(fields) ? reindex(fields) : { kind: 'upkeep' }
  if (tag === 'IndexStmt') return createIndex(fields)
  if (tag === 'DropStmt') return { kind: 'drop index', index: indexName(fields) }
  const [, command] = tagged(listAt(fields, 'cmds')[0])
  if (tag !== 'AlterTableStmt') throw new PlanError('internal', `No probe is known for ${tag}`)
  return { kind: 'detach partition', table: rangeText(fields['relation']), partition: rangeText(partitionOf(command)) }
}

/** The index that a statement names without its table, which only the catalog knows. */
export function indexAlone(tag: string, fields: Tree): string | undefined {
  if (tag === 'DropStmt') return indexName(fields)
  return tag === 'ReindexStmt' && fields['kind'] === 'REINDEX_OBJECT_INDEX' ? rangeText(fields['relation']) : undefined
}

/** What the catalog says. An index that is not valid, or a partition that waits to be detached, is `partial`. */
export async function stateOf(connection: Connection, target: AloneTarget): Promise<'applied' | 'absent' | 'partial'> {
  if (target.kind === 'upkeep' || target.kind === 'reindex') return 'absent'
  if (target.kind === 'detach partition') return detachState(connection, target)
  // An index of that name on another table is somebody else's.
  const table = target.kind === 'create index' ? target.table : null
  const [row] = (await connection.run(indexSql, [target.index, table])).rows
  const found = row === undefined ? 'none' : row[0] === 't' ? 'valid' : 'invalid'
  if (found === 'invalid') return 'partial'
  return (found === 'valid') === (target.kind === 'create index') ? 'applied' : 'absent'
}

/** The invalid indexes that a REINDEX CONCURRENTLY leaves behind when it fails, or can only drop later (PostgreSQL manual, REINDEX). */
export async function leftoverIndexes(
  connection: Connection,
  { of, name }: Extract<AloneTarget, { kind: 'reindex' }>,
): Promise<readonly string[]> {
  return (await connection.run(leftoversSql, [of, name])).rows.map(([index]) => index!)
}

function reindex(fields: Tree): AloneTarget {
  const of = (textAt(fields, 'kind') ?? '').slice('REINDEX_OBJECT_'.length).toLowerCase()
  if (of === 'table' || of === 'index') return { kind: 'reindex', of, name: rangeText(fields['relation']) }
  return { kind: 'reindex', of: of === 'schema' ? of : 'database', name: textAt(fields, 'name') ?? '' }
}

function indexName(fields: Tree): string {
  return quotedName(...names(listAt(listAt(fields, 'objects')[0], 'List', 'items')))
}

function createIndex(fields: Tree): AloneTarget {
  const relation = fields['relation']
  const schema = textAt(relation, 'schemaname')
  return {
    kind: 'create index',
    index: quotedName(schema, textAt(fields, 'idxname')),
    table: rangeText(relation),
    part: partName(schema, textAt(relation, 'relname') ?? ''),
  }
}

async function detachState(
  connection: Connection,
  { table, partition }: Extract<AloneTarget, { kind: 'detach partition' }>,
): Promise<'applied' | 'absent' | 'partial'> {
  const [row] = (await connection.run(detachSql, [table, partition])).rows
  if (row === undefined) return 'applied'
  return row[0] === 't' ? 'partial' : 'absent'
}

function partitionOf(command: Tree): unknown {
  const [, definition] = tagged(command['def'])
  return definition['name'] ?? (isTree(command['def']) ? command['def']['name'] : undefined)
}

function rangeText(range: unknown): string {
  return quotedName(textAt(range, 'schemaname'), textAt(range, 'relname'))
}

const indexSql = `select indisvalid and indisready from pg_catalog.pg_index
where indexrelid = to_regclass($1) and ($2::text is null or indrelid = to_regclass($2))`

const leftoversSql = `
select pg_catalog.format('%I.%I', n.nspname, c.relname)
from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where not i.indisvalid and c.relname ~ '_cc(new|old)[0-9]*$' and n.nspname <> 'pg_toast' and case $1
  when 'table' then i.indrelid = to_regclass($2) or i.indrelid in (select relid from pg_catalog.pg_partition_tree(to_regclass($2)))
  when 'index' then i.indrelid = (select indrelid from pg_catalog.pg_index where indexrelid = to_regclass($2))
  when 'schema' then n.nspname = $2
  else true end`

const detachSql = `
select inhdetachpending from pg_catalog.pg_inherits where inhparent = to_regclass($1) and inhrelid = to_regclass($2)`
