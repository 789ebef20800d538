import type { Execution } from '../unit/execution.ts'
import type { Difference } from '../resource/fingerprints.ts'
import { type Targeted, targetOf, writtenBy } from './touched-by-run.ts'

/** Leaves of a difference the parts that this run has touched, or no other run has since this one was created; undefined where that leaves none. */
export function withoutOthers(execution: Execution): (difference: Difference) => Promise<Difference | undefined> {
  let touched: Promise<Touched> | undefined
  return async ({ resource, parts }) => {
    const { own, theirs } = await (touched ??= touchedIn(execution))
    const left = parts.filter((part) => isTouched(execution, resource, part, own) || !isTouched(execution, resource, part, theirs))
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

function isTouched({ bound, sessions }: Execution, resource: string, part: string, touched: readonly Targeted[]): boolean {
  const target = targetOf(bound, resource)
  const { driver } = sessions.locate(resource)
  return touched.some(
    (other) => other.target === target && driver.overlaps({ resource, part, access: 'write' }, { ...other.touch, resource }),
  )
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
