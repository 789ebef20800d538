import type { Touch } from '../../model/index.ts'
import type { Change, Traits } from '../../plugin.ts'
import { conflictBetween } from '../../plugin/conflicts.ts'
import type { Overlays } from './overlays.ts'
import type { Sessions } from '../resource/sessions.ts'

/** A step that would write, or may write, where no overlay shows it. */
export interface Unseen {
  readonly id: string
  readonly touches: Traits['touches']
}

/** What a preview can see of the effects of steps. */
interface Sight {
  readonly overlays: Overlays
  readonly sessions: Sessions
  /** The steps before. */
  readonly unseen: readonly Unseen[]
}

/** Says which steps before may change what a step looks at, where no overlay shows what they do. */
export function unseenBefore({ unseen, sessions }: Sight, { touches }: Traits): string | undefined {
  const named = (some: readonly Touch[]): readonly Touch[] => some.filter(({ alone }) => alone !== true)
  const meets = (others: Traits['touches']): boolean =>
    touches === 'unknown' ||
    others === 'unknown' ||
    conflictBetween(named(touches), named(others), (resource) => sessions.locate(resource).driver) !== undefined
  const ids = unseen.flatMap(({ id, touches: others }) => (meets(others) ? [`"${id}"`] : []))
  return ids.length === 0 ? undefined : `${ids.join(', ')} may change them first`
}

/** Whether overlays show all that a step does. What writes, and names nothing that it writes, has its effect elsewhere: a preview must not bring that about. */
export function showsAll({ overlays }: Sight, traits: Traits): boolean {
  const { effect, touches } = traits
  if (touches === 'unknown' || touches.length === 0) return false
  return (effect === 'none' || touches.some(({ access }) => access === 'write')) && overlays.has(touched(traits))
}

/** A change that is a transaction of a resource has its effect there, whatever of it the step can name. */
export function isWithin({ overlays }: Sight, { transaction }: Change): boolean {
  return transaction !== undefined && overlays.has([transaction])
}

/** The resources that a step names; undefined where it cannot name them yet. */
export function touched(traits: Traits): readonly string[] | undefined {
  return traits.touches === 'unknown' ? undefined : [...new Set(traits.touches.map(({ resource }) => resource))]
}
