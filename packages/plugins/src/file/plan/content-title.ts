import type { ChangeDetail } from '@backout/core/plugin'
import type { FileChange } from '../pack/unit.ts'
import { absent, readState } from '../tree/state.ts'
import { newFileMode } from '../tree/write-effect.ts'

type States = Pick<FileChange, 'path' | 'before' | 'after'>

/** `a.sh: rewritten, 12 bytes, mode 644 → 755`; only what changes. */
export function contentTitle({ path, before, after }: States, bytes: number): string {
  const size = bytes === 1 ? '1 byte' : `${bytes} bytes`
  const content = before === absent ? ['new', size] : hashIn(before) === hashIn(after) ? [] : ['rewritten', size]
  return `${path}: ${[...content, ...modeChange(before, after)].join(', ')}`
}

/** What a diff of contents does not tell: that a file gets another mode. */
export function modeNotes({ path, before, after }: States): readonly ChangeDetail[] {
  return modeChange(before, after).map((mode) => ({ kind: 'note', text: `${path}: ${mode}` }))
}

function modeChange(before: string, after: string): readonly string[] {
  const [was, is] = [before === absent ? newFileMode : readState(before).mode, readState(after).mode]
  if (was === is) return []
  return [before === absent ? `mode ${is.toString(8)}` : `mode ${was.toString(8)} → ${is.toString(8)}`]
}

function hashIn(state: string): string | undefined {
  return state.split(':')[2]
}
