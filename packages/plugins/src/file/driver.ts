import type { Opening, ResourceDriver } from '@backout/core/plugin'
import { covers } from './glob/covers.ts'
import { mayShare, placesOf } from './glob/overlap.ts'
import type { FilesSession } from './session.ts'

/** The working tree under the root: resource `files`, of which there is one. Parts are paths and patterns. What opens it is loaded when it is opened. */
export const files: ResourceDriver<FilesSession> = {
  kind: 'files',
  family: 'files',
  config: { type: 'object', additionalProperties: false, description: 'The working tree needs no configuration.', examples: [{}] },
  implicit: (name) => (name === '' ? {} : undefined),
  target: () => 'working tree',
  covers,
  overlaps: (a, b) => (a.access === 'write' || b.access === 'write') && mayShare(a.part, b.part),
  places: placesOf,
  open: (_config, opening) => openTree(opening),
  identity: async (session) => (await import('./identity.ts')).identityOf(session.tree),
  overlay: (session, opening) => openOverlay(session, opening),
  fingerprint: async (session, parts) => (await import('./fingerprint.ts')).fingerprintOf(session, parts),
  digests: async (session, parts) => (await import('./fingerprint.ts')).digestsOf(session, parts),
}

async function openTree(opening: Opening): Promise<FilesSession> {
  const [{ filesSession }, { diskTree }] = await Promise.all([import('./session.ts'), import('./tree/disk/disk-tree.ts')])
  return filesSession(diskTree(opening.root), opening)
}

async function openOverlay(session: FilesSession, { guard }: Opening): Promise<FilesSession> {
  const [{ filesSession }, { overlayTree }] = await Promise.all([import('./session.ts'), import('./tree/overlay-tree.ts')])
  return filesSession(overlayTree(session.tree), { guard, access: 'write' })
}
