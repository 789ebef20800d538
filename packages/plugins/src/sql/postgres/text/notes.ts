import type { Parsed } from './syntax/parse.ts'
import { isTree, listAt, textAt } from './syntax/tree.ts'

/** Doubts about a statement that a reviewer should read. */
export function notesOf({ tag, fields, line }: Parsed): readonly string[] {
  const place = `Line ${line}: `
  const target = `"${textAt(fields, 'relation', 'relname') ?? ''}"`
  if (tag === 'UpdateStmt' && !isTree(fields['whereClause'])) return [`${place}UPDATE of every row of ${target}: there is no WHERE`]
  if (tag === 'DeleteStmt' && !isTree(fields['whereClause'])) return [`${place}DELETE of every row of ${target}: there is no WHERE`]
  if (tag === 'TruncateStmt') return [`${place}TRUNCATE deletes every row, and needs a lock that nobody else may hold`]
  if (tag === 'DropStmt' && /_(TABLE|MATVIEW|SCHEMA|SEQUENCE)$/.test(textAt(fields, 'removeType') ?? ''))
    return [`${place}Drops what it names with all that is in it`]
  if (tag === 'AlterTableStmt') return listAt(fields, 'cmds').flatMap((command) => commandNotes(command, target, place))
  if (tag === 'IndexStmt' && fields['concurrent'] !== true)
    return [`${place}CREATE INDEX keeps others from writing ${target} until it is done; CONCURRENTLY does not`]
  return []
}

function commandNotes(command: unknown, target: string, place: string): readonly string[] {
  const subtype = textAt(command, 'AlterTableCmd', 'subtype')
  const column = `"${textAt(command, 'AlterTableCmd', 'name') ?? ''}"`
  if (subtype === 'AT_DropColumn') return [`${place}Drops column ${column} of ${target} with its data`]
  if (subtype === 'AT_AlterColumnType')
    return [`${place}A new type of column ${column} of ${target} may rewrite the table under a lock that keeps even readers out`]
  return []
}
