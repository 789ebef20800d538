import { listAt, type Tree, tagged, textAt } from './syntax/tree.ts'

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

/** Whether a REINDEX is one CONCURRENTLY. */
export function isConcurrent(fields: Tree): boolean {
  return listAt(fields, 'params').some((node) => textAt(node, 'DefElem', 'defname') === 'concurrently')
}

function detaches(command: unknown): boolean {
  const [, fields] = tagged(command)
  const subtype = textAt(fields, 'subtype')
  if (subtype === 'AT_DetachPartitionFinalize') return true
  return subtype === 'AT_DetachPartition' && tagged(fields['def'])[1]['concurrent'] === true
}
