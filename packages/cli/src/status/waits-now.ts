import { PlanError } from '@backout/core/model'
import type { RunState } from '@backout/core/record'
import type { Repository } from '../compose/repository/repository.ts'
import type { RunStatusJson } from '../shapes/status.ts'
import { gateState } from '../sign/sign-off-state.ts'

type Wait = NonNullable<RunStatusJson['waiting']>

/**
 * What a run waits for as things are now: what was signed at its gates since it began to wait is looked at, since its journal hears of that only when the run
 * goes on. Where that cannot be verified, as the journal has it.
 */
export async function waitsNow(repository: Repository, { run, waits }: RunState): Promise<readonly Wait[]> {
  const atGates = waits.some((each) => each.for === 'sign-off')
  if (!atGates || (await repository.store.attachments(run)).size === 0) return waits
  try {
    const { requirements } = await gateState(repository, run)
    return waits.map((wait) => (wait.for === 'sign-off' ? refreshed(wait, requirements) : wait))
  } catch (thrown) {
    if (!(thrown instanceof PlanError)) throw thrown
    return waits
  }
}

function refreshed(wait: Wait, requirements: Awaited<ReturnType<typeof gateState>>['requirements']): Wait {
  const { for: what, step, requirement, role } = wait
  const known = { for: what, step, requirement, role }
  const now = requirements.find(({ id }) => id === requirement)
  if (now?.state === 'met') return { ...known, given: true }
  return now?.state === 'void' || now?.state === 'rejected' ? { ...known, why: now.why } : known
}
