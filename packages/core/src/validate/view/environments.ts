import { allowedEnvironments, type Connections, type Json, knownEnvironments, type Plan, pointTo } from '../../model/index.ts'
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

/** The environments that a plan is for; if it does not say, all that are known; or the one that the context asks for. Values of inputs that are `unfit` are not known. */
export function environmentsFor(
  view: View,
  { project, environment }: ValidateContext,
  unfit: ReadonlySet<string>,
): readonly CheckedEnvironment[] {
  const whole = wholeOf(view)
  const known = knownEnvironments(whole, project)
  const listed = allowedEnvironments(whole)
  const names = environment === undefined ? (listed ?? known) : [environment]
  return [...new Set(names)]
    .filter((name) => known.includes(name))
    .map((name) => ({
      name,
      connections: { ...whole.connections, ...project?.environments?.[name]?.connections },
      inputs: inputsIn(view, name, unfit),
      isListed: listed !== undefined || environment !== undefined || names.length === 1,
    }))
}

function wholeOf({ plan, environments }: View): Plan {
  const sound = environments.length > 0 ? environments.map(({ value }) => value) : undefined
  return { ...plan, environments: sound, metadata: plan.metadata ?? { name: '' } } as unknown as Plan
}

function inputsIn(
  { plan: { inputs = {} }, environments }: View,
  name: string,
  unfit: ReadonlySet<string>,
): { readonly [name: string]: Json } {
  const values = Object.entries(inputs).flatMap(([key, declaration]) =>
    declaration.default === undefined ? [] : [{ key, value: declaration.default, pointer: `${pointTo('/inputs', key)}/default` }],
  )
  const { value: entry, pointer } = environments.find(({ value }) => typeof value !== 'string' && value.name === name) ?? {}
  const given = Object.entries((typeof entry === 'object' && entry.inputs) || {})
  const all = [...values, ...given.map(([key, value]) => ({ key, value, pointer: pointTo(`${pointer}/inputs`, key) }))]
  const known = new Map(all.map((one) => [one.key, one]))
  return Object.fromEntries([...known.values()].filter((one) => !unfit.has(one.pointer)).map(({ key, value }) => [key, value]))
}
