import { type Infer, PlanError, type ReadContext, type Value } from '@backout/core/plugin'
import { isBinary, readUnlessBinary } from '../binary.ts'
import { isWholeTree } from '../glob/normal-pattern.ts'
import { isExclusion, isGlob, unescapeGlob } from '../glob/syntax.ts'
import { applyEdits } from '../pack/content.ts'
import type { PlannedFiles } from '../pack/planned-files.ts'
import { comparePaths } from '../path.ts'
import type { replaceInput } from '../replace/schema.ts'
import { type Found, literalSearch, patternSearch, searchFiles } from '../replace/search.ts'
import type { FilesSession } from '../session.ts'
import { fileState, hashOf } from '../tree/state.ts'
import { patternsOf } from '../touches.ts'
import { assertFile, assertOpen, fileDetail } from './planned.ts'
import { noteUnmatched } from './unmatched.ts'

/** Where to go on: after this path, with so many found before. */
type Checkpoint = { readonly path: string; readonly count: number }

/** What `file/replace` is to do. The count is checked before anything else. */
export async function* planReplacements(
  files: FilesSession,
  { paths: given, find, pattern, replace, count: expected }: Infer<typeof replaceInput>,
  context: ReadContext,
  from?: Value,
): AsyncIterable<PlannedFiles> {
  const { signal } = context
  const search = find === undefined ? patternSearch(pattern ?? '', replace) : literalSearch(find, replace)
  const done = from as Checkpoint | undefined
  assertNamed(files, given ?? [])
  const patterns = patternsOf(given, context) ?? []
  const listed = files.list(patterns, 'file')
  if (!done) noteUnmatched(patterns, listed, context)
  const paths = done ? listed.filter((path) => comparePaths(path, done.path) > 0) : listed
  if (expected !== undefined) await assertCount(expected, done, searchFiles(files.tree, paths, search, { signal, skip: () => undefined }))
  const skip = (path: string): void => context.note(`${path} is not UTF-8 text, and is left as it is`)
  let [count, at] = [done?.count ?? 0, 0]
  const plan = (found: Found): PlannedFiles | undefined => {
    count += found.count
    at = listed.indexOf(found.path, at)
    const planned = found.edits.length > 0 ? plannedOf(files, found, count) : undefined
    return planned && { ...planned, reached: (at + 1) / listed.length }
  }
  // A round is planned at once: each time that something is awaited, directories have to be opened again.
  for await (const round of searchFiles(files.tree, paths, search, { signal, skip })) yield* round.flatMap((found) => plan(found) ?? [])
}

/** Files that are named must be there, and be text; others are passed over. Errors: `missing`, `failed`. */
function assertNamed(files: FilesSession, patterns: readonly string[]): void {
  const named = patterns.filter((pattern) => !isExclusion(pattern) && !isGlob(pattern) && !isWholeTree(pattern)).map(unescapeGlob)
  for (const path of named) {
    const entry = files.entry(path)
    if (!entry) throw new PlanError('missing', `Cannot replace in "${path}": it is not there`)
    if (entry.kind === 'directory') continue
    assertFile(path, entry.kind)
    const content = readUnlessBinary(files.tree, files.locate(path, 'read'))
    if (content === 'binary' || isBinary(content)) throw new PlanError('failed', `Cannot replace in "${path}": it is not UTF-8 text`)
  }
}

async function assertCount(count: number, done: Checkpoint | undefined, all: AsyncIterable<readonly Found[]>): Promise<void> {
  const found: (readonly [path: string, times: number])[] = []
  for await (const round of all) for (const one of round) found.push([one.path, one.count])
  const total = found.reduce((sum, [, times]) => sum + times, done?.count ?? 0)
  if (total === count) return
  const where = found.slice(0, 5).map(([path, times]) => `${path}: ${times}`)
  const list = found.length > 5 ? [...where, `and ${found.length - 5} more files`] : where
  throw new PlanError(
    'failed',
    `Cannot replace: ${count} were expected, ${total} are there${list.length > 0 ? ` (${list.join(', ')})` : ''}`,
  )
}

/** Undefined where the edits cancel each other out, as where one takes away what the next one puts there. */
function plannedOf(files: FilesSession, { path, bytes, edits, count }: Found, total: number): PlannedFiles | undefined {
  const after = applyEdits(bytes, edits)
  if (Buffer.compare(bytes, after) === 0) return undefined
  files.locate(path, 'write')
  assertOpen(files.tree, path)
  const entry = files.tree.entry(path)
  const mode = entry?.kind === 'file' ? entry.mode : 0
  const change = { path, before: fileState(mode, hashOf(bytes)), after: fileState(mode, hashOf(after)), edits, count }
  return {
    changes: [change],
    bytes: bytes.length + after.length,
    title: `${path}: ${count} replacement${count === 1 ? '' : 's'}`,
    details: () => [fileDetail(path, bytes, after)],
    checkpoint: { path, count: total } satisfies Value,
  }
}
