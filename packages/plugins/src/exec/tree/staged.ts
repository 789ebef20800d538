import type { Git } from './git.ts'

/** A path at which git's index is not as the commit. Each is `mode id stage`, several lines in a merge; `''` for nothing. */
export interface Staged {
  readonly committed: string
  readonly index: string
}

/** A path at which the index is no longer as it was. */
export interface IndexChange {
  readonly path: string
  readonly before: string
  readonly after: string
}

/** Where HEAD was, and what was staged there. */
interface Index {
  readonly head: string | undefined
  readonly staged: ReadonlyMap<string, Staged>
}

/** What is staged, by path (git-diff(1), "Raw output format"). */
export async function stagedIn(git: Git): Promise<ReadonlyMap<string, Staged>> {
  const raw = ['--raw', '-z', '--no-abbrev', '--no-renames', '--no-ext-diff', '--relative', '--ignore-submodules=dirty']
  const fields = await git.paths(['diff', '--cached', ...raw])
  const staged = new Map<string, Staged>()
  for (let at = 0; at < fields.length; at += 2) {
    const [was = '', is = '', before = '', after = ''] = fields[at]!.slice(1).split(' ')
    staged.set(fields[at + 1]!, { committed: entryOf(was, before), index: entryOf(is, after) })
  }
  for (const [path, index] of entriesIn(await git.paths(['ls-files', '-z', '--unmerged']))) {
    staged.set(path, { committed: staged.get(path)?.committed ?? '', index })
  }
  return staged
}

/** How the index differs from what it was, while HEAD is where it was. States are those of {@link Staged}. */
export async function indexChanges(git: Git | undefined, { head, staged }: Index): Promise<readonly IndexChange[]> {
  if (!git || git.head !== head) return []
  const now = await stagedIn(git)
  return [...new Set([...staged.keys(), ...now.keys()])].flatMap((path) => {
    const [was, is] = [staged.get(path), now.get(path)]
    const [before, after] = [was?.index ?? is?.committed ?? '', is?.index ?? was?.committed ?? '']
    return before === after ? [] : [{ path, before, after }]
  })
}

/** Stages again what was staged, where the index is as the command left it. What others have committed or staged since stays. */
export async function restoreIndex(git: Git | undefined, { head }: Pick<Index, 'head'>, changes: readonly IndexChange[]): Promise<void> {
  if (!git || git.head !== head || changes.length === 0) return
  const now = entriesIn(await git.paths(['ls-files', '-z', '--stage']))
  const lines = changes
    .filter(({ path, after }) => (now.get(path) ?? '') === after)
    .flatMap(({ path, before, after }) =>
      [nothingLike(before || after), ...before.split('\n').filter(Boolean)].map((entry) => `${entry}\t${git.prefix}${path}\0`),
    )
  if (lines.length > 0) await git.run(['update-index', '-z', '--index-info'], { input: lines.join('') })
}

/** Mode 0 takes a path out (git-update-index(1), "Using --index-info"). */
function nothingLike(entry: string): string {
  return `0 ${'0'.repeat(entry.split(' ')[1]!.length)}`
}

function entryOf(mode: string, id: string): string {
  return /^0+$/.test(mode) ? '' : `${mode} ${id} 0`
}

/** `mode id stage`, a tab, and the path (git-ls-files(1), "Output"). */
function entriesIn(lines: readonly string[]): ReadonlyMap<string, string> {
  const entries = new Map<string, string>()
  for (const line of lines) {
    const [entry, path] = [line.slice(0, line.indexOf('\t')), line.slice(line.indexOf('\t') + 1)]
    entries.set(path, [entries.get(path), entry].filter(Boolean).join('\n'))
  }
  return entries
}
