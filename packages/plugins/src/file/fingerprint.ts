import { createHash } from 'node:crypto'
import type { FilesSession } from './session.ts'
import { stateOf } from './state.ts'

/** SHA-256 (hex) over the paths and states of all files and links that the parts match: contents, modes and link targets, not times. */
export async function fingerprintOf(session: FilesSession, parts: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of await session.list(parts)) hash.update(`${path}\0${stateOf(session.tree, path)}\0`)
  return hash.digest('hex')
}
