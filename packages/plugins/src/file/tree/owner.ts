import type { Stats } from 'node:fs'

/** Whom a file belongs to. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

/** The owner of what is there, if it is not this process, and this process may give files away; undefined otherwise, since nothing can be kept then. */
export function foreignOwner({ uid, gid }: Pick<Stats, 'uid' | 'gid'>): Owner | undefined {
  if (self.uid !== 0) return undefined
  return uid === 0 && gid === self.gid ? undefined : { uid, gid }
}

/** Asked once, since it is wanted for each file: this process stays who it is. */
const self = { uid: process.geteuid?.(), gid: process.getegid?.() }

/** Gives something to its owner. Where that is not allowed it is ours, as with any editor. */
export function giveTo(owner: Owner | undefined, give: (uid: number, gid: number) => void): void {
  if (!owner) return
  try {
    give(owner.uid, owner.gid)
  } catch {
    // Only a privileged process may give files away.
  }
}
