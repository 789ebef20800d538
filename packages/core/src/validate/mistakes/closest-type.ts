import { closest } from '../../model/index.ts'
import { laterStepTypes } from '../schema/later.ts'

/** A step type that was probably meant. A guess is not near enough to be written in place of what is there. */
export interface MeantType {
  readonly uses: string
  readonly isGuess: boolean
}

/**
 * The step type that `uses` was probably meant to name. Plugin and step are compared apart: `file/rename` is near to `file/replace` by its letters, and
 * far from it by what it says.
 */
export function closestType(uses: string, known: readonly string[]): MeantType | undefined {
  const same = known.find((one) => one.toLowerCase() === withSlash(uses).toLowerCase())
  if (same !== undefined) return { uses: same, isGuess: false }
  const [family, name] = partsOf(withSlash(uses))
  const families = new Set(known.map((one) => partsOf(one)[0]))
  const meantFamily = families.has(family) ? family : closest(family, families)
  const siblings = known.filter((one) => partsOf(one)[0] === meantFamily)
  return typo(name, siblings) ?? otherName(family, name, siblings) ?? otherName(family, name, known)
}

/** The step type that `uses` names, but for how it is spelt: what is not there yet, and what is only near, are none. */
export function meantType(uses: string, known: readonly string[]): string | undefined {
  const meant = laterStepTypes.has(uses) ? undefined : closestType(uses, known)
  return meant?.isGuess === false ? meant.uses : undefined
}

function typo(name: string, types: readonly string[]): MeantType | undefined {
  const meant = closest(
    name,
    types.map((one) => partsOf(one)[1]),
  )
  const uses = types.find((one) => partsOf(one)[1] === meant)
  return uses === undefined ? undefined : { uses, isGuess: false }
}

function otherName(family: string, name: string, types: readonly string[]): MeantType | undefined {
  const words = [name, ...(otherNames.get(name.toLowerCase()) ?? []), family, ...(otherNames.get(family.toLowerCase()) ?? [])]
  const found = words.flatMap((word) => types.filter((one) => partsOf(one)[1] === word))
  return found[0] === undefined ? undefined : { uses: found[0], isGuess: true }
}

function withSlash(uses: string): string {
  return uses.includes('/') ? uses : uses.replace(/[.:]/, '/')
}

function partsOf(uses: string): readonly [family: string, name: string] {
  const slash = uses.indexOf('/')
  return [uses.slice(0, Math.max(slash, 0)), uses.slice(slash + 1).replace(/@.*$/, '')]
}

/** What others call a step type. */
const otherNames: ReadonlyMap<string, readonly string[]> = new Map([
  ['rename', ['move']],
  ['mv', ['move']],
  ['cp', ['copy']],
  ['remove', ['delete']],
  ['rm', ['delete']],
  ['create', ['write']],
  ['edit', ['replace']],
  ['sleep', ['wait']],
  ['pause', ['wait']],
  ['delay', ['wait']],
  ['select', ['query']],
  ['migrate', ['execute']],
  ['statement', ['execute']],
  ['run', ['execute']],
  ['get', ['request']],
  ['post', ['request']],
  ['put', ['request']],
  ['call', ['request']],
  ['shell', ['run']],
  ['bash', ['run']],
  ['cmd', ['run']],
  ['command', ['run']],
  ['script', ['run']],
])
