import type { Git } from './git.ts'

/**
 * A path at which git's index is not as the commit. Each is `mode id stage`, several lines in a merge; `''` for nothing. Behind it stand the marks of an entry,
 * as the options of git-update-index(1) and git-add(1) name them: `skip-worktree`, `assume-unchanged`, `intent-to-add`.
 */
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

/** What is staged, and what is marked, by path. */
export async function stagedIn(git: Git): Promise<ReadonlyMap<string, Staged>> {
  const [committed, entries] = await Promise.all([committedWhereStaged(git, 'visible'), entriesOf(git)])
  const marked = [...entries].filter(([, entry]) => entry.split(' ').length > 3)
  const paths = new Set([...committed.keys(), ...marked.map(([path]) => path)])
  return new Map(
    Array.from(paths, (path) => {
      const index = entries.get(path) ?? ''
      return [path, { committed: committed.get(path) ?? plainEntry(index), index }] as const
    }),
  )
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
  const now = await entriesOf(git)
  const open = changes.filter(({ path, after }) => (now.get(path) ?? '') === after)
  const lines = open.flatMap(({ path, before, after }) =>
    [nothingLike(before || after), ...entriesToStage(before)].map((entry) => `${entry}\t${git.prefix}${path}\0`),
  )
  if (lines.length > 0) await git.run(['update-index', '-z', '--index-info'], { input: lines.join('') })
  for (const mark of marks) {
    const marked = open.filter(({ before }) => before.split(' ').includes(mark)).map(({ path }) => `${path}\0`)
    if (marked.length > 0) await git.run(commandFor(mark), { input: marked.join(''), env: { GIT_LITERAL_PATHSPECS: '1' } })
  }
}

function commandFor(mark: (typeof marks)[number]): readonly string[] {
  if (mark !== toAdd) return ['update-index', '-z', `--${mark}`, '--stdin']
  return ['add', `--${mark}`, '--force', '--pathspec-from-file=-', '--pathspec-file-nul']
}

function entriesToStage(entry: string): readonly string[] {
  return entry.endsWith(toAdd) ? [] : entry.split('\n').filter(Boolean).map(plainEntry)
}

/** Mode 0 takes a path out (git-update-index(1), "Using --index-info"). */
function nothingLike(entry: string): string {
  return `0 ${'0'.repeat(entry.split(' ')[1]!.length)}`
}

/**
 * What the commit has where the index has something else (git-diff(1), "Raw output format"). What is only noted as to be added counts as staged where it is
 * to be `visible`.
 */
async function committedWhereStaged(git: Git, toBeAdded: 'visible' | 'invisible'): Promise<ReadonlyMap<string, string>> {
  const raw = ['--raw', '-z', '--no-abbrev', '--no-renames', '--no-ext-diff', '--relative', '--ignore-submodules=dirty']
  const fields = await git.paths(['diff', '--cached', `--ita-${toBeAdded}-in-index`, ...raw])
  const committed = new Map<string, string>()
  for (let at = 0; at < fields.length; at += 2) {
    const [mode = '', , id = ''] = fields[at]!.slice(1).split(' ')
    committed.set(fields[at + 1]!, /^0+$/.test(mode) ? '' : `${mode} ${id} 0`)
  }
  return committed
}

/** The whole index, with marks (git-ls-files(1): `-v` puts a letter before each entry, in lower case where it is assumed to be unchanged). */
async function entriesOf(git: Git): Promise<ReadonlyMap<string, string>> {
  const [lines, visible, invisible] = await Promise.all([
    git.paths(['ls-files', '-z', '--stage', '-v']),
    committedWhereStaged(git, 'visible'),
    committedWhereStaged(git, 'invisible'),
  ])
  const entries = new Map<string, string>()
  for (const line of lines) {
    const path = line.slice(line.indexOf('\t') + 1)
    const isToAdd = visible.has(path) && visible.get(path) !== invisible.get(path)
    const marked = [line.slice(2, line.indexOf('\t')), ...marksOf(line.charAt(0)), ...(isToAdd ? [toAdd] : [])].join(' ')
    entries.set(path, [entries.get(path), marked].filter(Boolean).join('\n'))
  }
  return entries
}

function marksOf(letter: string): readonly string[] {
  const isSkipped = letter.toUpperCase() === 'S'
  return [...(isSkipped ? ['skip-worktree'] : []), ...(letter === letter.toLowerCase() ? ['assume-unchanged'] : [])]
}

const toAdd = 'intent-to-add'
const marks = [toAdd, 'skip-worktree', 'assume-unchanged'] as const

/** `mode id stage`, without marks. */
function plainEntry(entry: string): string {
  return entry.split(' ').slice(0, 3).join(' ')
}
