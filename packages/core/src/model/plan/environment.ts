import { PlanError } from '../errors.ts'
import type { Connections, Plan, Project } from './plan.ts'
import { thereAre } from '../text/words.ts'

/** The environment that a plan is bound to. */
export interface Environment {
  readonly name: string
  readonly protected: boolean
  readonly connections: Connections
}

/**
 * An environment by name, with the connections of `backout.yaml`; a plan's own connections count where that does not declare them.
 * Errors: `invalid` for one that is not known, or that the plan is not meant for, with those that are.
 */
export function environmentOf(plan: Plan, name: string, project: Pick<Project, 'environments'> | undefined): Environment {
  const known = knownEnvironments(plan, project)
  const tried = `Cannot bind plan "${plan.metadata.name}" to environment "${name}"`
  if (!known.includes(name)) {
    throw new PlanError('invalid', `${tried}: there is no such environment; ${thereAre(quoted(known))}`, {
      hint: 'Give one of them with --env, or declare it in backout.yaml',
    })
  }
  const allowed = allowedEnvironments(plan)
  if (allowed && !allowed.includes(name)) {
    throw new PlanError('invalid', `${tried}: the plan is for ${quoted(allowed).join(', ')}`, {
      hint: 'Give one of them with --env, or add it to `environments`',
    })
  }
  const declared = project?.environments?.[name]
  return { name, protected: declared?.protected ?? false, connections: { ...plan.connections, ...declared?.connections } }
}

/** The environments that there are: those of `backout.yaml`, else those of the plan, and `local`. */
export function knownEnvironments(plan: Plan, project: Pick<Project, 'environments'> | undefined): readonly string[] {
  const declared = Object.keys(project?.environments ?? {})
  return declared.length > 0 ? declared : [...new Set(['local', ...(allowedEnvironments(plan) ?? [])])]
}

/** The environments that a plan may run in, in order; undefined where it does not say. */
export function allowedEnvironments(plan: Plan): readonly string[] | undefined {
  return plan.environments?.map((entry) => (typeof entry === 'string' ? entry : entry.name))
}

function quoted(names: readonly string[]): readonly string[] {
  return names.map((name) => `"${name}"`)
}
