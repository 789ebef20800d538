import { lstatSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { isWithin } from '@backout/core/model'
import { trackedIn } from './tracked.ts'

/** A link that came with a commit, or may have: then with what git said instead of telling. */
export interface CommittedLink {
  /** Relative to the root. */
  readonly path: string
  readonly said?: string
}

/**
 * The first link on the way from the root to what is in it (absolute paths), if it came with a commit: whoever made that decides where it leads. A link that
 * nobody committed is of this machine, and gives undefined.
 */
export async function committedLink(root: string, target: string): Promise<CommittedLink | undefined> {
  const path = isWithin(root, target) ? linkOnTheWay(root, target) : undefined
  if (path === undefined) return undefined
  const found = await trackedIn(root, [path])
  if (found.tracked === false) return undefined
  return { path, ...(found.tracked === 'unknown' && { said: found.said }) }
}

/** What is to be said of it, behind its name. */
export function committedWords({ said }: CommittedLink): string {
  return said === undefined ? ' that is under version control' : `, and git does not tell whether it is under version control: ${said}`
}

/** Relative to the root. Behind what is not there nothing is, and behind what this user may not enter nothing that can be used. */
function linkOnTheWay(root: string, target: string): string | undefined {
  let way = ''
  for (const name of relative(root, target).split(sep)) {
    way = way === '' ? name : `${way}/${name}`
    const kind = kindOf(join(root, way))
    if (kind === undefined) return undefined
    if (kind === 'link') return way
  }
  return undefined
}

function kindOf(path: string): 'link' | 'other' | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? 'link' : 'other'
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && ['ENOENT', 'ENOTDIR', 'EACCES'].includes(String(cause.code))) return undefined
    throw cause
  }
}
