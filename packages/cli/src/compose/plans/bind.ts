import { compile, referencedFiles } from '@backout/core/compile'
import { type BoundPlan, PlanError } from '@backout/core/model'
import type { ValidPlan } from '@backout/core/validate'
import { engineIntegrity } from './engine-integrity.ts'
import { filesBeside } from './files-beside.ts'
import type { ValidPlanFile } from './load-plans.ts'
import type { InstalledPlugin } from '../plugins/plugins.ts'
import type { Repository } from '../repository/repository.ts'

/** A plan that is bound to an environment, with the bytes of the files that it brings. */
export interface Binding {
  readonly path: string
  readonly plan: ValidPlan
  readonly bound: BoundPlan
  /** The inputs that it was given, `name=value`, as typed. */
  readonly given: readonly string[]
  /** Inputs that have no value: none, unless it was asked for. */
  readonly lacking: readonly string[]
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** Inputs that have no value, and that a sign-off covers. */
export function lackingForSignOff({ bound, lacking }: Pick<Binding, 'bound' | 'lacking'>): readonly string[] {
  return lacking.filter((name) => !bound.tunable.includes(name))
}

/** To what plans are bound. */
export interface BindRequest {
  readonly repository: Repository
  readonly plugins: readonly InstalledPlugin[]
  readonly environment: string
  /** `name=value`, as typed. */
  readonly inputs: readonly string[]
  /** For a command that only shows the plan. */
  readonly mayLackInputs?: boolean | undefined
  readonly version: string
}

/**
 * Binds plans that are called together: each gets those of the inputs that it declares, and one that none of them declares is a mistake. Errors: `invalid`,
 * with all that is wrong with a plan at once.
 */
export function bindPlans(plans: readonly ValidPlanFile[], request: BindRequest): readonly Binding[] {
  const integrity = integrityOf(request.plugins)
  return plans.map((plan) => bindPlan(plan, { ...request, inputs: inputsFor(plan, plans, request.inputs) }, integrity))
}

function inputsFor({ plan }: ValidPlanFile, plans: readonly ValidPlanFile[], given: readonly string[]): readonly string[] {
  const declares = ({ inputs = {} }: ValidPlan, text: string): boolean => Object.hasOwn(inputs, text.split('=')[0]!)
  return given.filter((text) => declares(plan, text) || !plans.some((other) => declares(other.plan, text)))
}

function bindPlan({ path, plan, document }: ValidPlanFile, request: BindRequest, integrity: { readonly [name: string]: string }): Binding {
  const { repository, plugins, environment } = request
  const { root, project } = repository
  const types = plugins.map(({ plugin }) => plugin)
  const files = readFiles(root, path, referencedFiles(plan, types))
  const bound = compile(plan, {
    path,
    environment,
    inputs: inputsOf(request.inputs),
    mayLackInputs: request.mayLackInputs,
    files,
    plugins: types,
    engineVersion: request.version,
    integrity,
    locate: (pointer) => document.rangeOf(pointer),
    project,
  })
  const lacking = Object.keys(plan.inputs ?? {}).filter((name) => !Object.hasOwn(bound.inputs, name))
  return { path, plan, bound, given: request.inputs, lacking, files }
}

function readFiles(root: string, path: string, names: readonly string[]): ReadonlyMap<string, Uint8Array> {
  const readFile = filesBeside(root, path)
  return new Map(
    names.flatMap((name) => {
      const bytes = readFile(name)
      return bytes ? [[name, bytes] as const] : []
    }),
  )
}

function integrityOf(plugins: readonly InstalledPlugin[]): { readonly [name: string]: string } {
  const engine = engineIntegrity()
  return { engine, ...Object.fromEntries(plugins.map(({ plugin, integrity }) => [plugin.name, integrity || engine])) }
}

function inputsOf(given: readonly string[]): { readonly [name: string]: string } {
  const inputs = new Map<string, string>()
  for (const text of given) {
    const at = text.indexOf('=')
    if (at < 1) throw wrongInput(text, 'it has no name and value', 'Write it as --input name=value')
    const name = text.slice(0, at)
    if (inputs.has(name)) throw wrongInput(text, `"${name}" is given already`, 'Give each input once')
    inputs.set(name, text.slice(at + 1))
  }
  return Object.fromEntries(inputs)
}

function wrongInput(text: string, why: string, hint: string): PlanError {
  return new PlanError('invalid', `Cannot read --input "${text}": ${why}`, { hint })
}
