import { listFiles } from '../../../file/list.ts'
import { ancestorsOf } from '../../../file/path.ts'
import type { Tree } from '../../../file/tree/tree.ts'
import { entryAt, everything } from './look.ts'

/** Which directories are watched. */
export interface Watched {
  /** All that are not ignored. */
  readonly walked: readonly string[]
  readonly writes: readonly string[]
  /** Paths of which all directories above are watched. */
  readonly paths: readonly string[]
}

/** The modes of all directories that are watched: those with what `writes` names, and all that are not ignored. */
export function directoriesOf(tree: Tree, { walked, writes, paths }: Watched): ReadonlyMap<string, number> {
  const named = [...listFiles(tree, everything, writes, 'directory'), ...paths.flatMap(ancestorsOf)]
  const found = new Map<string, number>()
  for (const path of new Set([...walked, ...named])) {
    const mode = directoryMode(tree, path)
    if (mode !== undefined) found.set(path, mode)
  }
  return found
}

/** The mode of a directory; undefined where there is none. */
export function directoryMode(tree: Tree, path: string): number | undefined {
  const entry = entryAt(tree, path)
  return entry?.kind === 'directory' ? entry.mode : undefined
}
