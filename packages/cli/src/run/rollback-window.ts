import { replay } from '@backout/core/record'
import { machineClock } from '../compose/clock.ts'
import type { Repository } from '../compose/repository.ts'

/** Whether a run can still be backed out, as far as time decides that; of a run that cannot be read nobody knows. One that has not succeeded is in its window. */
export async function rollbackWindow({ store }: Pick<Repository, 'store'>, run: string): Promise<'open' | 'ended' | 'unknown'> {
  const read = await Promise.all([store.frozen(run), store.read(run)]).catch(() => undefined)
  if (!read) return 'unknown'
  const [{ bound }, { records }] = read
  const { succeededAt, finalizing } = replay(records)
  // What was begun to be dropped can't be backed out any more.
  if (finalizing) return 'ended'
  const isOpen = succeededAt === undefined || machineClock.now().getTime() < Date.parse(succeededAt) + bound.rollbackWindow
  return isOpen ? 'open' : 'ended'
}
