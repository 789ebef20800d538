import { createHash } from 'node:crypto'
import type { FilesSession } from './session.ts'
import { stateOrStamp } from './tree/state.ts'

/** SHA-256 (hex) over the paths and states of all files, links and directories that the parts match: contents, modes and link targets, not times. Of a file that may not be read, it tells only whether somebody changed it. */
export function fingerprintOf(session: FilesSession, parts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const [path, state] of statesOf(session, parts)) hash.update(`${path}\0${state}\0`)
  return hash.digest('hex')
}

/** The state of each file, link and directory that the parts match, by its path. */
export function digestsOf(session: FilesSession, parts: readonly string[]): { readonly [path: string]: string } {
  return Object.fromEntries(statesOf(session, parts))
}

function statesOf(session: FilesSession, parts: readonly string[]): readonly (readonly [path: string, state: string])[] {
  return [...session.list(parts), ...session.list(parts, 'directory')].map((path) => [path, stateOrStamp(session.tree, path)])
}
