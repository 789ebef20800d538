import {
  type BoundPlan,
  type BoundSignOff,
  defined,
  durationOf,
  environmentOf,
  inputsOfSteps,
  isUnbound,
  type Plan,
  scopeOf,
} from '../model/index.ts'
import { driverOf, type Plugin, stepTypeOf } from '../plugin.ts'
import type { ValidPlan } from '../validate/index.ts'
import { bindLists } from './bind-lists.ts'
import { bindConnections } from './connections.ts'
import { bindingDigest, bindingParts, planDigest } from './digests.ts'
import type { Facts } from './facts.ts'
import { bytesDigest, contentDigest } from './file-digest.ts'
import { bindInputs } from './inputs.ts'
import { Mistakes } from './mistakes.ts'
import { referencedFiles } from './referenced-files.ts'
import { secretsNeeded } from './secrets-needed.ts'

/**
 * Binds a plan to an environment, its inputs and the files that it references: everything that decides a run, as plain JSON.
 * Errors: `invalid`, naming every mistake: an unknown environment, inputs, connections, files that are not there.
 */
export function compile(plan: ValidPlan, facts: Facts): BoundPlan {
  const environment = environmentOf(plan, facts.environment, facts.project)
  const mistakes = new Mistakes()
  const inputs = bindInputs(plan, environment.name, facts, mistakes)
  const connections = bindConnections(plan, environment, facts.plugins, mistakes)
  const files = bindFiles(plan, facts, mistakes)
  const onFailure = plan.onFailure ?? 'rollback'
  const lists = bindLists(plan, { plugins: facts.plugins, onFailure, locate: facts.locate ?? (() => ({ line: 1, column: 1 })) }, mistakes)
  mistakes.throwIfAny(`Cannot bind plan "${plan.metadata.name}" to environment "${environment.name}"`)
  const unsigned = defined({
    format: 1,
    name: plan.metadata.name,
    title: plan.metadata.title,
    path: facts.path,
    metadata: plan.metadata,
    environment: environment.name,
    protected: environment.protected,
    inputs,
    inputSchemas: inputSchemasOf(plan),
    tunable: Object.entries(plan.inputs ?? {}).flatMap(([name, { tunable }]) => (tunable === true ? [name] : [])),
    scope: scopeOf(plan, facts.project),
    connections,
    secrets: secretsNeeded(plan, connections),
    ...lists,
    onFailure,
    rollbackWindow: durationOf(plan.rollbackWindow ?? '72h'),
    signOffs: { require: bindSignOffs(plan), distinct: plan.signOffs?.distinct ?? true },
    files: digests(files, bytesDigest),
    versions: { engine: facts.engineVersion, plugins: versionsOf(plan, connections, facts) },
  })
  return { ...unsigned, ...digestsOf(plan, files, unsigned, facts) }
}

type Digests = Pick<BoundPlan, 'planDigest' | 'bindingDigest' | 'bindingParts'>

function digestsOf(plan: Plan, files: ReadonlyMap<string, Uint8Array>, bound: Omit<BoundPlan, keyof Digests>, facts: Facts): Digests {
  const contents = digests(files, contentDigest)
  const identity = planDigest(plan, contents)
  const { project, plugins, integrity = {} } = facts
  const parts = bindingParts({ plan, files: contents, bound, project, integrity, plugins })
  return { planDigest: identity, bindingDigest: bindingDigest(identity, parts), bindingParts: parts }
}

function bindFiles(plan: Plan, { files, plugins }: Facts, mistakes: Mistakes): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>()
  for (const path of referencedFiles(plan, plugins)) {
    const bytes = files.get(path)
    if (bytes) found.set(path, bytes)
    else mistakes.add(isUnbound(path) ? `file "${path}" has an expression in its path` : `file "${path}" is not there`)
  }
  return found
}

function digests(files: ReadonlyMap<string, Uint8Array>, digest: (bytes: Uint8Array) => string): { readonly [path: string]: string } {
  return Object.fromEntries([...files].map(([path, bytes]) => [path, digest(bytes)]))
}

function inputSchemasOf(plan: Plan): BoundPlan['inputSchemas'] {
  return Object.fromEntries(Object.entries(plan.inputs ?? {}).map(([name, { type }]) => [name, { type }]))
}

function bindSignOffs(plan: Plan): readonly BoundSignOff[] {
  const gates = new Set(plan.steps.flatMap(({ signOff }) => signOff ?? []))
  return (plan.signOffs?.require ?? []).map(({ id, role, if: condition, count, expires }) =>
    defined({
      id,
      role,
      count: count ?? 1,
      gate: gates.has(id),
      if: condition,
      expires: expires === undefined ? undefined : durationOf(expires),
    }),
  )
}

function versionsOf(plan: Plan, connections: BoundPlan['connections'], { plugins, integrity }: Facts): BoundPlan['versions']['plugins'] {
  const used = plugins.filter((plugin) => usesPlugin(plugin, plan, connections))
  return Object.fromEntries(used.map(({ name, version }) => [name, { version, integrity: integrity?.[name] ?? '' }]))
}

function usesPlugin(plugin: Plugin, plan: Plan, connections: BoundPlan['connections']): boolean {
  const alone = [plugin]
  const families = Object.keys(plan.scope ?? {})
  return (
    inputsOfSteps(plan).some(({ uses }) => stepTypeOf(alone, uses)) ||
    Object.values(connections).some(({ driver }) => driverOf(alone, driver)) ||
    plugin.drivers.some((driver) => driver.implicit !== undefined && families.includes(driver.family))
  )
}
