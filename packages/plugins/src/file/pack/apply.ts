import { type Applied, PlanError } from '@backout/core/plugin'
import type { FilesSession } from '../session.ts'
import { absent, isAt, learnStates, readState, stateOfEntry, wordFor } from '../tree/state.ts'
import type { Owner } from '../tree/owner.ts'
import type { Effect } from '../tree/tree.ts'
import { newContent } from './content.ts'
import { type FileChange, type Pack, pathsOf } from './unit.ts'

/** Applies a pack by compare-and-swap. Files that are at their after-state already (a crash in the middle) are passed over. Errors: `conflict`, `failed`. */
export async function applyPack(session: FilesSession, pack: Pack): Promise<Applied> {
  for (const { path } of pack.files) assertPlace(session, path)
  await learnStates(session.tree, pathsOf(pack))
  // First, since what is swept may be a second name of a file that is compared next.
  for (const { path, before, after } of pack.files) session.tree.sweep(path, [before, after], 'remove')
  const effects = pack.files.flatMap((change) => effectOf(session, change) ?? [])
  if (effects.length > 0) await session.commit(effects)
  for (const path of pack.made) session.made.add(path)
  const count = pack.files.reduce((sum, change) => sum + (change.count ?? 0), 0)
  return { result: { files: pack.files.filter(isOfFile).length, count }, after: null }
}

/** Directories come and go with their files, and are not counted. */
function isOfFile({ before, after }: FileChange): boolean {
  return !before.startsWith('directory:') && !after.startsWith('directory:')
}

/** The path was canonical when the change was computed; a link that was swapped in since then must not redirect it. */
function assertPlace(session: FilesSession, path: string): void {
  const canonical = session.locate(path, 'write')
  if (canonical === path) return
  throw new PlanError('conflict', `Cannot write "${path}": a symbolic link has been put in its way, so that it now means "${canonical}"`)
}

function effectOf(session: FilesSession, change: FileChange): Effect | undefined {
  const { path, before, after } = change
  const entry = session.tree.entry(path)
  const now = entry ? stateOfEntry(session.tree, path, entry) : absent
  if (now === after) return undefined
  if (now !== before && isAt(session.tree, path, after, now)) return undefined
  if (now !== before) throw conflict(path, before, now)
  const effect = makeEffect(path, now, entry?.stamp, after, () => newContent(session.tree, change), change.owner)
  return change.from === undefined ? effect : { ...effect, from: change.from }
}

/** The effect that leads to a state. `content` is asked only for files; without an owner, what is replaced keeps its own. */
export function makeEffect(
  path: string,
  expect: string,
  stamp: string | undefined,
  state: string,
  content: () => Iterable<Uint8Array>,
  owner?: Owner,
): Effect {
  const { kind, mode, target } = readState(state)
  const base = { path, expect, stamp, state, ...(owner && { owner }) }
  switch (kind) {
    case 'absent':
      return { ...base, become: 'absent', state: 'absent' }
    case 'directory':
      return { ...base, become: 'directory', mode }
    case 'link':
      return { ...base, become: 'link', target }
    case 'file':
      return { ...base, become: 'file', mode, content }
    case 'special':
      throw new PlanError('internal', `Cannot write "${path}": it is to become ${state}`)
    default:
      return kind satisfies never
  }
}

function conflict(path: string, before: string, now: string): PlanError {
  return new PlanError('conflict', `Cannot write "${path}": ${difference(before, now)}`, {
    hint: 'Somebody else changed it since this run looked at it: put it back, or start a new run',
  })
}

/** What is not as it should be, in words. */
export function difference(expected: string, now: string): string {
  const [was, is] = [readState(expected), readState(now)]
  if (now === absent) return `the ${wordFor(was.kind)} is gone`
  if (expected === absent) return `there is a ${wordFor(is.kind)} now`
  if (was.kind !== is.kind) return `it is a ${wordFor(is.kind)} now, not a ${wordFor(was.kind)}`
  if (was.kind === 'link') return `the link now leads to "${is.target}", not to "${was.target}"`
  const mode = was.mode === is.mode ? '' : `its mode is ${is.mode.toString(8)}, not ${was.mode.toString(8)}`
  return mode === '' || expected.split(':')[2] !== now.split(':')[2] ? `its content has changed${mode && `, and ${mode}`}` : mode
}
