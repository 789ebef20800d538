import { createHash } from 'node:crypto'
import type { FilesSession } from './session.ts'
import { stateOf } from './state.ts'

/** SHA-256 (hex) over the paths and states of all files, links and directories that the parts match: contents, modes and link targets, not times. */
export function fingerprintOf(session: FilesSession, parts: readonly string[]): string {
  const hash = createHash('sha256')
  const paths = [...session.list(parts), ...session.list(parts, 'directory')]
  for (const path of paths) hash.update(`${path}\0${stateOf(session.tree, path)}\0`)
  return hash.digest('hex')
}
