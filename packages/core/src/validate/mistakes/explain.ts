import { pointTo, valueAt } from '../../load/index.ts'
import { chosenBranches } from './branches.ts'
import type { SchemaError } from '../../plugin/validator.ts'
import type { SchemaMistake } from './schema-mistake.ts'
import { holdsExpression, isExpression } from './template.ts'
import { wordingOf } from './wording.ts'

/**
 * The mistakes behind a validator's errors: one for each place. Of alternatives (`anyOf`, `oneOf`) only the one that was probably
 * meant is told; in `templates`, places that hold an expression are exempt from whatever their value can't tell yet.
 */
export function explain(
  schema: unknown,
  value: unknown,
  errors: readonly SchemaError[],
  texts: 'plain' | 'templates' = 'templates',
): readonly SchemaMistake[] {
  const kept = chosenBranches(errors, (error) => texts === 'templates' && isOpen(valueAt(value, error.instancePath), error))
  const told = new Map<string, SchemaMistake>()
  for (const error of kept) {
    const mistake = wordingOf(schema, value, error)
    const place = `${mistake.pointer} ${mistake.part === 'key' || mistake.code === 'missing-key' ? mistake.message : ''}`
    if (!told.has(place)) told.set(place, mistake)
  }
  return withoutMisspelt([...told.values()].map(perhapsMissing))
}

/** Where one key is unknown and one is missing, the one probably stands for the other. */
function perhapsMissing(mistake: SchemaMistake, _index: number, all: readonly SchemaMistake[]): SchemaMistake {
  const parent = mistake.pointer.slice(0, mistake.pointer.lastIndexOf('/'))
  if (mistake.code !== 'unknown-key' || mistake.meant !== undefined || mistake.suggestion === undefined) return mistake
  const missing = all.filter(({ code, pointer }) => code === 'missing-key' && pointer === parent)
  const unknown = all.filter(({ code, pointer }) => code === 'unknown-key' && pointer.slice(0, pointer.lastIndexOf('/')) === parent)
  const [only] = missing
  if (missing.length !== 1 || unknown.length !== 1 || only?.missing === undefined) return mistake
  return { ...mistake, suggestion: `Perhaps "${only.missing}" was meant, which is missing`, meant: only.missing, isGuess: true }
}

/** A key that is missing because it is misspelt is one mistake; several that are missing at one place are told together. */
function withoutMisspelt(mistakes: readonly SchemaMistake[]): readonly SchemaMistake[] {
  const misspelt = new Set(
    mistakes.flatMap(({ code, pointer, meant }) =>
      code === 'unknown-key' ? [pointTo(pointer.slice(0, pointer.lastIndexOf('/')), meant ?? '')] : [],
    ),
  )
  const left = mistakes.filter(({ code, pointer, missing }) => code !== 'missing-key' || !misspelt.has(pointTo(pointer, missing ?? '')))
  const together = Map.groupBy(
    left.filter(({ code }) => code === 'missing-key'),
    ({ pointer }) => pointer,
  )
  return left.flatMap((mistake) => {
    if (mistake.code !== 'missing-key') return [mistake]
    const all = together.get(mistake.pointer)!
    return all[0] === mistake ? [missingTogether(all)] : []
  })
}

function missingTogether(all: readonly SchemaMistake[]): SchemaMistake {
  const [first] = all as [SchemaMistake, ...SchemaMistake[]]
  if (all.length === 1) return first
  const names = all.map(({ missing }) => `"${missing}"`)
  const subjects = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
  return { ...first, message: first.message.replace(/^"[^"]*" is missing/, `${subjects} are missing`) }
}

/** Whether an expression stands where the error is, so that it may turn out right. A text around an expression stays a text. */
function isOpen(value: unknown, { keyword, params }: SchemaError): boolean {
  if (!holdsExpression(value)) return false
  return isExpression(value) || keyword !== 'type' || [params['type']].flat().includes('string')
}
