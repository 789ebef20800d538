import { isInWindow } from '@backout/core/execute/standing'
import { replay } from '@backout/core/record'
import { machineClock } from '../compose/clock.ts'
import type { Repository } from '../compose/repository/repository.ts'

/** Whether a run can still be backed out, as far as time decides that; of a run that cannot be read nobody knows. */
export async function rollbackWindow({ store }: Pick<Repository, 'store'>, run: string): Promise<'open' | 'ended' | 'unknown'> {
  const read = await Promise.all([store.frozen(run), store.read(run)]).catch(() => undefined)
  if (!read) return 'unknown'
  const [{ bound }, { records }] = read
  return isInWindow(bound, replay(records), machineClock.now()) ? 'open' : 'ended'
}
