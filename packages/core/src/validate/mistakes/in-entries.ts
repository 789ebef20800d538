import type { Json } from '../../model/index.ts'
import { pointerParts, valueAt } from '../../load/index.ts'
import type { AnyStepType, Plugin } from '../../plugin.ts'
import { closestType } from '../closest-type.ts'
import { nouns } from '../report-mistake.ts'
import type { SchemaMistake } from './schema-mistake.ts'
import type { SchemaNode } from './schema-lookup.ts'

/** What step types tell of mistakes in entries that the format alone can't say: inputs beside `with`, and names that are no `plugin/step`. */
export function inEntries(value: Json, plugins: readonly Plugin[]): (mistake: SchemaMistake) => SchemaMistake {
  const types = plugins.flatMap(({ steps }) => steps)
  return (mistake) => {
    const [list = '', index, key = '', ...deeper] = pointerParts(mistake.pointer)
    if (!Object.hasOwn(nouns, list) || index === undefined || deeper.length > 0) return mistake
    if (mistake.code === 'wrong-value' && key === 'uses') return namedWrong(mistake, valueAt(value, mistake.pointer), types)
    const uses = valueAt(value, `/${list}/${index}/uses`)
    const type = types.find((one) => one.uses === uses)
    return type && mistake.code === 'unknown-key' ? besideWith(mistake, key, type) : mistake
  }
}

function namedWrong(mistake: SchemaMistake, uses: unknown, types: readonly AnyStepType[]): SchemaMistake {
  const known = types.map((type) => type.uses)
  const meant = typeof uses === 'string' && uses !== '' ? closestType(uses, known) : undefined
  return meant ? { ...mistake, suggestion: `Did you mean "${meant.uses}"?`, ...(!meant.isGuess && { meant: meant.uses }) } : mistake
}

function besideWith(mistake: SchemaMistake, key: string, { uses, input }: AnyStepType): SchemaMistake {
  if (!Object.hasOwn((input as SchemaNode).properties ?? {}, key)) return mistake
  return { ...mistake, suggestion: `It is an input of ${uses}: write it under "with"`, meant: 'with', isGuess: true }
}
