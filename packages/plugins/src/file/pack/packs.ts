import type { Change, ChangeDetail, Value } from '@backout/core/plugin'
import { escapeGlob } from '../glob/syntax.ts'
import type { PlannedFiles } from './planned-files.ts'
import { packLimit, type Pack } from './unit.ts'

/** Planned changes as units of at most {@link packLimit}. A larger file is a unit of its own. */
export async function* packsOf(planned: AsyncIterable<PlannedFiles>): AsyncIterable<Change> {
  let [pending, files, bytes]: [PlannedFiles[], number, number] = [[], 0, 0]
  for await (const next of planned) {
    const full = files + next.changes.length > packLimit.files || bytes + next.bytes > packLimit.bytes
    if (full && pending.length > 0) {
      yield changeOf(pending, files)
      ;[pending, files, bytes] = [[], 0, 0]
    }
    pending.push(next)
    files += next.changes.length
    bytes += next.bytes
  }
  if (pending.length > 0) yield changeOf(pending, files)
}

function changeOf(planned: readonly PlannedFiles[], weight: number): Change {
  const [first, last] = [planned[0]!, planned.at(-1)!]
  const pack: Pack = { files: planned.flatMap(({ changes }) => changes) }
  return {
    unit: pack as unknown as Value,
    title: planned.length === 1 ? first.title : `${planned.length} files: ${first.changes[0]?.path} … ${last.changes[0]?.path}`,
    touches: pack.files.map(({ path }) => ({ resource: 'files', part: escapeGlob(path), access: 'write' })),
    weight,
    checkpoint: last.checkpoint ?? { path: last.changes[0]?.path ?? '' },
    details: (): readonly ChangeDetail[] => planned.flatMap((one) => one.details()),
  }
}
