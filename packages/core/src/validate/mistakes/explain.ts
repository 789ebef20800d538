import { expressionsIn } from '../../expression/index.ts'
import { pointTo } from '../../model/index.ts'
import { valueAt } from '../../load/index.ts'
import { chosenBranches } from './branches.ts'
import type { SchemaError } from '../../plugin/validator.ts'
import { aboutMissingKeys } from './missing-keys.ts'
import type { SchemaMistake } from './schema-mistake.ts'
import { holdsExpression } from './template.ts'
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
  return aboutMissingKeys(eachMeantOnce([...told.values()]))
}

/** Of two keys that were probably meant to be the same, one at most can become it. */
function eachMeantOnce(mistakes: readonly SchemaMistake[]): readonly SchemaMistake[] {
  const taken = new Set<string>()
  return mistakes.map((mistake) => {
    const { code, pointer, meant } = mistake
    if (code !== 'unknown-key' || meant === undefined) return mistake
    const place = pointTo(pointer.slice(0, pointer.lastIndexOf('/')), meant)
    if (taken.has(place)) return { ...mistake, isGuess: true }
    taken.add(place)
    return mistake
  })
}

/** Whether an expression stands where the error is, so that it may turn out right. A text around an expression stays a text. */
function isOpen(value: unknown, { keyword, params }: SchemaError): boolean {
  if (typeof value !== 'string' || !holdsExpression(value)) return false
  return expressionsIn(value)[0]?.alone === true || keyword !== 'type' || [params['type']].flat().includes('string')
}
