import { listFiles } from '../../file/list.ts'
import { ancestorsOf, isReserved } from '../../file/path.ts'
import { absent } from '../../file/state.ts'
import type { Tree } from '../../file/tree/tree.ts'
import type { Git } from './git.ts'
import { everything, stateAt } from './look.ts'

/** All directories that are watched: those with what `writes` names, and all that git does not ignore. */
export async function directoriesOf(
  tree: Tree,
  git: Git | undefined,
  writes: readonly string[],
  paths: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const ignored = git ? await git.paths(['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory']) : []
  const skipped = new Set(ignored.filter((path) => path.endsWith('/')).map((path) => path.slice(0, -1)))
  const named = [...listFiles(tree, everything, writes, 'directory'), ...paths.flatMap(ancestorsOf)]
  const found = new Map<string, number>()
  for (const path of new Set([...walkDirectories(tree, '', skipped), ...named])) {
    const entry = entryAt(tree, path)
    if (entry?.kind === 'directory') found.set(path, entry.mode)
  }
  return found
}

function entryAt(tree: Tree, path: string): ReturnType<Tree['entry']> {
  return stateAt(tree, path) === absent ? undefined : tree.entry(path)
}

function walkDirectories(tree: Tree, directory: string, skipped: ReadonlySet<string>): readonly string[] {
  return tree.names(directory).flatMap(({ name, kind }) => {
    const path = directory === '' ? name : `${directory}/${name}`
    return kind !== 'directory' || isReserved(name) || skipped.has(path) ? [] : [path, ...walkDirectories(tree, path, skipped)]
  })
}
