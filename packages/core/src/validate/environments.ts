import { allowedEnvironments, type Connections, type Json, knownEnvironments, type Plan } from '../model/index.ts'
import type { ValidateContext } from './context.ts'
import type { View } from './view.ts'

/** An environment that a plan is checked in. */
export interface CheckedEnvironment {
  readonly name: string
  readonly connections: Connections
  /** The values of inputs that are known before a run: those of the environment, else the defaults. */
  readonly inputs: { readonly [name: string]: Json }
  /** Whether the plan names it, so that everything must be there; else it is only one of those that are known. */
  readonly isListed: boolean
}

/** The names of the environments that there are, for a plan; undefined where neither it nor `backout.yaml` lists any. */
export function environmentNames(view: View, { project }: ValidateContext): readonly string[] | undefined {
  return view.environments.length > 0 || project?.environments ? knownEnvironments(wholeOf(view), project) : undefined
}

/** The environments that a plan is for; if it does not say, all that are known; or the one that the context asks for. */
export function environmentsFor(view: View, { project, environment }: ValidateContext): readonly CheckedEnvironment[] {
  const whole = wholeOf(view)
  const known = knownEnvironments(whole, project)
  const listed = allowedEnvironments(whole)
  const names = environment === undefined ? (listed ?? known) : [environment]
  return [...new Set(names)]
    .filter((name) => known.includes(name))
    .map((name) => ({
      name,
      connections: { ...whole.connections, ...project?.environments?.[name]?.connections },
      inputs: inputsIn(whole, name),
      isListed: listed !== undefined || environment !== undefined || names.length === 1,
    }))
}

function wholeOf({ plan, environments }: View): Plan {
  const sound = environments.length > 0 ? environments.map(({ value }) => value) : undefined
  return { ...plan, environments: sound, metadata: plan.metadata ?? { name: '' } } as unknown as Plan
}

function inputsIn({ inputs = {}, environments = [] }: Plan, name: string): { readonly [name: string]: Json } {
  const defaults = Object.entries(inputs).flatMap(([key, declaration]) =>
    declaration.default === undefined ? [] : [[key, declaration.default] as const],
  )
  const entry = environments.find((one) => typeof one !== 'string' && one.name === name)
  return { ...Object.fromEntries(defaults), ...(typeof entry === 'object' ? entry.inputs : {}) }
}
