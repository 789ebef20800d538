import { resolve } from 'node:path'
import { preview } from '@backout/core/execute'
import { type BoundPlan, fileWritten, PlanError } from '@backout/core/model'
import { driverOf, type Plugin } from '@backout/core/plugin'
import { replay } from '@backout/core/record'
import type { Call } from '../terminal/call.ts'
import type { Binding } from '../compose/plans/bind.ts'
import { previewEffects } from '../compose/effects/effects.ts'
import type { Repository } from '../compose/repository/repository.ts'
import { demandCleanTree } from '../git/clean-tree.ts'
import { watchedPreview } from '../system/watched-thread.ts'

/**
 * Law 13, protected environments: the work tree is clean, and steps have no files left to change, since the changes are committed
 * already. The engine refuses such a change as well; here it is known before anything runs. Errors: `refused`.
 */
export async function demandProtection(
  { bound, files }: Binding,
  repository: Repository,
  plugins: readonly Plugin[],
  call: Call,
): Promise<void> {
  if (!bound.protected) return
  await demandCleanTree(triedWith(bound), repository.root)
  if (bound.scope.files) await demandNoFileChanges({ bound, files }, repository.root, plugins, call)
}

/**
 * Law 13 of a run that goes on after a wait or a stop: commands would use what is in the work tree by now. Databases that are in it are the run's to change. Of a run
 * that was killed in the middle of a unit this is not asked: going on takes back what that left behind. Errors: `refused`.
 */
export async function demandStillClean(run: string, repository: Repository): Promise<void> {
  const { root, store } = repository
  const { bound } = await store.frozen(run)
  if (!bound.protected) return
  const { direction, steps } = replay((await store.read(run)).records)
  const units = [...steps.values()].flatMap((step) => [...step.units.values()])
  if (direction === 'revert' || units.some(({ phase }) => phase === 'intended' || phase === 'unknown')) return
  const plugins = await repository.plugins('code')
  const databases = Object.values(bound.connections).flatMap(({ driver, config }) => driverOf(plugins, driver)?.files?.(config) ?? [])
  const isOwn = (path: string): boolean =>
    databases.some((file) => path === resolve(root, file) || path.startsWith(`${resolve(root, file)}-`))
  await demandCleanTree(`Cannot resume run "${run}" in ${bound.environment}`, root, isOwn)
}

async function demandNoFileChanges(
  { bound, files }: Pick<Binding, 'bound' | 'files'>,
  root: string,
  plugins: readonly Plugin[],
  call: Call,
): Promise<void> {
  using thread = watchedPreview(bound, plugins)
  const effects = { ...previewEffects({ root, plugins, thread, bound }, call), observe: () => {}, allows: () => undefined }
  for await (const step of preview(bound, files, effects)) {
    if (step.kind !== 'changes') continue
    const written = fileWritten(step.changes.flatMap(({ touches }) => touches))
    if (!written) continue
    throw new PlanError(
      'refused',
      `${triedWith(bound)}: it is protected, and step "${step.step.id}" would still change "${written.part}"`,
      {
        hint: `Run it elsewhere with --commit, and merge the commit first: plan run ${bound.name} --commit`,
      },
    )
  }
}

function triedWith({ name, environment }: BoundPlan): string {
  return `Cannot run plan "${name}" in ${environment}`
}
