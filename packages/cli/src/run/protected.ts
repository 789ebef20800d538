import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { preview } from '@backout/core/execute'
import { type BoundPlan, fileWritten, PlanError, shellWord } from '@backout/core/model'
import type { Plugin } from '@backout/core/plugin'
import type { Call } from '../terminal/call.ts'
import type { Binding } from '../compose/plans/bind.ts'
import { previewEffects } from '../compose/effects/effects.ts'
import type { Repository } from '../compose/repository/repository.ts'
import { git, workTree } from '../git/git.ts'
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
  await demandCleanTree(bound, repository.root)
  if (bound.scope.files) await demandNoFileChanges({ bound, files }, repository.root, plugins, call)
}

async function demandCleanTree(bound: BoundPlan, root: string): Promise<void> {
  const tried = `Cannot run plan "${bound.name}" in ${bound.environment}, which is protected`
  await workTree(root, { tried, otherwise: 'Run it from a clean checkout' })
  // Whatever git is told to ignore of submodules, also by what is committed.
  const status = await git(root, ['status', '--porcelain', '--untracked-files=normal', '--ignore-submodules=none', '--', '.'])
  if (status !== '') {
    throw refused(
      bound,
      `it is protected, and the work tree is not clean (${status.split('\n')[0]!.slice(3)})`,
      'Commit the changes first, or run it from a clean checkout',
    )
  }
  const unseen = await unseenFile(root)
  if (unseen === undefined) return
  throw refused(
    bound,
    `it is protected, and git is told not to look whether "${unseen}" has changed`,
    `Let git look: git update-index --no-assume-unchanged ${shellWord(unseen)} && git update-index --no-skip-worktree ${shellWord(unseen)}`,
  )
}

/** The first file that `git status` says nothing of, whatever is in it: one marked `assume-unchanged`, or `skip-worktree` although it is there (a sparse checkout leaves it out). */
async function unseenFile(root: string): Promise<string | undefined> {
  const listed = await git(root, ['ls-files', '-v', '-z'])
  const files = listed.split('\0').filter((entry) => /^(?:[a-z]|S) /.test(entry))
  const found = files.find((entry) => !entry.startsWith('S') || existsSync(join(root, entry.slice(2))))
  return found?.slice(2)
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
    throw refused(
      bound,
      `it is protected, and step "${step.step.id}" would still change "${written.part}"`,
      `Run it elsewhere with --commit, and merge the commit first: plan run ${bound.name} --commit`,
    )
  }
}

function refused({ name, environment }: BoundPlan, reason: string, hint: string): PlanError {
  return new PlanError('refused', `Cannot run plan "${name}" in ${environment}: ${reason}`, { hint })
}
