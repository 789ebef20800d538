import type { FilesSession } from '../session.ts'
import { ancestorsOf, comparePaths } from '../path.ts'
import { PlanError } from '@backout/core/plugin'
import { fileState, hashOf, stateOf } from '../tree/state.ts'
import { difference } from './apply.ts'
import { storedContent } from './content.ts'
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
  const file = tree.look(path)
  const owner = (file ?? tree.entry(path))?.owner
  const saved = { path, before, after, ...(owner && { owner }) }
  const now = file ? fileState(file.mode, hashOf(file.bytes)) : stateOf(tree, path)
  if (now !== before) throw new PlanError('conflict', `Cannot save "${path}": ${difference(before, now)}`)
  if (movedTo !== undefined) yield [{ ...saved, movedTo }, 0]
  else if (!before.startsWith('file:')) yield [saved, 0]
  else {
    const chunks = file && file.bytes.length <= pieceLimit ? [file.bytes] : tree.chunks(path)
    for (const chunk of chunks) yield [{ ...saved, content: storedContent(chunk) }, chunk.length]
  }
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
