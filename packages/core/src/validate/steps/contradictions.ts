import type { InputDeclaration } from '../../model/index.ts'

/** A keyword of a declared input that says nothing, or that leaves no value. */
export interface Contradiction {
  readonly key: keyof InputDeclaration
  readonly message: string
}

/** What in a declared input could never decide anything: limits of another type, and limits that exclude each other. */
export function contradictionsIn(declaration: InputDeclaration): readonly Contradiction[] {
  const { type } = declaration
  const of = type === 'string' ? numberKeys : type === 'boolean' ? [...numberKeys, ...textKeys] : textKeys
  const idle = of.filter((key) => declaration[key] !== undefined)
  const told = idle.map((key) => ({ key, message: `"${key}" says nothing of ${type === 'integer' ? 'an' : 'a'} ${type}` }))
  return [...told, ...empty.flatMap(([low, high, isEmpty]) => excluded(declaration, low, high, isEmpty))]
}

const numberKeys = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'] as const
const textKeys = ['minLength', 'maxLength', 'pattern'] as const

type Limit = (typeof numberKeys | typeof textKeys)[number]

/** Pairs of limits, and when no value is between them. */
const empty: readonly (readonly [low: Limit, high: Limit, isEmpty: (low: number, high: number) => boolean])[] = [
  ['minimum', 'maximum', (low, high) => low > high],
  ['minimum', 'exclusiveMaximum', (low, high) => low >= high],
  ['exclusiveMinimum', 'maximum', (low, high) => low >= high],
  ['exclusiveMinimum', 'exclusiveMaximum', (low, high) => low >= high],
  ['minLength', 'maxLength', (low, high) => low > high],
]

function excluded(
  declaration: InputDeclaration,
  low: Limit,
  high: Limit,
  isEmpty: (low: number, high: number) => boolean,
): readonly Contradiction[] {
  const [least, most] = [declaration[low], declaration[high]]
  if (typeof least !== 'number' || typeof most !== 'number' || !isEmpty(least, most)) return []
  return [{ key: high, message: `No value fits "${low}: ${least}" and "${high}: ${most}" at once` }]
}
