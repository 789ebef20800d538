import type { Batch } from '../../dialect.ts'
import type { Parsed } from './syntax/parse.ts'
import { textAt } from './syntax/tree.ts'

/** What a session has set: the statements that set it, by the name of the setting; `all` for RESET ALL. */
type Settings = Batch['settings']

/** The settings after a statement. `set local` ends with its own transaction. */
export function settingsAfter({ tag, fields, sql }: Pick<Parsed, 'tag' | 'fields' | 'sql'>, before: Settings): Settings {
  if (tag !== 'VariableSetStmt' || fields['is_local'] === true) return before
  const name = textAt(fields, 'name')
  return name === undefined ? { all: sql } : { ...before, [name]: sql }
}

/** Whether unqualified names may mean something else after a statement, at least until the end of its transaction. */
export function setsPath({ tag, fields }: Pick<Parsed, 'tag' | 'fields'>): boolean {
  return tag === 'VariableSetStmt' && /^(?:search_path|)$/.test(textAt(fields, 'name') ?? '')
}

/** Whether unqualified names may mean something else under these settings. */
export function changesPath(settings: Settings): boolean {
  return 'search_path' in settings || 'all' in settings
}
