import type { BoundPlan } from '@backout/core/model'
import type { Call } from '../call.ts'
import { confirm } from '../confirm.ts'

/**
 * Asks before plans run in a protected environment, and at a terminal also before a plan of high or critical risk does.
 * Errors: `refused` where the answer is no, or where nobody is there to ask about a protected environment.
 */
export async function confirmRun(plans: readonly BoundPlan[], yes: boolean, call: Call): Promise<void> {
  const [first] = plans
  if (yes || !first) return
  const risky = plans.filter((plan) => ['high', 'critical'].includes(riskOf(plan) ?? ''))
  if (!first.protected && (risky.length === 0 || !call.interactive)) return
  const names = plans.map(({ name }) => name).join(', ')
  const why = [first.protected && 'a protected environment', risky.length > 0 && `risk: ${risky.map(riskOf).join(', ')}`]
    .filter(Boolean)
    .join('; ')
  await confirm(`Run ${names} in ${first.environment} (${why})?`, `Cannot run ${names} in ${first.environment}`, call)
}

function riskOf({ metadata }: BoundPlan): string | undefined {
  return (metadata as { readonly risk?: string } | null)?.risk
}
