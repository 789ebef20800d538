import type { Owner } from './owner.ts'

/**
 * What is at a path. Modes are permission bits; sizes are bytes; the stamp changes when somebody writes. `special` is what steps leave alone: pipes, sockets,
 * devices, and whatever has a name or a link's target that is not UTF-8; of the latter, a digest tells whether somebody changed it. An owner is given where it
 * is not this process, and can be kept.
 */
export type Entry = { readonly stamp: string; readonly owner?: Owner } & (
  | { readonly kind: 'file'; readonly mode: number; readonly size: number }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'directory'; readonly mode: number }
  | { readonly kind: 'special'; readonly digest?: string; readonly unnamed?: true }
)

/** Whether what is there has a name that is not UTF-8, so that it can't be reached by it. */
export function isUnnamed(entry: Entry | undefined): boolean {
  return entry?.kind === 'special' && entry.unnamed === true
}

/** A file and its content. */
export interface Looked {
  readonly mode: number
  readonly owner?: Owner
  readonly bytes: Uint8Array
}

/** Larger files (bytes) are read in pieces. */
export const wholeFile = 16 * 1024 * 1024

/** A name in a directory. */
export interface Name {
  readonly name: string
  readonly kind: Entry['kind']
}

/**
 * What is to become of one path. `expect` and `stamp` are of when it was last looked at; anything else is a conflict. `from` is the path that has the
 * content, where one has.
 */
export type Effect = {
  readonly path: string
  readonly expect: string
  readonly stamp: string | undefined
  readonly owner?: Owner
  readonly from?: string
} & (
  | { readonly become: 'file'; readonly state: string; readonly mode: number; content(): Iterable<Uint8Array> }
  | { readonly become: 'link'; readonly state: string; readonly target: string }
  | { readonly become: 'directory'; readonly state: string; readonly mode: number }
  | { readonly become: 'absent'; readonly state: 'absent' }
)

/**
 * Files under a root, on disk or in memory. Paths are normal ({@link normalPath}); `locate` makes them canonical, and the rest takes
 * only canonical paths, and refuses (`out-of-scope`) when a symbolic link turns up on the way.
 */
export interface Tree {
  /** Absolute path of the root, without links. */
  readonly root: string
  /** The path without symbolic links among its directories. The last name may be a link. Errors: `out-of-scope` where a link leads out of the root. */
  locate(path: string): string
  /** What is there, without following a link; undefined for nothing. */
  entry(path: string): Entry | undefined
  /** What is in a directory, unsorted; nothing where it is not there. `''` is the root. */
  names(directory: string): readonly Name[]
  /** Whether a directory has a name like that in it. Of a large one, not all are read. */
  holds(directory: string, like: (name: string) => boolean): boolean
  /** A file that is not large, with its content, in one look; undefined for anything else. */
  look(path: string): Looked | undefined
  /** A file's content. Errors: `missing`. */
  read(path: string): Uint8Array
  /** A file's content in pieces. Errors: `missing`. */
  chunks(path: string): Iterable<Uint8Array>
  /** SHA-256 (hex) of a file's content; a large one that nobody has touched since is not read again. Errors: `missing`. */
  hash(path: string): string
  /** Finds out what {@link hash} is to tell of a large file, without holding the thread. What stands in the way is told to whoever asks. */
  learn(path: string): Promise<void> | undefined
  /** Whether this process may make, rename and remove names in a directory, or, where it is not there, in the nearest one above. */
  admits(directory: string): boolean
  /** Whether a file there gets the mode of a state that it is to have. Not on FAT, on some shares, and on Windows. It is tried, in a session that may write. */
  keepsMode(path: string, state: string): boolean
  /**
   * Brings effects about: all directories, then all files, then all removals; durable when it resolves.
   * `proceed` is asked once all is prepared, right before the first effect; it throws to stop.
   * Errors: `conflict` (nothing was touched), `failed` (nothing was touched, or the message says that some are written).
   */
  commit(effects: readonly Effect[], proceed: () => void): Promise<void>
  /** Removes what a crash in the middle of {@link commit} may have left beside a path; says whether there was something. */
  sweep(path: string, states: readonly string[], access: 'look' | 'remove'): boolean
  close(): void
}
