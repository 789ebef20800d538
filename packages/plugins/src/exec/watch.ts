import type { ReadContext } from '@backout/core/plugin'
import type { Tree } from '../file/tree/tree.ts'
import { type Baseline, takeBaseline } from './tree/compare/baseline.ts'
import { pathsOf } from './tree/compare/breach.ts'
import { changesSince, type TreeChanges } from './tree/compare/changes.ts'
import { type Git, gitAt, whyNoGit } from './tree/git/git.ts'
import { movedHead } from './tree/compare/moved-head.ts'
import { lossOf, restoreTree } from './tree/undo/restore.ts'
import { type Loaded, loadBaseline, saveBaseline } from './tree/undo/undo.ts'

/** What a command changed and was not to change. */
interface Breach {
  readonly paths: readonly string[]
  /** What of it stays, and why. */
  readonly left?: string | undefined
}

/** Puts back what can be; says what stays as the command left it. */
export async function putBack(
  tree: Tree,
  git: Git | undefined,
  saved: Loaded,
  { files, ...rest }: TreeChanges,
): Promise<string | undefined> {
  const all = files.map((file) => ({ file, loss: lossOf(tree, saved, file) }))
  const lost = all.flatMap(({ loss }) => loss ?? [])
  const kept = all.flatMap(({ file, loss }) => (loss === undefined ? [file] : []))
  const ended = await restoreTree(tree, git, saved, { ...rest, files: kept })
  const left = ended === 'reverted' ? lost : [...lost, ended.conflict]
  return left.length === 0 ? undefined : left.slice(0, 5).join('; ')
}

/** Remembers the tree; later puts it back, and tells what had changed. */
export async function watch(root: string, tree: Tree, context: ReadContext): Promise<() => Promise<Breach>> {
  const baseline = await takeBaseline(tree, await gitAt(root), [], context.apart)
  if (!baseline.complete) await noteUnwatched(root, '', context)
  const saved = inMemory(tree, baseline, [])
  return async () => {
    const git = await gitAt(root)
    const changes = await changesSince(tree, git, baseline, [])
    const moved = movedHead(baseline, git)
    const inside = [...(changes.index.length > 0 ? ['.git/index'] : []), ...(moved === undefined ? [] : ['.git/HEAD'])]
    const paths = [...pathsOf(changes), ...inside]
    if (paths.length === 0) return { paths }
    const left = [await putBack(tree, git, saved, changes), moved].filter((one) => one !== undefined)
    return { paths, ...(left.length > 0 && { left: left.join('; ') }) }
  }
}

/** Notes that changes of a tree are not noticed, and why. */
export async function noteUnwatched(root: string, where: string, context: ReadContext): Promise<void> {
  context.note(`A change ${where}is not noticed, since the working tree is large and git does not tell of it (${await whyNoGit(root)})`)
}

/** Holds up to 64 MiB of unsaved work while a command runs. */
export function inMemory(tree: Tree, baseline: Baseline, writes: readonly string[]): Loaded {
  return loadBaseline([...saveBaseline(tree, baseline, writes, 64 * 1024 * 1024)])
}
