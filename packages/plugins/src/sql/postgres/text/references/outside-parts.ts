import { outsideFunction, outsideNamed } from '../functions.ts'
import { objectPart, partName } from '../part.ts'
import { tellingNamed } from './telling-catalogs.ts'
import { at, listAt, names, textAt, type Tree, walk } from '../syntax/tree.ts'

/** What the code of a `DO` or `CREATE FUNCTION` reaches beyond the tables of the database, as scope lists it: functions and telling catalogs of the server, and languages that nothing holds back. */
export function outsideParts(fields: Tree): readonly string[] {
  const options = [...listAt(fields, 'args'), ...listAt(fields, 'options')]
  const code = options.flatMap(codeOf)
  const called = new Set(code.flatMap(outsideNamed))
  walk(fields['sql_body'], (tag, call) => {
    const name = tag === 'FuncCall' ? outsideFunction(call) : undefined
    if (name !== undefined) called.add(name)
  })
  const languages = options.map(languageOf).filter((name) => name !== undefined && untrusted.test(name))
  return [
    ...[...called].map((name) => objectPart('function', name)),
    ...code.flatMap(tellingNamed).map((name) => partName('pg_catalog', name)),
    ...languages.map((name) => objectPart('language', name!)),
  ]
}

/** Machine code, and procedural languages of which the name ends in `u` for untrusted (PostgreSQL manual, 42). */
const untrusted = /^(?:c|internal)$|u$/i

function codeOf(option: unknown): readonly string[] {
  if (textAt(option, 'DefElem', 'defname') !== 'as') return []
  const arg = at(option, 'DefElem', 'arg')
  return names([arg, ...listAt(arg, 'List', 'items')])
}

function languageOf(option: unknown): string | undefined {
  return textAt(option, 'DefElem', 'defname') === 'language' ? textAt(option, 'DefElem', 'arg', 'String', 'sval') : undefined
}
