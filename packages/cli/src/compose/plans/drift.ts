import { statSync } from 'node:fs'
import { join } from 'node:path'
import { contentDigest, planDigest } from '@backout/core/compile'
import type { BoundPlan } from '@backout/core/model'
import { bindPlans } from './bind.ts'
import { filesBeside } from './files-beside.ts'
import { checkPlans, type ValidPlanFile } from './load-plans.ts'
import type { Repository } from '../repository/repository.ts'

/** How something of the repository differs from what a run froze. */
export interface Drift {
  readonly path: string
  readonly message: string
}

/** How the repository differs by now from what a run froze: its plan, the files that the plan brings, where connections lead, the engine. The run uses none of it. */
export async function driftFrom(bound: BoundPlan, repository: Repository, version: string): Promise<readonly Drift[]> {
  const { versions, path } = bound
  const engine =
    versions.engine === version ? [] : [{ path, message: `the run began with Backout ${versions.engine}, and this is ${version}` }]
  return [...engine, ...changedFiles(bound, repository.root), ...(await changedPlan(bound, repository, version))]
}

function changedFiles({ path: plan, files }: BoundPlan, root: string): readonly Drift[] {
  const readFile = filesBeside(root, plan)
  return Object.entries(files).flatMap(([path, digest]) => {
    const bytes = readFile(path)
    if (!bytes) return [{ path, message: `"${path}" is gone` }]
    return contentDigest(bytes) === digest ? [] : [{ path, message: `"${path}" has changed` }]
  })
}

async function changedPlan(bound: BoundPlan, repository: Repository, version: string): Promise<readonly Drift[]> {
  const { path, environment } = bound
  if (!statSync(join(repository.root, path), { throwIfNoEntry: false })?.isFile()) return [{ path, message: `"${path}" is gone` }]
  const plugins = await repository.installed('manifest')
  const [checked] = await checkPlans([path], { repository, plugins, environment })
  if (!checked?.plan) return [{ path, message: `"${path}" has changed, and is not valid now` }]
  const changed = planDigest(checked.plan, bound.files) === bound.planDigest ? [] : [{ path, message: `"${path}" has changed` }]
  return [...changed, ...changedTargets(bound, targetsNow({ ...checked, plan: checked.plan }, repository, plugins, environment, version))]
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
function targetsNow(
  checked: ValidPlanFile,
  repository: Repository,
  plugins: Awaited<ReturnType<Repository['installed']>>,
  environment: string,
  version: string,
): BoundPlan['connections'] {
  try {
    const [binding] = bindPlans([checked], { repository, plugins, environment, inputs: [], mayLackInputs: true, version })
    return binding!.bound.connections
  } catch {
    return {}
  }
}
