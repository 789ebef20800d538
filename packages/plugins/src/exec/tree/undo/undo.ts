import { isClosed } from '../../../file/tree/state.ts'
import { storedContent } from '../../../file/pack/content.ts'
import type { Owner } from '../../../file/tree/owner.ts'
import type { Tree } from '../../../file/tree/tree.ts'
import { type Baseline, isNamed } from '../compare/baseline.ts'
import { entryAt } from '../look/look.ts'
import type { Modes } from '../look/modes.ts'
import type { Rules } from '../git/rules.ts'
import type { Staged } from '../git/staged.ts'

/** What is saved before a command, in pieces that fit into memory: first the command and the baseline, then contents. */
export type TreeUndo = SavedCommand | SavedBaseline | SavedContents

/** What is about to run. Whoever may not run it may not put back what it did either. */
export interface SavedCommand {
  readonly format: 1
  readonly kind: 'command'
  readonly program: string
}

/** The baseline, but for the states of files. */
export interface SavedBaseline {
  readonly format: 1
  readonly kind: 'baseline'
  readonly inGit: boolean
  readonly ignored: readonly string[]
  /** `''` for none. */
  readonly head: string
  readonly rules?: Rules
  readonly modes: Modes
  readonly directories: { readonly [path: string]: number }
  /** Of directories that are not ours. */
  readonly owners?: { readonly [path: string]: Owner }
  readonly staged: { readonly [path: string]: Staged }
  readonly complete: boolean
  readonly apart: readonly string[]
  readonly repositories: readonly string[]
  readonly writes: readonly string[]
}

/** Files as they were. The content of one may go on in the next piece, under the same path. */
export interface SavedContents {
  readonly format: 1
  readonly kind: 'files'
  readonly files: readonly {
    readonly path: string
    readonly before: string
    readonly content?: string | Uint8Array
    readonly owner?: Owner
  }[]
}

/** Saves a baseline, and the contents of its files: of each that still fits into `limit` bytes. */
export function* saveBaseline(
  tree: Tree,
  baseline: Baseline,
  writes: readonly string[],
  limit = Number.POSITIVE_INFINITY,
): Iterable<TreeUndo> {
  const { directories, staged, saved, head = '', ...rest } = baseline
  const maps = { directories: Object.fromEntries(directories), staged: Object.fromEntries(staged) }
  yield { format: 1, kind: 'baseline', ...rest, ...maps, owners: ownersOf(tree, directories.keys()), head, writes }
  let [files, bytes, left]: [SavedContents['files'][number][], number, number] = [[], 0, limit]
  for (const [path, before] of saved) {
    const entry = tree.entry(path)
    const owner = entry?.owner
    const size = entry?.kind === 'file' && (!isClosed(before) || isNamed(path, writes)) ? entry.size : undefined
    const fits = size !== undefined && size <= left
    if (fits) left -= size
    const pieces = fits ? contentPieces(tree, path) : [undefined]
    for (const content of pieces) {
      files.push({ path, before, ...(content !== undefined && { content: storedContent(content) }), ...(owner && { owner }) })
      bytes += content?.length ?? 0
      if (bytes < pieceLimit && files.length < 10_000) continue
      yield { format: 1, kind: 'files', files }
      ;[files, bytes] = [[], 0]
    }
  }
  if (files.length > 0) yield { format: 1, kind: 'files', files }
}

function ownersOf(tree: Tree, paths: Iterable<string>): { readonly [path: string]: Owner } {
  const owned = Array.from(paths, (path) => [path, entryAt(tree, path)?.owner] as const)
  return Object.fromEntries(owned.flatMap(([path, owner]) => (owner ? [[path, owner]] : [])))
}

/** Bytes of content in one piece. */
const pieceLimit = 4 * 1024 * 1024

function* contentPieces(tree: Tree, path: string): Iterable<Uint8Array> {
  let isEmpty = true
  for (const piece of tree.chunks(path)) {
    isEmpty = false
    yield piece
  }
  if (isEmpty) yield new Uint8Array()
}

/** The baseline that was saved, what the command was allowed to write, and the contents of files by path. */
export interface Loaded {
  readonly baseline: Baseline
  readonly writes: readonly string[]
  readonly contents: ReadonlyMap<string, readonly (string | Uint8Array)[]>
  /** Of files and directories that are not ours. */
  readonly owners: ReadonlyMap<string, Owner>
}

/** Reads what {@link saveBaseline} saved. */
export function loadBaseline(undo: readonly TreeUndo[]): Loaded {
  const first = undo.find((piece) => piece.kind === 'baseline')!
  const saved = new Map<string, string>()
  const contents = new Map<string, (string | Uint8Array)[]>()
  const owners = new Map(Object.entries(first.owners ?? {}))
  for (const piece of undo) {
    for (const { path, before, content, owner } of piece.kind === 'files' ? piece.files : []) {
      saved.set(path, before)
      if (owner) owners.set(path, owner)
      if (content === undefined) continue
      const known = contents.get(path)
      if (known) known.push(content)
      else contents.set(path, [content])
    }
  }
  const { format: _, kind: __, owners: ___, directories, staged, writes, head, ...rest } = first
  const maps = { saved, directories: new Map(Object.entries(directories)), staged: new Map(Object.entries(staged)) }
  return {
    baseline: { ...rest, ...maps, head: head === '' ? undefined : head },
    writes,
    contents,
    owners,
  }
}
