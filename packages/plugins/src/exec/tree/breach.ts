import { covers } from '../../file/glob/covers.ts'
import { escapeGlob } from '../../file/glob/syntax.ts'
import type { TreeChanges } from './changes.ts'

/** Paths that were changed and that `writes` does not name. A new directory for a file that it names is none, nor is one that such a file has left. */
export function breachesOf({ files, directories }: TreeChanges, writes: readonly string[]): readonly string[] {
  const allowed = (path: string): boolean => writes.some((pattern) => covers(pattern, escapeGlob(path)))
  const holds = files.filter(({ path }) => allowed(path)).map(({ path }) => path)
  const outside = directories.filter(({ path }) => !allowed(path) && !holds.some((inside) => inside.startsWith(`${path}/`)))
  const strange = files.filter(({ path }) => !allowed(path)).map(({ path }) => path)
  return [...strange, ...outside.filter(({ path }) => !strange.some((one) => one.startsWith(`${path}/`))).map(({ path }) => path)]
}
