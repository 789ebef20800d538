import type { SchemaMistake } from './schema-mistake.ts'

/** A key that is missing because it is misspelt is one mistake; several that are missing at one place are told together. */
export function aboutMissingKeys(mistakes: readonly SchemaMistake[]): readonly SchemaMistake[] {
  const guessed = mistakes.map(perhapsMissing)
  const left = guessed.filter(({ pointer, missing }) => !missing?.some((key) => guessed.some((one) => isMeant(one, pointer, key))))
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

function isMeant({ code, pointer, meant }: SchemaMistake, parent: string, key: string): boolean {
  return code === 'unknown-key' && meant === key && parentOf(pointer) === parent
}

function parentOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf('/'))
}

/** Where one key is unknown and one is missing, the one probably stands for the other. */
function perhapsMissing(mistake: SchemaMistake, _index: number, all: readonly SchemaMistake[]): SchemaMistake {
  const { code, meant, suggestion } = mistake
  if (code !== 'unknown-key' || meant !== undefined || suggestion === undefined || mistake.pointer.endsWith('/<<')) return mistake
  const parent = parentOf(mistake.pointer)
  const missing = all.flatMap((one) => (isMissing(one) && one.pointer === parent ? (one.missing ?? []) : []))
  const unknown = all.filter((one) => one.code === 'unknown-key' && parentOf(one.pointer) === parent)
  const [only] = missing
  if (only === undefined || missing.length > 1 || unknown.length > 1) return mistake
  return { ...mistake, suggestion: `Perhaps "${only}" was meant, which is missing`, meant: only, isGuess: true }
}

function missingTogether(all: readonly SchemaMistake[]): SchemaMistake {
  const [first] = all as [SchemaMistake, ...SchemaMistake[]]
  if (all.length === 1) return first
  const names = all.flatMap(({ missing = [] }) => missing).map((key) => `"${key}"`)
  const subjects = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
  return { ...first, message: first.message.replace(/^"[^"]*" is missing/, `${subjects} are missing`) }
}
