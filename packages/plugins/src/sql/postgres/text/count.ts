import { functionEffect } from './functions.ts'
import { numbersOf, renumbered } from './syntax/numbering.ts'
import type { Parsed, Token } from './syntax/parse.ts'
import { isTree, listAt, names, tagged, walk } from './syntax/tree.ts'

/** How the rows that a statement would change can be known without running it; `parameters` are the numbers of the parameters that `sql` uses, in its own order. */
export type Count =
  | { readonly kind: 'known'; readonly rows: number }
  | { readonly kind: 'query'; readonly sql: string; readonly parameters: readonly number[] }
  | { readonly kind: 'unknown'; readonly why: string }

/** The count of an INSERT, UPDATE, DELETE or TRUNCATE; undefined for statements that change no rows. */
export function countOf(parsed: Parsed): Count | undefined {
  const { tag, fields } = parsed
  if (tag === 'MergeStmt') return { kind: 'unknown', why: 'MERGE decides row by row' }
  if (tag !== 'InsertStmt' && tag !== 'UpdateStmt' && tag !== 'DeleteStmt') return undefined
  const called = writingCall(parsed)
  if (called !== undefined) return { kind: 'unknown', why: `it calls ${called}, which does more than read` }
  if (fields['withClause'] !== undefined) return { kind: 'unknown', why: 'it begins with WITH' }
  return tag === 'InsertStmt' ? insertCount(parsed) : filterCount(parsed)
}

/** A function that is known to write, count or lock: a preview calls none. */
function writingCall({ tag, fields }: Parsed): string | undefined {
  let found: string | undefined
  walk({ [tag]: fields }, (inner, call) => {
    if (inner === 'FuncCall' && functionEffect(call) === 'write') found ??= names(listAt(call, 'funcname')).at(-1)
  })
  return found
}

function insertCount(parsed: Parsed): Count {
  const { fields } = parsed
  if (fields['onConflictClause'] !== undefined) return { kind: 'unknown', why: 'ON CONFLICT decides row by row' }
  if (!isTree(fields['selectStmt'])) return { kind: 'known', rows: 1 }
  const [, select] = tagged(fields['selectStmt'])
  const values = listAt(select, 'valuesLists')
  if (values.length > 0) return { kind: 'known', rows: values.length }
  const from = top(parsed.tokens).find(({ name }) => /^(?:SELECT|TABLE|VALUES|WITH|UNION|INTERSECT|EXCEPT)$/.test(name))
  if (!from || /^(?:UNION|INTERSECT|EXCEPT)$/.test(from.name)) return { kind: 'unknown', why: 'its query stands in parentheses' }
  const to = top(parsed.tokens).find(({ name, start }) => name === 'RETURNING' && start > from.start)
  return counting(parsed, `(${slice(parsed, from.start, to?.start)}) as rows`, from.start, to?.start)
}

/** `update t as a set … where …` and `delete from t where …` reach the rows of `select … from t as a where …`. */
function filterCount(parsed: Parsed): Count {
  const { tag, fields, tokens } = parsed
  if (listAt(fields, 'fromClause').length > 0 || listAt(fields, 'usingClause').length > 0)
    return { kind: 'unknown', why: 'it joins other tables' }
  const outer = top(tokens)
  const [, name] = tag === 'UpdateStmt' ? outer : outer.slice(1)
  const target = outer.find(({ name: token, start }) => start > (name?.start ?? 0) && /^(SET|WHERE|RETURNING)$/.test(token))
  const where = outer.find(({ name: token }) => token === 'WHERE')
  const returning = outer.findLast(({ name: token }) => token === 'RETURNING')
  const table = slice(parsed, name!.start, target?.start)
  if (!where) return { kind: 'query', sql: `select count(*) from ${table}`, parameters: [] }
  return counting(parsed, `${table} ${slice(parsed, where.start, returning?.start)}`, where.start, returning?.start)
}

/** `select count(*) from …`, with the parameters in it numbered anew. */
function counting(parsed: Parsed, text: string, start: number, end = parsed.sql.length): Count {
  const used = parsed.tokens.filter((token) => token.name === 'PARAM' && token.start >= start && token.end <= end)
  const parameters = numbersOf(used.map((token) => token.text.slice(1)))
  const sql = `select count(*) from ${text}`
  // The text stands at the end of the query.
  const shift = sql.lastIndexOf(parsed.sql.slice(start, end).trimEnd()) - start
  return { kind: 'query', sql: renumbered(sql, used, parameters, shift), parameters }
}

/** Tokens outside of all parentheses. */
function top(tokens: readonly Token[]): readonly Token[] {
  let depth = 0
  return tokens.filter(({ text }) => {
    if (text === '(') depth++
    if (text === ')') depth--
    return depth === 0 && text !== ')'
  })
}

function slice({ sql }: Parsed, start: number, end?: number): string {
  return sql.slice(start, end).trimEnd()
}
