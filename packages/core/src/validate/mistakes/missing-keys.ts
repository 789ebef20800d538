import { pointTo } from '../../model/index.ts'
import { allOf } from './phrases.ts'
import type { SchemaMistake } from './schema-mistake.ts'

/** A key that is missing because it is misspelt is one mistake; several that are missing at one place are told together. */
export function aboutMissingKeys(mistakes: readonly SchemaMistake[]): readonly SchemaMistake[] {
  const missing = Map.groupBy(mistakes.filter(isMissing), ({ pointer }) => pointer)
  if (!mistakes.some((one) => one.missing)) return mistakes
  const unknown = Map.groupBy(mistakes.filter(isUnknown), ({ pointer }) => parentOf(pointer))
  const guessed = mistakes.map((one) => (isUnknown(one) ? perhapsMissing(one, missing, unknown) : one))
  const meant = new Set(
    guessed.flatMap((one) => (isUnknown(one) && one.meant !== undefined ? [pointTo(parentOf(one.pointer), one.meant)] : [])),
  )
  const isThere = (parent: string, key: string): boolean => meant.has(pointTo(parent, key)) || unknown.get(parent)?.some(isMerge) === true
  const left = guessed.filter((one) => !one.missing?.some((key) => isThere(one.pointer, key)))
  const together = Map.groupBy(left.filter(isMissing), ({ pointer }) => pointer)
  return left.flatMap((mistake) => {
    if (!isMissing(mistake)) return [mistake]
    const all = together.get(mistake.pointer)!
    return all[0] === mistake ? [missingTogether(all)] : []
  })
}

function isMissing({ code }: SchemaMistake): boolean {
  return code === 'missing-key'
}

function isUnknown({ code }: SchemaMistake): boolean {
  return code === 'unknown-key'
}

/** A merge key was to bring whatever is missing. */
function isMerge({ pointer }: SchemaMistake): boolean {
  return pointer.endsWith('/<<')
}

function parentOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf('/'))
}

type ByPlace = ReadonlyMap<string, readonly SchemaMistake[]>

/** Where one key is unknown and one is missing, the one probably stands for the other. */
function perhapsMissing(mistake: SchemaMistake, missing: ByPlace, unknown: ByPlace): SchemaMistake {
  const { meant, suggestion } = mistake
  if (meant !== undefined || suggestion === undefined || isMerge(mistake)) return mistake
  const parent = parentOf(mistake.pointer)
  const [only, ...others] = (missing.get(parent) ?? []).flatMap((one) => one.missing ?? [])
  if (only === undefined || others.length > 0 || unknown.get(parent)!.length > 1) return mistake
  return { ...mistake, suggestion: `Perhaps "${only}" was meant, which is missing`, meant: only, isGuess: true }
}

function missingTogether(all: readonly SchemaMistake[]): SchemaMistake {
  const [first] = all as [SchemaMistake, ...SchemaMistake[]]
  if (all.length === 1) return first
  const names = all.flatMap(({ missing = [] }) => missing).map((key) => `"${key}"`)
  return { ...first, message: first.message.replace(/^"[^"]*" is missing/, `${allOf(names)} are missing`) }
}
