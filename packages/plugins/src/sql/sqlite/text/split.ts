import { keyword, type Token, tokenReader } from './tokens.ts'

/**
 * Splits a script into its statements, one at a time, each a run of tokens without the semicolon; empty statements are left out.
 * A trigger ends as in SQLite's `sqlite3_complete()`: at the `;` behind an END that itself follows a `;`, so that `CASE … END` is part of it.
 * Errors: those of {@link tokenReader}.
 */
export function* splitStatements(sql: string): Generator<readonly Token[]> {
  const next = tokenReader(sql)
  let current: Token[] = []
  for (let token = next(); token; token = next()) {
    if (token.text !== ';' || !ends(current)) {
      current.push(token)
      continue
    }
    if (current.length > 0) yield current
    current = []
  }
  if (current.length > 0) yield current
}

function ends(tokens: readonly Token[]): boolean {
  if (!opensTrigger(tokens)) return true
  return keyword(tokens.at(-1)) === 'END' && tokens.at(-2)?.text === ';'
}

/** Whether these tokens begin a CREATE TRIGGER, maybe behind EXPLAIN [QUERY PLAN]. */
function opensTrigger(tokens: readonly Token[]): boolean {
  const words = tokens.slice(0, 6).map(keyword)
  const create = words.indexOf('CREATE')
  if (create < 0 || (create > 0 && words[0] !== 'EXPLAIN')) return false
  const next = words[create + 1]
  return (next === 'TEMP' || next === 'TEMPORARY' ? words[create + 2] : next) === 'TRIGGER'
}
