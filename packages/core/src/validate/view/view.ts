import {
  type Check,
  type Invariant,
  isList,
  type Json,
  type List,
  lists,
  type Plan,
  pointTo,
  scopeOf,
  type SignOffRequirement,
  type Step,
} from '../../model/index.ts'
import { pointerParts } from '../../load/index.ts'
import type { AnyStepType } from '../../plugin.ts'
import { meantType } from '../mistakes/closest-type.ts'
import type { ValidateContext } from './context.ts'
import { mentionsExpression } from '../mistakes/template.ts'
import { planFormat } from '../envelope/formats.ts'
import { soundValue } from '../envelope/sound.ts'

/** One entry of a list as far as it is well-formed: what the envelope refused is left out, and named in `damaged`. */
export interface Entry {
  readonly list: List
  readonly index: number
  readonly pointer: string
  readonly entry: Check & Partial<Step> & Partial<Invariant>
  readonly damaged: ReadonlySet<string>
  /** The one that was certainly meant, where no plugin provides one of that name; undefined where none was. */
  readonly type: AnyStepType | undefined
  /** Whether `with` mentions expressions. */
  readonly isOpen: boolean
}

/** Something of a list, with its place. */
export interface Placed<T> {
  readonly value: T
  readonly pointer: string
}

/** A plan as far as it is well-formed, so that one mistake does not hide the others. */
export interface View {
  /** Without its lists of maps, which are below with their places. Its scope is what a run may touch. */
  readonly plan: Omit<Partial<Plan>, List | 'environments' | 'signOffs'>
  readonly environments: readonly Placed<NonNullable<Plan['environments']>[number]>[]
  readonly requirements: readonly Placed<SignOffRequirement>[]
  /** Whether one person counts for one of these only. */
  readonly distinct: boolean
  readonly entries: readonly Entry[]
  /** The first entry with an id. */
  readonly byId: ReadonlyMap<string, Entry>
  /** All ids as written, those of damaged entries too. */
  readonly ids: ReadonlySet<string>
  /** The declared inputs, also those of damaged declarations, as far as these are well-formed. */
  readonly declaredInputs: { readonly [name: string]: { readonly [keyword: string]: unknown } }
  /** Pointers that the envelope refused. */
  readonly wrong: ReadonlySet<string>
  /** The step type of a name, or the one that was certainly meant by it, so that the mistake hides none in its input. */
  typeOf(uses: string): AnyStepType | undefined
}

type Mapping = { readonly [key: string]: Json }

/** Takes from a value what the envelope does not speak against. */
export function viewOf(value: Mapping, wrong: ReadonlySet<string>, { plugins, project }: ValidateContext): View {
  const types = new Map(plugins.flatMap(({ steps }) => steps).map((type) => [type.uses as string, type]))
  const typeOf: View['typeOf'] = (uses) => types.get(uses) ?? types.get(meantType(uses, [...types.keys()]) ?? '')
  const { preconditions, steps, invariants, successCriteria, ...others } = value
  const damage = byEntry(wrong)
  const entries = lists.flatMap((list) => entriesIn(list, listOf(value[list]), damage, typeOf))
  const sound = soundValue(others, wrong, planFormat) as unknown as Partial<Plan>
  const plan = sound.scope ? { ...sound, scope: scopeOf(sound, project) } : sound
  return {
    plan,
    environments: placed(plan.environments, '/environments'),
    requirements: placed(plan.signOffs?.require, '/signOffs/require'),
    distinct: plan.signOffs?.distinct !== false,
    entries,
    byId: new Map(entries.map((one) => [one.entry.id, one] as const).toReversed()),
    ids: new Set([preconditions, steps, invariants, successCriteria].flatMap(listOf).flatMap(idOf)),
    declaredInputs: Object.fromEntries(
      Object.entries(mapOf(value['inputs'])).map(([name, item]) => [
        name,
        withoutDamaged(mapOf(item), damage.get(pointTo('/inputs', name)) ?? []).sound,
      ]),
    ),
    wrong,
    typeOf,
  }
}

function entriesIn(
  list: List,
  items: readonly Json[],
  damage: ReadonlyMap<string, readonly string[]>,
  typeOf: View['typeOf'],
): readonly Entry[] {
  return items.flatMap((item, index) => {
    const { uses, id: written } = mapOf(item)
    const pointer = `/${list}/${index}`
    const { sound, damaged } = withoutDamaged(mapOf(item), damage.get(pointer) ?? [])
    if (typeof uses !== 'string' || damaged.has('uses')) return []
    const id = typeof written === 'string' ? written : ''
    const isOpen = sound['with'] !== undefined && mentionsExpression(sound['with'])
    return [{ list, index, pointer, entry: { ...sound, id } as unknown as Entry['entry'], damaged, type: typeOf(uses), isOpen }]
  })
}

/** A key of an entry is left out as a whole, if anything below it is wrong. */
function withoutDamaged(item: Mapping, wrong: readonly string[]): { readonly sound: Mapping; readonly damaged: ReadonlySet<string> } {
  if (wrong.length === 0) return { sound: item, damaged: none }
  const damaged = new Set(wrong.flatMap((place) => pointerParts(place)[2] ?? []))
  return { sound: Object.fromEntries(Object.entries(item).filter(([key]) => !damaged.has(key))), damaged }
}

const none: ReadonlySet<string> = new Set()

/** Places by the entry that they are in: `/steps/3`. */
function byEntry(places: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  return Map.groupBy(places, (place) => place.split('/', 3).join('/'))
}

function placed<T>(list: readonly (T | null)[] | undefined, pointer: string): readonly Placed<T>[] {
  return (list ?? []).flatMap((value, index) => (value === null ? [] : [{ value, pointer: `${pointer}/${index}` }]))
}

function idOf(item: Json): readonly string[] {
  const { id } = mapOf(item)
  return typeof id === 'string' ? [id] : []
}

function listOf(value: Json | undefined): readonly Json[] {
  return value !== undefined && isList(value) ? value : []
}

function mapOf(value: Json | undefined): Mapping {
  return value === null || typeof value !== 'object' || isList(value) ? {} : value
}
