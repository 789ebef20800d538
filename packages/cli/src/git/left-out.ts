import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PlanError, shellWord } from '@backout/core/model'
import { askGit } from './git.ts'

/** Refuses to judge by the sign-offs of a folder (from the root) of which a sparse checkout leaves some out: one of them may be a rejection. Errors: `refused`. */
export async function demandAllSignOffs(root: string, folder: string): Promise<void> {
  const listed = await askGit(root, ['-c', 'core.fsmonitor=false', '--literal-pathspecs', 'ls-files', '-t', '-z', '--', folder])
  const marked = listed?.split('\0').flatMap((entry) => (entry.startsWith('S ') ? [entry.slice(2)] : []))
  const leftOut = marked?.find((path) => !existsSync(join(root, path)))
  if (leftOut === undefined) return
  throw new PlanError('refused', `Cannot check sign-offs: "${leftOut}" is not here, since the checkout is sparse`, {
    hint: `Bring it here: git sparse-checkout add ${shellWord(folder)}`,
  })
}
