import type { Change, ChangeDetail, Value } from '@backout/core/plugin'
import { escapeGlob } from '../glob/syntax.ts'
import { ancestorsOf, comparePaths } from '../path.ts'
import { absent } from '../tree/state.ts'
import type { Tree } from '../tree/tree.ts'
import type { PlannedFiles } from './planned-files.ts'
import { type FileChange, packLimit, type Pack } from './unit.ts'

/** Planned changes as units of at most {@link packLimit}. A larger file is a unit of its own. */
export async function* packsOf(tree: Tree, planned: AsyncIterable<PlannedFiles>): AsyncIterable<Change> {
  let [pending, files, bytes]: [PlannedFiles[], number, number] = [[], 0, 0]
  for await (const next of planned) {
    const full = files + next.changes.length > packLimit.files || bytes + next.bytes > packLimit.bytes
    if (full && pending.length > 0) {
      yield changeOf(tree, pending)
      ;[pending, files, bytes] = [[], 0, 0]
    }
    pending.push(next)
    files += next.changes.length
    bytes += next.bytes
  }
  if (pending.length > 0) yield changeOf(tree, pending)
}

function changeOf(tree: Tree, planned: readonly PlannedFiles[]): Change {
  const [first, last] = [planned[0]!, planned.at(-1)!]
  const files = planned.flatMap(({ changes }) => changes)
  const pack: Pack = { files, made: madeFor(tree, files) }
  return {
    unit: pack as unknown as Value,
    title: planned.length === 1 ? first.title : `${planned.length} files: ${first.changes[0]?.path} … ${last.changes[0]?.path}`,
    touches: pack.files.map(({ path }) => ({ resource: 'files', part: escapeGlob(path), access: 'write' })),
    ...(last.reached !== undefined && { reached: last.reached }),
    checkpoint: last.checkpoint ?? { path: last.changes[0]?.path ?? '' },
    details: (): readonly ChangeDetail[] => planned.flatMap((one) => one.details()),
  }
}

function madeFor(tree: Tree, files: readonly FileChange[]): readonly string[] {
  const above = files.filter(({ after }) => after !== absent).flatMap(({ path }) => ancestorsOf(path))
  return [...new Set(above)].filter((path) => !tree.entry(path)).toSorted(comparePaths)
}
