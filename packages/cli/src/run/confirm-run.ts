import type { BoundPlan } from '@backout/core/model'
import type { Call } from '../terminal/call.ts'
import { confirm } from '../terminal/confirm.ts'

/**
 * Asks before plans run in a protected environment, and at a terminal also before a plan of high or critical risk does.
 * Errors: `refused` where the answer is no, or where nobody is there to ask about a protected environment.
 */
export async function confirmRun(plans: readonly BoundPlan[], yes: boolean, call: Call): Promise<void> {
  const [first] = plans
  if (yes || !first) return
  const risks = plans.flatMap(({ metadata: { risk } }) => (risk === 'high' || risk === 'critical' ? [risk] : []))
  if (!first.protected && (risks.length === 0 || !call.interactive)) return
  const names = plans.map(({ name }) => name).join(', ')
  const why = [first.protected && 'a protected environment', risks.length > 0 && `risk: ${risks.join(', ')}`].filter(Boolean).join('; ')
  await confirm(`Run ${names} in ${first.environment} (${why})?`, `Cannot run ${names} in ${first.environment}`, call)
}
