import { statSync } from 'node:fs'
import { join } from 'node:path'
import { contentDigest, planDigest } from '@backout/core/compile'
import type { BoundPlan } from '@backout/core/model'
import type { InstalledPlugin } from '../plugins/plugins.ts'
import { bindPlans } from './bind.ts'
import { filesBeside } from './files-beside.ts'
import { checkPlans, type ValidPlanFile } from './load-plans.ts'
import type { Repository } from '../repository/repository.ts'

/** How something of the repository differs from what a run froze. */
export interface Drift {
  readonly path: string
  readonly message: string
}

/** How the repository differs by now from what a run froze: its plan, the files that the plan brings, where connections lead; and the code that it goes on with: the engine, the plugins. */
export async function driftFrom(bound: BoundPlan, repository: Repository, version: string): Promise<readonly Drift[]> {
  const { versions, path } = bound
  const engine =
    versions.engine === version ? [] : [{ path, message: `the run began with Backout ${versions.engine}, and this is ${version}` }]
  const plugins = await repository.installed('manifest')
  return [
    ...engine,
    ...changedPlugins(bound, plugins),
    ...changedFiles(bound, repository.root),
    ...(await changedPlan(bound, { repository, plugins, version })),
  ]
}

/** Of the built-in ones the engine's version tells. */
function changedPlugins({ versions }: BoundPlan, installed: readonly InstalledPlugin[]): readonly Drift[] {
  return Object.entries(versions.plugins).flatMap(([name, { version, integrity }]) => {
    const now = installed.find(({ plugin }) => plugin.name === name)
    if (now && (now.integrity === '' || now.integrity === integrity)) return []
    const is = now ? `this is ${now.plugin.version}${now.plugin.version === version ? ' with other code' : ''}` : 'it is not installed'
    return [{ path: name, message: `the run began with plugin "${name}" ${version}, and ${is}` }]
  })
}

function changedFiles({ path: plan, files }: BoundPlan, root: string): readonly Drift[] {
  const readFile = filesBeside(root, plan)
  return Object.entries(files).flatMap(([path, digest]) => {
    const bytes = readFile(path)
    if (!bytes) return [{ path, message: `"${path}" is gone` }]
    return contentDigest(bytes) === digest ? [] : [{ path, message: `"${path}" has changed` }]
  })
}

async function changedPlan(bound: BoundPlan, now: Now): Promise<readonly Drift[]> {
  const { repository, plugins } = now
  const { path, environment } = bound
  if (!statSync(join(repository.root, path), { throwIfNoEntry: false })?.isFile()) return [{ path, message: `"${path}" is gone` }]
  const [checked] = await checkPlans([path], { repository, plugins, environment })
  if (!checked?.plan) return [{ path, message: `"${path}" has changed, and is not valid now` }]
  const changed = planDigest(checked.plan, bound.files) === bound.planDigest ? [] : [{ path, message: `"${path}" has changed` }]
  return [...changed, ...changedTargets(bound, targetsNow({ ...checked, plan: checked.plan }, environment, now))]
}

/** What there is to go on with. */
interface Now {
  readonly repository: Repository
  readonly plugins: readonly InstalledPlugin[]
  readonly version: string
}

function changedTargets(bound: BoundPlan, now: BoundPlan['connections']): readonly Drift[] {
  return Object.entries(bound.connections).flatMap(([resource, { target }]) => {
    const leads = now[resource]?.target
    return leads === undefined || leads === target
      ? []
      : [{ path: resource, message: `${resource} leads to ${leads} now, and the run goes on with ${target}` }]
  })
}

/** Where connections lead by now; nothing where the plan cannot be bound. */
function targetsNow(checked: ValidPlanFile, environment: string, { repository, plugins, version }: Now): BoundPlan['connections'] {
  try {
    const [binding] = bindPlans([checked], { repository, plugins, environment, inputs: [], mayLackInputs: true, version })
    return binding!.bound.connections
  } catch {
    return {}
  }
}
