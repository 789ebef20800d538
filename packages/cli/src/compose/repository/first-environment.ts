import { allowedEnvironments, type Plan, type Project } from '@backout/core/model'

/** The environment in which one tries a plan first, as `--env` takes it: undefined for `local`, which is meant without it. */
export function firstEnvironment(project: Pick<Project, 'environments'> | undefined, plan?: Plan): string | undefined {
  const declared = Object.keys(project?.environments ?? {})
  const allowed = (plan && allowedEnvironments(plan)) ?? (declared.length > 0 ? declared : ['local'])
  const known = declared.length === 0 ? allowed : allowed.filter((name) => declared.includes(name))
  return known.includes('local') ? undefined : known[0]
}
