import { type ChangeDetail, PlanError } from '@backout/core/plugin'
import { isBinary } from '../binary.ts'
import { storedContent } from '../pack/content.ts'
import type { PlannedFiles } from '../pack/planned-files.ts'
import type { FileChange } from '../pack/unit.ts'
import { ancestorsOf, parentOf } from '../path.ts'
import { absent, fileState, hashOf, stateOf, stateOfEntry, wordFor } from '../tree/state.ts'
import type { Entry, Tree } from '../tree/tree.ts'
import type { FilesSession } from '../session.ts'
import { newFileMode } from '../tree/write-effect.ts'
import { contentTitle, modeNotes } from './content-title.ts'

/** The planned change that gives a file a content, or undefined where it has it already; `count` is what the step counts in it for its output. Errors: `failed` where a link or directory is in the way. */
export function planContent(
  files: FilesSession,
  path: string,
  content: Uint8Array,
  options: { readonly mode?: number; readonly count?: number } = {},
): PlannedFiles | undefined {
  const place = files.locate(path, 'write')
  const entry = files.entry(place)
  assertFile(path, entry?.kind)
  assertRoom(files.tree, place)
  const before = entry?.kind === 'file' ? files.read(place) : undefined
  const mode = options.mode ?? (entry?.kind === 'file' ? entry.mode : newFileMode)
  const change: FileChange = {
    path: place,
    before: before && entry?.kind === 'file' ? fileState(entry.mode, hashOf(before)) : absent,
    after: fileState(mode, hashOf(content)),
    content: storedContent(content),
    ...(options.count !== undefined && { count: options.count }),
  }
  if (change.before === change.after) return undefined
  assertOpen(files.tree, place)
  return {
    changes: [change],
    bytes: content.length + (before?.length ?? 0),
    title: contentTitle(change, content.length),
    details: () => [...modeNotes(change), fileDetail(place, before, content)],
  }
}

/** The planned change that removes a file or a link. `undefined` where nothing is there. */
export function planRemoval(files: FilesSession, path: string): PlannedFiles | undefined {
  const entry = files.tree.entry(path)
  if (!entry) return undefined
  assertPlain('delete', path, entry.kind)
  assertOpen(files.tree, path)
  const size = entry.kind === 'file' ? entry.size : 0
  return {
    changes: [{ path, before: stateOfEntry(files.tree, path, entry), after: absent }],
    bytes: size,
    title: `${path}: deleted`,
    details: () => [entry.kind === 'file' ? fileDetail(path, shownAt(files.tree, path), undefined) : noteOf(path, entry, 'deleted')],
  }
}

/** What can't be shown as a file: `src/link: symbolic link to "a.ts", deleted`. */
export function noteOf(path: string, entry: Entry, what: string): ChangeDetail {
  return { kind: 'note', text: `${path}: ${wordFor(entry.kind)}${entry.kind === 'link' ? ` to "${entry.target}"` : ''}, ${what}` }
}

/** A content to show: bytes, or what is said instead of them. */
export type Shown = Uint8Array | string

/** What there is to show of a file. A large one is not read whole. */
export function shownAt(tree: Tree, path: string): Shown {
  const bytes = tree.look(path)?.bytes
  if (bytes) return bytes
  const entry = tree.entry(path)
  return summary(entry?.kind === 'file' ? entry.size : 0, stateOf(tree, path).split(':')[2] ?? '')
}

function summary(size: number, hash: string): string {
  return `${size} bytes, SHA-256 ${hash}`
}

/** Before and after of one file, as a reviewer reads them. */
export function fileDetail(path: string, before: Shown | undefined, after: Shown | undefined): ChangeDetail {
  const binary = [before, after].some((side) => typeof side === 'string' || isBinary(side))
  return { kind: 'file', path, before: textOf(before, binary), after: textOf(after, binary), ...(binary && { binary }) }
}

function textOf(bytes: Shown | undefined, binary: boolean): string | null {
  if (bytes === undefined) return null
  if (typeof bytes === 'string') return bytes
  return binary ? summary(bytes.length, hashOf(bytes)) : Buffer.from(bytes).toString('utf8')
}

/** Errors: `failed` where something above a path is no directory. */
export function assertRoom(tree: Tree, path: string): void {
  for (const above of ancestorsOf(path)) {
    const kind = tree.entry(above)?.kind
    if (kind !== undefined && kind !== 'directory')
      throw new PlanError('failed', `Cannot write "${path}": "${above}" is a ${wordFor(kind)}`)
  }
}

/** Errors: `failed` where this process may not make and remove names in the directory of a path. */
export function assertOpen(tree: Tree, path: string): void {
  if (tree.admits(parentOf(path))) return
  throw new PlanError('failed', `Cannot change "${path}": its directory may not be written`)
}

/** Errors: `failed` for what could not be put back. */
export function assertPlain(doing: 'copy' | 'move' | 'delete', path: string, kind: Entry['kind'] | undefined): void {
  if (kind !== 'special') return
  throw new PlanError('failed', `Cannot ${doing} "${path}": it could not be put back`, {
    hint: 'It is a pipe, a socket or a device, or its name or its target is not UTF-8',
  })
}

/** Errors: `failed` for anything but a file, or nothing, at a path that is to become a file. */
export function assertFile(path: string, kind: Entry['kind'] | undefined): void {
  if (kind === undefined || kind === 'file') return
  const hint = kind === 'link' ? { hint: 'Name the file that the link leads to' } : {}
  throw new PlanError('failed', `Cannot write "${path}": it is a ${wordFor(kind)}, not a file`, hint)
}
