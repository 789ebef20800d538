import type { Effects } from '../effects.ts'
import { type BoundPlan, PlanError } from '../../model/index.ts'

/**
 * The values of all secrets that a plan needs, for a purpose that messages name (`roll back run "r"`). Errors: `missing`, naming all that are not there;
 * `invalid` or `missing` for those that can't be read. All of them are told together.
 */
export function readSecrets(bound: Pick<BoundPlan, 'secrets'>, secrets: Effects['secrets'], purpose: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  const missing: string[] = []
  const unreadable: PlanError[] = []
  for (const name of bound.secrets) {
    try {
      const value = secrets(name)
      if (value === undefined) missing.push(name)
      else values.set(name, value)
    } catch (error) {
      if (!(error instanceof PlanError)) throw error
      unreadable.push(error)
    }
  }
  const problems = [...(missing.length > 0 ? [notSet(missing, purpose)] : []), ...unreadable]
  if (problems.length > 0) throw together(problems)
  return values
}

function notSet(missing: readonly string[], purpose: string): PlanError {
  return new PlanError('missing', `Cannot ${purpose}: ${missing.length === 1 ? 'secret' : 'secrets'} ${missing.join(', ')} not set`, {
    hint: `Set ${missing.map((name) => `${name} (or ${name}_FILE)`).join(', ')} in the environment`,
  })
}

function together(problems: readonly PlanError[]): PlanError {
  const [first, ...others] = problems as [PlanError, ...PlanError[]]
  if (others.length === 0) return first
  const message = problems.map((problem) => problem.message).join('\n')
  return new PlanError(first.code, message, { cause: first, hint: first.hint })
}
