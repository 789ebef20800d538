import { didYouMean, type Json } from '../../model/index.ts'
import { pointerParts, valueAt } from '../../load/index.ts'
import type { AnyStepType, Plugin } from '../../plugin.ts'
import { closestType, meantType } from './closest-type.ts'
import { nouns } from './report-mistake.ts'
import type { SchemaMistake } from './schema-mistake.ts'
import type { SchemaNode } from './schema-lookup.ts'

/**
 * What step types tell of mistakes in entries, and in their rollbacks, that the format alone can't say: inputs beside `with`, or not indented below it, which is
 * one mistake, and names that are no `plugin/step`.
 */
export function inEntries(value: Json, plugins: readonly Plugin[], mistakes: readonly SchemaMistake[]): readonly SchemaMistake[] {
  const told = mistakes.map(inEntry(value, plugins))
  const empty = new Set(told.flatMap(({ code, pointer }) => (code === 'wrong-type' && pointer.endsWith('/with') ? [pointer] : [])))
  return told.filter(({ pointer, meant }) => meant !== 'with' || !empty.has(`${pointer.slice(0, pointer.lastIndexOf('/'))}/with`))
}

function inEntry(value: Json, plugins: readonly Plugin[]): (mistake: SchemaMistake) => SchemaMistake {
  const types = plugins.flatMap(({ steps }) => steps)
  return (mistake) => {
    const [, entry, holder, key] = /^((?:\/[^/]+){2})(\/rollback(?:\/\d+)?)?\/([^/]+)$/.exec(mistake.pointer) ?? []
    if (entry === undefined || key === undefined || !Object.hasOwn(nouns, pointerParts(entry)[0]!)) return mistake
    const given = valueAt(value, mistake.pointer)
    if (mistake.code === 'wrong-value' && key === 'uses') return namedWrong(mistake, given, types)
    if (mistake.code === 'wrong-type' && key === 'with' && given === null) return withoutInput(mistake)
    if (mistake.code === 'unknown-key' && key === 'none' && /\d$/.test(holder ?? '')) return { ...mistake, suggestion: noneAlone }
    const uses = valueAt(value, `${entry}${holder ?? ''}/uses`) ?? valueAt(value, `${entry}/uses`)
    const type = types.find((one) => one.uses === uses) ?? typeMeant(uses, types)
    return type && mistake.code === 'unknown-key' ? besideWith(mistake, key, type) : mistake
  }
}

function typeMeant(uses: unknown, types: readonly AnyStepType[]): AnyStepType | undefined {
  const known = types.map((type) => type.uses)
  const meant = typeof uses === 'string' ? meantType(uses, known) : undefined
  return types.find((type) => type.uses === meant)
}

const noneAlone = 'It stands alone, and not in a list: rollback: { none: <the reason> }'

/** An empty input is hardly ever what is meant. */
function withoutInput({ meant: _empty, ...mistake }: SchemaMistake): SchemaMistake {
  return { ...mistake, suggestion: 'Write its keys below it, each with more spaces before it than "with" has' }
}

function namedWrong(mistake: SchemaMistake, uses: unknown, types: readonly AnyStepType[]): SchemaMistake {
  const known = types.map((type) => type.uses)
  const meant = typeof uses === 'string' && uses !== '' ? closestType(uses, known) : undefined
  return meant ? { ...mistake, suggestion: didYouMean(meant.uses), ...(!meant.isGuess && { meant: meant.uses }) } : mistake
}

function besideWith(mistake: SchemaMistake, key: string, { uses, input }: AnyStepType): SchemaMistake {
  if (!Object.hasOwn((input as SchemaNode).properties ?? {}, key)) return mistake
  return { ...mistake, suggestion: `It is an input of ${uses}: write it under "with"`, meant: 'with', isGuess: true }
}
