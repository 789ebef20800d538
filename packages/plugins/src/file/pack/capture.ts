import { createHash } from 'node:crypto'
import { PlanError } from '@backout/core/plugin'
import type { FilesSession } from '../session.ts'
import { ancestorsOf, comparePaths } from '../path.ts'
import { fileState, hashOf, stateOf } from '../tree/state.ts'
import { difference } from './apply.ts'
import { storedContent } from './content.ts'
import type { Entry, Looked, Tree } from '../tree/tree.ts'
import type { FileChange, Pack, PackUndo, SavedDirectory, SavedFile } from './unit.ts'

/** Saves what a pack will overwrite: contents, modes, link targets, and which directories are there. Errors: `conflict` where a file is not as planned. */
export function* capturePack(session: FilesSession, pack: Pack): Iterable<PackUndo> {
  let files: SavedFile[] = []
  let directories = directoriesOf(session, pack)
  let bytes = 0
  for (const change of pack.files) {
    for (const [saved, size] of savedFiles(session, pack, change)) {
      files.push(saved)
      bytes += size
      if (bytes < pieceLimit) continue
      yield { format: 1, directories, files }
      ;[files, directories, bytes] = [[], [], 0]
    }
  }
  if (files.length > 0) yield { format: 1, directories, files }
}

/** Bytes of content in one piece of undo. */
const pieceLimit = 4 * 1024 * 1024

function* savedFiles(session: FilesSession, pack: Pack, change: FileChange): Iterable<readonly [SavedFile, size: number]> {
  const { path, before, after } = change
  const { tree } = session
  const movedTo = pack.files.find(({ from, after: became }) => from === path && after === 'absent' && became === before)?.path
  session.locate(path, 'read')
  const small = tree.look(path)
  const found = small ?? tree.entry(path)
  const saved = { path, before, after, ...(found?.owner && { owner: found.owner }) }
  const isWhole = small !== undefined && small.bytes.length <= pieceLimit
  if (!isWhole && isFile(found) && before.startsWith('file:') && movedTo === undefined) {
    yield* savedPieces(tree, saved, found.mode)
    return
  }
  assertIs(saved, small ? fileState(small.mode, hashOf(small.bytes)) : stateOf(tree, path))
  if (movedTo !== undefined) yield [{ ...saved, movedTo }, 0]
  else if (small) yield [{ ...saved, content: storedContent(small.bytes) }, small.bytes.length]
  else yield [saved, 0]
}

function isFile(found: Looked | Entry | undefined): found is Looked | (Entry & { readonly kind: 'file' }) {
  return found !== undefined && (!('kind' in found) || found.kind === 'file')
}

/** A large file is read once: what is saved is what is compared. */
function* savedPieces(tree: Tree, saved: SavedFile, mode: number): Iterable<readonly [SavedFile, size: number]> {
  const hash = createHash('sha256')
  for (const chunk of tree.chunks(saved.path)) {
    hash.update(chunk)
    yield [{ ...saved, content: chunk }, chunk.length]
  }
  assertIs(saved, fileState(mode, hash.digest('hex')))
}

function assertIs({ path, before }: SavedFile, now: string): void {
  if (now !== before) throw new PlanError('conflict', `Cannot save "${path}": ${difference(before, now)}`)
}

/** Steps that run at the same time may be taken back in any order, so that what one made and another fills belongs to both. */
function directoriesOf({ tree, made }: FilesSession, pack: Pack): readonly SavedDirectory[] {
  const paths = new Set(pack.files.flatMap(({ path }) => ancestorsOf(path)))
  return [...paths].toSorted(comparePaths).map((path) => {
    const entry = tree.entry(path)
    return entry?.kind === 'directory' && !made.has(path)
      ? { path, mode: entry.mode, ...(entry.owner && { owner: entry.owner }) }
      : { path }
  })
}
