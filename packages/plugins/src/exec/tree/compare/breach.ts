import { absent } from '../../../file/tree/state.ts'
import { isNamed } from './baseline.ts'
import type { TreeChange, TreeChanges } from './changes.ts'

/** Changes by whether `writes` names them. */
export interface Sorted {
  readonly allowed: TreeChanges
  readonly strange: TreeChanges
}

/** Sorts changes. A directory that came or went with a file that `writes` names is allowed with it. */
export function sortChanges({ files, directories, repositories, index }: TreeChanges, writes: readonly string[]): Sorted {
  const named = files.filter(({ path }) => isNamed(path, writes))
  const cameOrWent = ({ before, after }: TreeChange): boolean => before === absent || after === absent
  const isAllowed = (one: TreeChange): boolean =>
    isNamed(one.path, writes) || (cameOrWent(one) && named.some(({ path }) => path.startsWith(`${one.path}/`)))
  return {
    allowed: {
      files: named,
      directories: directories.filter(isAllowed),
      repositories: repositories.filter(({ path }) => isNamed(path, writes)),
      index: index.filter(({ path }) => isNamed(path, writes)),
    },
    strange: {
      files: files.filter(({ path }) => !isNamed(path, writes)),
      directories: directories.filter((one) => !isAllowed(one)),
      repositories: repositories.filter(({ path }) => !isNamed(path, writes)),
      index: index.filter(({ path }) => !isNamed(path, writes)),
    },
  }
}

/** The paths of changes, for people: without directories that came or went with something in them. */
export function pathsOf({ files, directories, repositories }: TreeChanges): readonly string[] {
  const inside = [...files, ...repositories].map(({ path }) => path)
  const alone = directories.map(({ path }) => path).filter((path) => !inside.some((one) => one.startsWith(`${path}/`)))
  return [...inside, ...alone]
}
