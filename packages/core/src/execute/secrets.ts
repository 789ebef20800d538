import type { Effects } from './effects.ts'
import { type BoundPlan, PlanError } from '../model/index.ts'

/** The values of all secrets that a plan needs, for a purpose that messages name (`roll back run "r"`). Errors: `missing`, naming all that are not there. */
export function readSecrets(bound: BoundPlan, secrets: Effects['secrets'], purpose: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  const missing: string[] = []
  for (const name of bound.secrets) {
    const value = secrets(name)
    if (value === undefined) missing.push(name)
    else values.set(name, value)
  }
  if (missing.length === 0) return values
  throw new PlanError('missing', `Cannot ${purpose}: ${missing.length === 1 ? 'secret' : 'secrets'} ${missing.join(', ')} not set`, {
    hint: `Set ${missing.map((name) => `${name} (or ${name}_FILE)`).join(', ')} in the environment`,
  })
}
