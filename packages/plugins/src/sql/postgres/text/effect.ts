import type { Parsed } from './syntax/parse.ts'
import { functionEffect } from './functions.ts'
import { listAt, textAt, tagged, type Tree, walk } from './syntax/tree.ts'

/** What a statement does to the database, by its text: `unknown` where functions that are not the server's own decide. */
export function effectOf({ tag, fields }: Pick<Parsed, 'tag' | 'fields'>): 'none' | 'write' | 'unknown' {
  if (tag === 'VariableShowStmt') return 'none'
  if (tag === 'ExplainStmt') return analyzes(fields) ? effectOf(explained(fields)) : 'none'
  if (tag !== 'SelectStmt') return 'write'
  let effect: 'none' | 'write' | 'unknown' = 'none'
  walk({ [tag]: fields }, (inner, own) => {
    const found = innerEffect(inner, own)
    if (effect !== 'write' && found !== 'none') effect = found
  })
  return fields['intoClause'] === undefined ? effect : 'write'
}

function innerEffect(tag: string, fields: Tree): 'none' | 'write' | 'unknown' {
  if (tag === 'FuncCall') return functionEffect(fields)
  return /^(Insert|Update|Delete|Merge)Stmt$|^LockingClause$|^IntoClause$/.test(tag) ? 'write' : 'none'
}

function analyzes(fields: Tree): boolean {
  return listAt(fields, 'options').some((option) => textAt(option, 'DefElem', 'defname') === 'analyze')
}

function explained(fields: Tree): Pick<Parsed, 'tag' | 'fields'> {
  const [tag, own] = tagged(fields['query'])
  return { tag, fields: own }
}
