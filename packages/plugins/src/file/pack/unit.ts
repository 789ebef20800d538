import type { Owner } from '../tree/owner.ts'

/** What one path of a pack is to become, as it is journalled. States are those of {@link stateOf}. */
export interface FileChange {
  readonly path: string
  readonly before: string
  readonly after: string
  /** The new content: as text where it is UTF-8. */
  readonly content?: string | Uint8Array
  /** The new content as edits of the one before: from and to (bytes), and the text in between. In order, apart from each other. */
  readonly edits?: readonly Edit[]
  /** The new content is that of another path. */
  readonly from?: string
  /** Whom it is to belong to, where that can be kept: what is moved keeps its owner. */
  readonly owner?: Owner
  /** What the step counts for its output. */
  readonly count?: number
}

/** From byte, to byte, new text. */
export type Edit = readonly [from: number, to: number, text: string]

/** One durable unit: at most {@link packLimit} files, under shared syncs. */
export interface Pack {
  readonly files: readonly FileChange[]
  /** Directories above them that were not there yet, the outermost first. */
  readonly made: readonly string[]
}

/** The paths of a pack. */
export function pathsOf({ files }: Pack): readonly string[] {
  return files.map(({ path }) => path)
}

/** How much fits into a pack: files, and bytes of old and new content. */
export const packLimit = { files: 256, bytes: 8 * 1024 * 1024 }

/** What was there before, in pieces that fit into memory. The first pieces name the directories. */
export interface PackUndo {
  readonly format: 1
  readonly directories: readonly SavedDirectory[]
  readonly files: readonly SavedFile[]
}

/** A directory above a path of the pack: with a mode where it was there, without where it is new. */
export interface SavedDirectory {
  readonly path: string
  readonly mode?: number
  readonly owner?: Owner
}

/** One path as it was. `content` may go on in the next piece, under the same path. Moved files are taken back from where they went. */
export interface SavedFile {
  readonly path: string
  readonly before: string
  readonly after: string
  readonly content?: string | Uint8Array
  readonly movedTo?: string
  readonly owner?: Owner
}
