import { type BoundPlan, PlanError, remembering } from '../../model/index.ts'
import { inScope, type OpaqueDriver } from '../../plugin.ts'
import { PlaceIndex } from '../../plugin/place-index.ts'
import { replay, type RunHeader, type RunStore } from '../../record/index.ts'
import type { Execution } from '../unit/execution.ts'
import { isInWindow } from './standing.ts'
import { maybeTouchedBy, type Targeted, targetOf } from './touched-by-run.ts'

/** States of a run whose effect stands, or may be there in part, and which can still be backed out. */
const standing: ReadonlySet<RunHeader['state']> = new Set<RunHeader['state']>(['open', 'waiting', 'succeeded', 'paused'])

/** Those and the states of one that stands for good. A rollback that has begun goes on all the same: it has to come to its end. */
const standingForGood: ReadonlySet<RunHeader['state']> = new Set<RunHeader['state']>([...standing, 'finalized', 'baselined'])

/** Law: rollback windows that overlap stack: N is backed out only after N+1. Errors: `refused`, naming the run to back out first. */
export async function demandNewest(execution: Execution): Promise<void> {
  const { run, bound, effects, recorder } = execution
  const stands = recorder.state.direction === 'revert' ? standing : standingForGood
  const runs = await effects.store.list()
  const here = runs.findIndex((other) => other.run === run)
  // Environments may share a database, or the working tree; of another one, what cannot be read is left to who needs it.
  const counts = ({ environment, problem }: RunHeader): boolean => problem === undefined || environment === bound.environment
  const later = runs.slice(here + 1).filter((other) => stands.has(other.state) && counts(other))
  if (later.length === 0) return
  const own = maybeTouchedBy(bound, (await effects.store.read(run)).records)
  for (const other of later.toReversed()) {
    const [{ bound: theirs }, { records }] = await Promise.all([effects.store.frozen(other.run), effects.store.read(other.run)])
    const why = comesAfter(theirs, { plan: bound.name, environment: bound.environment })
      ? `its plan comes after "${bound.name}"`
      : firstShared(execution, own, maybeTouchedBy(theirs, records))
    if (why === undefined) continue
    const isOver = !isInWindow(theirs, replay(records), effects.clock.now())
    throw standsOn(run, other, why, isOver)
  }
}

/**
 * The runs that no later one which stands comes after by its plan, so that as far as plans tell they can be backed out now; all of them where there are none
 * such. `all` are oldest first. What cannot be read tells nothing.
 */
export async function newestInTheirChains(
  runs: readonly RunHeader[],
  all: readonly RunHeader[],
  store: Pick<RunStore, 'frozen'>,
): Promise<readonly RunHeader[]> {
  const later = await Promise.all(
    all.map(async (each) => {
      const frozen = standingForGood.has(each.state) ? await store.frozen(each.run).catch(() => undefined) : undefined
      return frozen?.bound
    }),
  )
  const isFree = (own: RunHeader): boolean => !later.slice(all.indexOf(own) + 1).some((theirs) => theirs && comesAfter(theirs, own))
  const free = runs.filter(isFree)
  return free.length > 0 ? free : runs
}

/** What must be applied before a plan must stay as long as that plan does. */
function comesAfter({ environment, metadata }: BoundPlan, own: Pick<RunHeader, 'plan' | 'environment'>): boolean {
  return environment === own.environment && metadata.after?.includes(own.plan) === true
}

/** What both have touched, or may have, in words. */
function firstShared({ bound, sessions }: Execution, own: readonly Targeted[], theirs: readonly Targeted[]): string | undefined {
  const byTarget = Map.groupBy(theirs, ({ target }) => target)
  const indexOf = remembering((resource: string) => {
    const there = byTarget.get(targetOf(bound, resource)) ?? []
    return new PlaceIndex(
      sessions.locate(resource).driver,
      there.map((owner) => ({ owner, touch: { ...owner.touch, resource } })),
    )
  })
  for (const one of own) {
    const { resource, part } = one.touch
    const { driver } = sessions.locate(resource)
    const met = indexOf(resource)
      .near(part)
      .find(({ owner, touch }) => meet(driver, one, { ...owner, touch }))
    if (met) return `it ${one.isGuess || met.owner.isGuess ? 'may have touched' : 'touched'} "${part}" of ${resource} too`
  }
  return undefined
}

/** A guess is an entry of a scope: it meets what it covers. */
function meet(driver: OpaqueDriver, a: Targeted, b: Targeted): boolean {
  if (!a.isGuess && !b.isGuess) return driver.overlaps(a.touch, b.touch)
  const covers = (one: Targeted, other: Targeted): boolean => one.isGuess === true && inScope(driver, [one.touch.part], other.touch.part)
  return covers(a, b) || covers(b, a)
}

function standsOn(run: string, { run: later, state }: RunHeader, why: string, isOver: boolean): PlanError {
  const stays = state === 'succeeded' ? 'its rollback window has ended' : `is ${state}`
  return new PlanError(
    'refused',
    `Cannot roll back run "${run}": the later run "${later}" stands on it, as ${why}${isOver ? `, and ${stays}` : ''}`,
    {
      hint: isOver ? 'Write a plan that takes the change back, and have it reviewed' : `Roll that one back first: plan rollback ${later}`,
    },
  )
}
