import { createHash } from 'node:crypto'
import type { FilesSession } from './session.ts'
import { learnStates, stateOrStamp } from './tree/state.ts'

/** SHA-256 (hex) over the paths and states of all files, links and directories that the parts match: contents, modes and link targets, not times. Of a file that may not be read, it tells only whether somebody changed it. */
export async function fingerprintOf(session: FilesSession, parts: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const [path, state] of await statesOf(session, parts)) hash.update(`${path}\0${state}\0`)
  return hash.digest('hex')
}

/** The state of each file, link and directory that the parts match, by its path. */
export async function digestsOf(session: FilesSession, parts: readonly string[]): Promise<{ readonly [path: string]: string }> {
  return Object.fromEntries(await statesOf(session, parts))
}

async function statesOf(session: FilesSession, parts: readonly string[]): Promise<readonly (readonly [path: string, state: string])[]> {
  const files = session.list(parts)
  await learnStates(session.tree, files)
  return [...files, ...session.list(parts, 'directory')].map((path) => [path, stateOrStamp(session.tree, path)])
}
