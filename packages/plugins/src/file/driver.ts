import type { ResourceDriver } from '@backout/core/plugin'
import { filesSession, type FilesSession } from './session.ts'
import { covers } from './glob/covers.ts'
import { mayShare } from './glob/overlap.ts'
import { fingerprintOf } from './fingerprint.ts'
import { identityOf } from './identity.ts'
import { diskTree } from './tree/disk-tree.ts'
import { overlayTree } from './tree/overlay-tree.ts'

/** The working tree under the root: resource `files`, of which there is one. Parts are paths and patterns. */
export const files: ResourceDriver<FilesSession> = {
  kind: 'files',
  family: 'files',
  config: { type: 'object', additionalProperties: false, description: 'The working tree needs no configuration.', examples: [{}] },
  implicit: (name) => (name === '' ? {} : undefined),
  target: () => 'working tree',
  covers,
  overlaps: (a, b) => (a.access === 'write' || b.access === 'write') && mayShare(a.part, b.part),
  open: async (_config, opening) => filesSession(diskTree(opening.root), opening),
  identity: async (session) => identityOf(session.tree),
  overlay: async (session, opening) => filesSession(overlayTree(session.tree), { guard: opening.guard, access: 'write' }),
  fingerprint: async (session, parts) => fingerprintOf(session, parts),
}
