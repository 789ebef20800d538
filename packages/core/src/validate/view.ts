import { isList, type Check, type Invariant, type Json, type Plan, type Step } from '../model/index.ts'
import type { AnyStepType, Plugin } from '../plugin.ts'
import { pointTo } from '../load/index.ts'

/** The four lists of a plan. */
export const lists = ['preconditions', 'steps', 'invariants', 'successCriteria'] as const

/** One of the four lists. */
export type List = (typeof lists)[number]

/** One entry of a list as far as it is well-formed: what the envelope refused is left out, and named in `damaged`. */
export interface Entry {
  readonly list: List
  readonly index: number
  /** Among all entries, in the order of the lists. */
  readonly position: number
  readonly pointer: string
  readonly entry: Check & Partial<Step> & Partial<Invariant>
  readonly damaged: ReadonlySet<string>
  /** Undefined where no plugin provides it. */
  readonly type: AnyStepType | undefined
}

/** A plan as far as it is well-formed, so that one mistake does not hide the others. */
export interface View {
  readonly plan: Partial<Plan>
  readonly entries: readonly Entry[]
  /** The first entry with an id. */
  readonly byId: ReadonlyMap<string, Entry>
  /** All ids as written, those of damaged entries too. */
  readonly ids: ReadonlySet<string>
  /** The declared inputs, those of damaged declarations too. */
  readonly declaredInputs: { readonly [name: string]: { readonly [keyword: string]: unknown } }
  /** Top-level keys that the envelope refused in part or as a whole. */
  readonly damaged: ReadonlySet<string>
  /** The step type of a name. */
  typeOf(uses: string): AnyStepType | undefined
}

/** Takes from a value what `wrong` (pointers that the envelope refused) does not speak against. */
export function viewOf(value: { readonly [key: string]: Json }, wrong: readonly string[], plugins: readonly Plugin[]): View {
  const types = new Map(plugins.flatMap(({ steps }) => steps).map((type) => [type.uses as string, type]))
  const entries: Entry[] = []
  const ids = new Set<string>()
  for (const list of lists) {
    for (const [index, item] of listOf(value[list]).entries()) {
      if (item === null || typeof item !== 'object' || isList(item)) continue
      const pointer = `/${list}/${index}`
      if (typeof item['id'] === 'string') ids.add(item['id'])
      const { sound, damaged } = soundPart(item, pointer, wrong)
      const { id, uses } = sound
      if (typeof uses !== 'string') continue
      const entry = { ...sound, id: typeof id === 'string' ? id : '' } as unknown as Entry['entry']
      entries.push({ list, index, position: entries.length, pointer, entry, damaged, type: types.get(uses) })
    }
  }
  const { sound, damaged } = soundPart(value, '', wrong)
  return {
    plan: sound as unknown as Partial<Plan>,
    entries,
    byId: new Map(entries.map((one) => [one.entry.id, one] as const).toReversed()),
    ids,
    declaredInputs: mapOf(value['inputs']),
    damaged,
    typeOf: (uses) => types.get(uses),
  }
}

function mapOf(value: Json | undefined): View['declaredInputs'] {
  if (value === null || typeof value !== 'object' || isList(value)) return {}
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, typeof item === 'object' && item !== null && !isList(item) ? item : {}]),
  )
}

function listOf(value: Json | undefined): readonly Json[] {
  return value !== undefined && isList(value) ? value : []
}

function soundPart(
  item: { readonly [key: string]: Json },
  pointer: string,
  wrong: readonly string[],
): {
  readonly sound: { readonly [key: string]: Json }
  readonly damaged: ReadonlySet<string>
} {
  const below = wrong.length === 0 ? wrong : wrong.filter((place) => place.startsWith(`${pointer}/`))
  if (below.length === 0) return { sound: item, damaged: new Set() }
  const isDamaged = (key: string) => below.some((place) => place === pointTo(pointer, key) || place.startsWith(`${pointTo(pointer, key)}/`))
  const damaged = new Set(Object.keys(item).filter(isDamaged))
  return { sound: Object.fromEntries(Object.entries(item).filter(([key]) => !damaged.has(key))), damaged }
}
