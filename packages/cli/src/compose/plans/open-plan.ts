import { PlanError } from '@backout/core/model'
import type { Call } from '../../terminal/call.ts'
import { planChoices } from '../../next/plan-call.ts'
import { type Binding, bindPlans } from './bind.ts'
import { validPlans, type ValidPlanFile } from './load-plans.ts'
import { selectPlans } from './select-plans.ts'
import type { InstalledPlugin, PluginTrust } from '../plugins/plugins.ts'
import { openRepository, type Repository } from '../repository/repository.ts'

/** What a command says of the plan it works with. */
export interface PlanRequest {
  /** `preview`, for messages. */
  readonly verb: string
  readonly plan: string
  readonly env: string | undefined
  readonly input: readonly string[]
  readonly trust: PluginTrust
  /** Whether the plan is only read, so that it need not be given all of its inputs. */
  readonly mayLackInputs?: boolean
}

/** One plan, read and checked, that can be bound to environments. */
export interface OpenedPlan {
  readonly repository: Repository
  readonly plugins: readonly InstalledPlugin[]
  readonly checked: ValidPlanFile
  /** Errors: `invalid`. */
  bind(environment: string): Binding
}

/** Opens the one plan that is meant. Errors: `missing`; `invalid` with diagnostics, or where several plans are meant. */
export async function openPlan({ verb, plan: selector, env, input, trust, mayLackInputs }: PlanRequest, call: Call): Promise<OpenedPlan> {
  const repository = await openRepository(call)
  const paths = selectPlans(repository, [selector], call)
  if (paths.length > 1) {
    throw new PlanError('invalid', `Cannot ${verb} "${selector}": ${paths.length} plans are meant by it, so name one`, {
      hint: planChoices(verb, paths, { env, input }),
    })
  }
  const plugins = await repository.installed(trust)
  const [checked] = await validPlans(`Cannot ${verb} plan "${selector}"`, paths, { repository, plugins, environment: env }, call)
  const bind = (environment: string): Binding =>
    bindPlans([checked!], { repository, plugins, environment, inputs: input, mayLackInputs, version: call.version })[0]!
  return { repository, plugins, checked: checked!, bind }
}
