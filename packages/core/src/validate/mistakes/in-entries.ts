import { didYouMean, isList, type Json } from '../../model/index.ts'
import { missingSpace, pointerParts, valueAt } from '../../load/index.ts'
import type { AnyStepType, Plugin } from '../../plugin.ts'
import { closestType, meantType } from './closest-type.ts'
import { knownHere } from './phrases.ts'
import { nouns } from './whose.ts'
import type { SchemaMistake } from './schema-mistake.ts'
import type { SchemaNode } from './schema-lookup.ts'

/**
 * What step types tell of mistakes in entries, and in their rollbacks, that the format alone can't say: inputs beside `with`, or not indented below it, which is
 * one mistake, step types in place of `uses`, and names that are no `plugin/step`.
 */
export function inEntries(value: Json, plugins: readonly Plugin[], mistakes: readonly SchemaMistake[]): readonly SchemaMistake[] {
  const told = mistakes.map(inEntry(value, plugins))
  const empty = new Set(told.flatMap(({ code, pointer }) => (code === 'wrong-type' && pointer.endsWith('/with') ? [pointer] : [])))
  return told.filter(({ pointer, meant }) => meant !== 'with' || !empty.has(`${pointer.slice(0, pointer.lastIndexOf('/'))}/with`))
}

function inEntry(value: Json, plugins: readonly Plugin[]): (mistake: SchemaMistake) => SchemaMistake {
  const types = plugins.flatMap(({ steps }) => steps)
  return (mistake) => {
    const [, entry, holder = '', key] = /^((?:\/[^/]+){2})(\/rollback(?:\/\d+)?)?\/([^/]+)$/.exec(mistake.pointer) ?? []
    if (entry === undefined || key === undefined || !Object.hasOwn(nouns, pointerParts(entry)[0]!)) return mistake
    const given = valueAt(value, mistake.pointer)
    const uses = valueAt(value, `${entry}${holder}/uses`) ?? valueAt(value, `${entry}/uses`)
    const type = types.find((one) => one.uses === uses) ?? typeMeant(uses, types)
    switch (mistake.code) {
      case 'wrong-value':
        return key === 'uses' ? namedWrong(mistake, given, types) : mistake
      case 'wrong-type':
        return key === 'with' ? noInput(mistake, given, type) : isJoined(key, given) ? { ...mistake, suggestion: joined } : mistake
      case 'unknown-key':
        if (key === 'none' && /\d$/.test(holder)) return { ...mistake, suggestion: noneAlone }
        return type ? besideWith(mistake, key, type) : uses === undefined ? insteadOfUses(mistake, key, types) : mistake
      default:
        return mistake
    }
  }
}

function typeMeant(uses: unknown, types: readonly AnyStepType[]): AnyStepType | undefined {
  const known = types.map((type) => type.uses)
  const meant = typeof uses === 'string' ? meantType(uses, known) : undefined
  return types.find((type) => type.uses === meant)
}

const noneAlone = 'It stands alone, and not in a list: rollback: { none: <the reason> }'

/** An empty input is hardly ever what is meant. */
function noInput({ meant: _empty, ...mistake }: SchemaMistake, given: unknown, type: AnyStepType | undefined): SchemaMistake {
  if (given === null) return { ...mistake, suggestion: 'Write its keys below it, each with more spaces before it than "with" has' }
  return !type || mistake.suggestion === missingSpace ? mistake : { ...mistake, suggestion: knownHere(inputsOf(type)) }
}

/** Several conditions, as other tools take them. */
function isJoined(key: string, given: unknown): boolean {
  return (key === 'assert' || key === 'if') && isList(given)
}

const joined = 'It is one text: join the conditions with &&'

function namedWrong(mistake: SchemaMistake, uses: unknown, types: readonly AnyStepType[]): SchemaMistake {
  const known = types.map((type) => type.uses)
  const meant = typeof uses === 'string' && uses !== '' ? closestType(uses, known) : undefined
  return meant ? { ...mistake, suggestion: didYouMean(meant.uses), ...(!meant.isGuess && { meant: meant.uses }) } : mistake
}

function besideWith(mistake: SchemaMistake, key: string, type: AnyStepType): SchemaMistake {
  if (!inputsOf(type).includes(key)) return mistake
  return { ...mistake, suggestion: `It is an input of ${type.uses}: write it under "with"`, meant: 'with', isGuess: true }
}

/** In workflows of other tools a step begins with the name of what it does. */
function insteadOfUses(mistake: SchemaMistake, key: string, types: readonly AnyStepType[]): SchemaMistake {
  const named = types.find(({ uses }) => uses.endsWith(`/${key}`))
  return named ? { ...mistake, suggestion: `Write uses: ${named.uses}, and its input under "with"`, meant: 'uses', isGuess: true } : mistake
}

function inputsOf({ input }: AnyStepType): readonly string[] {
  return Object.keys((input as SchemaNode).properties ?? {})
}
