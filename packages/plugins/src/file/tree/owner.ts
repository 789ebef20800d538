import type { Stats } from 'node:fs'

/** Whom a file belongs to. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

/** This process, to whom belonged what was saved without an owner. That is to be said where it comes back: a directory may give its own group to all that comes into it. */
export const ownOwner: Owner | undefined = process.geteuid && process.getegid && { uid: process.geteuid(), gid: process.getegid() }

/** The owner of what is there, if it is not this process, and can be kept: root gives files to anyone, and others to their groups. */
export function foreignOwner({ uid, gid }: Pick<Stats, 'uid' | 'gid'>): Owner | undefined {
  if (!ownOwner || (uid === ownOwner.uid && gid === ownOwner.gid)) return undefined
  return ownOwner.uid === 0 || (uid === ownOwner.uid && process.getgroups!().includes(gid)) ? { uid, gid } : undefined
}

/** Gives something to its owner. Where that is not allowed it is ours, as with any editor. */
export function giveTo(owner: Owner | undefined, give: (uid: number, gid: number) => void): void {
  if (!owner) return
  try {
    give(owner.uid, owner.gid)
  } catch {
    // Only a privileged process may give files to anyone.
  }
}
