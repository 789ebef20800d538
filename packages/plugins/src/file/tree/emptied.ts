import type { Tree } from './tree.ts'

/** A directory that can go. */
export interface Emptied {
  readonly path: string
  readonly mode: number
  readonly stamp: string
}

/** Those of some directories (sorted) in which nothing is left once they and the paths in `gone` have gone, the deepest first. */
export function emptiedAmong(tree: Tree, directories: readonly string[], gone: readonly string[] = []): readonly Emptied[] {
  const going = new Set(gone)
  return directories.toReversed().flatMap((path) => {
    const entry = tree.entry(path)
    if (entry?.kind !== 'directory' || tree.holds(path, (name) => !going.has(`${path}/${name}`))) return []
    going.add(path)
    return [{ path, mode: entry.mode, stamp: entry.stamp }]
  })
}
