import type { Execution } from './execution.ts'
import type { Difference } from './fingerprints.ts'
import { type Targeted, targetOf, touchedBy } from './touched-by-run.ts'

/** What differs, without the parts that other runs have touched since this one was created, and this one has not. */
export async function unexplained(execution: Execution, differing: readonly Difference[]): Promise<readonly Difference[]> {
  if (differing.length === 0) return differing
  const own = touchedBy(execution.bound, (await execution.effects.store.read(execution.run)).records)
  const theirs = await touchedMeanwhile(execution)
  return differing.flatMap(({ resource, parts }) => {
    const isOurs = (part: string): boolean => isTouched(execution, resource, part, own) || !isTouched(execution, resource, part, theirs)
    const left = parts.filter(isOurs)
    return left.length === 0 && parts.length > 0 ? [] : [{ resource, parts: left }]
  })
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
    if (records.at(-1)!.at > createdAt) touched.push(...touchedBy(bound, records))
  }
  return touched
}
