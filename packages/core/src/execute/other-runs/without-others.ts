import type { OpaqueDriver } from '../../plugin.ts'
import type { Execution } from '../unit/execution.ts'
import type { Difference } from '../resource/fingerprints.ts'
import { type Targeted, targetOf, writtenBy } from './touched-by-run.ts'

/**
 * Leaves of a difference the parts that this run has touched, or no other run has since this one was created; undefined where that leaves none. What a run
 * has in a part, as a file in a folder, does not make that part its own: it stays for what others have there.
 */
export function withoutOthers(execution: Execution): (difference: Difference) => Promise<Difference | undefined> {
  let touched: Promise<Touched> | undefined
  return async ({ resource, parts }) => {
    const { own, theirs } = await (touched ??= touchedIn(execution))
    const { driver } = execution.sessions.locate(resource)
    const target = targetOf(execution.bound, resource)
    const meets = (part: string, { touch, target: where }: Targeted): boolean =>
      where === target && driver.overlaps({ resource, part, access: 'write' }, { ...touch, resource })
    const isOwn = (part: string): boolean => own.some((one) => meets(part, one) && !liesWithin(driver, one.touch.part, part))
    const left = parts.filter((part) => isOwn(part) || !theirs.some((one) => meets(part, one)))
    return left.length === 0 && parts.length > 0 ? undefined : { resource, parts: left }
  }
}

interface Touched {
  readonly own: readonly Targeted[]
  readonly theirs: readonly Targeted[]
}

async function touchedIn(execution: Execution): Promise<Touched> {
  const { records } = await execution.effects.store.read(execution.run)
  return { own: writtenBy(execution.bound, records), theirs: await touchedMeanwhile(execution) }
}

/** Whether a part lies deeper than another one that it overlaps, where its driver tells. */
function liesWithin(driver: OpaqueDriver, part: string, other: string): boolean {
  const place = driver.places?.(part).at(-1)
  return place !== undefined && driver.places?.(other).includes(place) === false
}

/** A record that cannot be read explains nothing. */
async function touchedMeanwhile({ run, effects, recorder }: Execution): Promise<readonly Targeted[]> {
  const { store } = effects
  const { createdAt } = recorder.state
  const touched: Targeted[] = []
  for (const other of await store.list()) {
    if (other.run === run) continue
    const read = await Promise.all([store.frozen(other.run), store.read(other.run)]).catch(() => undefined)
    if (!read) continue
    const [{ bound }, { records }] = read
    if (records.at(-1)!.at > createdAt) touched.push(...writtenBy(bound, records))
  }
  return touched
}
