import { isReserved } from '../path.ts'
import type { Entry, Tree } from './tree.ts'

/** Something beneath a directory. */
export interface Found {
  readonly path: string
  readonly entry: Entry
}

/** A path (`''` for the root) and, where it is a directory, all that is beneath it, directories before what is in them. What is reserved is left out. */
export function subtreeOf(tree: Tree, path: string): readonly Found[] {
  const entry = tree.entry(path)
  if (!entry) return []
  if (entry.kind !== 'directory') return [{ path, entry }]
  const names = tree.names(path).map(({ name }) => name)
  return [
    { path, entry },
    ...names
      .filter((name) => !isReserved(name))
      .toSorted()
      .flatMap((name) => subtreeOf(tree, path === '' ? name : `${path}/${name}`)),
  ]
}
