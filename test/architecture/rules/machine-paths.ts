import type { Breach } from '../source.ts'

/** Folders that a system made for its users, and the one beside them. */
const paths = /(?<![\w.$}-])\/(?:home|root|Users|work|mnt|media)\/[\w.-]+/

/** Nothing in the repository names a path of the machine that it was written on. */
export function machinePaths(texts: readonly { readonly path: string; readonly text: string }[]): readonly Breach[] {
  return texts
    .filter(({ path }) => !path.startsWith('test/architecture/'))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((content, index) => {
        const found = paths.exec(content)
        return found ? [{ path, line: index + 1, message: `names a path of somebody's machine: ${found[0]}` }] : []
      }),
    )
}
