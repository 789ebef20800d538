import { isReserved } from '../../../file/path.ts'
import type { Tree } from '../../../file/tree/tree.ts'
import { isDenied } from '../../../file/tree/state.ts'
import type { Git } from '../git/git.ts'
import { ignoredAmong, isAmong } from '../git/ignored.ts'

/** What git does not tell of. */
export interface Walked {
  readonly directories: readonly string[]
  /** Pipes, sockets and devices. */
  readonly special: readonly string[]
  /** The `.git` of each repository and work tree inside of this one. */
  readonly repositories: readonly string[]
}

/** Walks through all of a tree that is not ignored. */
export async function walkTree(tree: Tree, git: Git | undefined, ignored: readonly string[]): Promise<Walked> {
  const found = walk(tree, '', isAmong(ignored))
  const pathsOf = (kind: Found['kind']): readonly string[] => found.filter((one) => one.kind === kind).map(({ path }) => path)
  const special = pathsOf('special')
  // Git does not list them, but its rules hold for them.
  const unwanted = git ? await ignoredAmong(git, special) : new Set()
  return { directories: pathsOf('directory'), special: special.filter((path) => !unwanted.has(path)), repositories: pathsOf('repository') }
}

interface Found {
  readonly path: string
  readonly kind: 'directory' | 'special' | 'repository'
}

/** What this process may not look into, a command of it can't either, and git passes over. */
function namesIn(tree: Tree, directory: string): ReturnType<Tree['names']> {
  try {
    return tree.names(directory)
  } catch (error) {
    if (isDenied(error)) return []
    throw error
  }
}

function walk(tree: Tree, directory: string, isIgnored: (path: string) => boolean): readonly Found[] {
  return namesIn(tree, directory).flatMap(({ name, kind }): readonly Found[] => {
    const path = directory === '' ? name : `${directory}/${name}`
    if (name === '.git' && directory !== '') return [{ path, kind: 'repository' }]
    if ((kind !== 'directory' && kind !== 'special') || isReserved(name) || isIgnored(path)) return []
    return kind === 'special' ? [{ path, kind }] : [{ path, kind }, ...walk(tree, path, isIgnored)]
  })
}
