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

/** What is staged, and what is marked, by path. */
export function stagedIn({ entries, committed }: Index): ReadonlyMap<string, Staged> {
  const marked = [...entries].filter(([, entry]) => entry.split(' ').length > 3)
  const paths = new Set([...committed.keys(), ...marked.map(([path]) => path)])
  return new Map(
    Array.from(paths, (path) => {
      const index = entries.get(path) ?? ''
      return [path, { committed: committed.get(path) ?? plainEntry(index), index }] as const
    }),
  )
}

/** How what is staged differs. States are those of {@link Staged}. */
export function indexChanges(before: ReadonlyMap<string, Staged>, now: ReadonlyMap<string, Staged>): readonly IndexChange[] {
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((path) => {
    const [was, is] = [before.get(path), now.get(path)]
    const change = { path, before: was?.index ?? is?.committed ?? '', after: is?.index ?? was?.committed ?? '' }
    return change.before === change.after ? [] : [change]
  })
}

/** Stages again what was staged, where the index is as the command left it. What others have committed or staged since stays. */
export async function restoreIndex(
  git: Git | undefined,
  { head }: { readonly head: string | undefined },
  changes: readonly IndexChange[],
): Promise<void> {
  if (!git || git.head !== head || changes.length === 0) return
  const { entries: now } = await readIndex(git)
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

/** Git's index at one time. */
export interface Index {
  /** What it has at each path, with marks, as {@link Staged} tells. */
  readonly entries: ReadonlyMap<string, string>
  /** What the commit has where something else is staged. */
  readonly committed: ReadonlyMap<string, string>
  /** Files that git was told not to look at: whether they changed, it does not tell. */
  readonly unlookedAt: readonly string[]
  /** What is neither in it nor ignored. */
  readonly untracked: readonly string[]
}

/** Reads the index (git-ls-files(1): `-v` puts a letter before each entry, in lower case where it is assumed to be unchanged, and `?` before what is untracked). */
export async function readIndex(git: Git): Promise<Index> {
  const [lines, committed] = await Promise.all([
    git.paths(['ls-files', '-z', '--stage', '-v', '--others', '--exclude-standard']),
    committedWhereStaged(git, 'visible'),
  ])
  // What is only noted as to be added is staged in one sense alone.
  const certain = committed.size === 0 ? committed : await committedWhereStaged(git, 'invisible')
  const isTracked = (line: string): boolean => !line.startsWith('? ')
  const tracked = lines.filter(isTracked)
  const entries = new Map<string, string>()
  for (const line of tracked) {
    const path = pathOf(line)
    const isToAdd = committed.has(path) && committed.get(path) !== certain.get(path)
    const marked = [line.slice(2, line.indexOf('\t')), ...marksOf(line.charAt(0)), ...(isToAdd ? [toAdd] : [])].join(' ')
    entries.set(path, [entries.get(path), marked].filter(Boolean).join('\n'))
  }
  return {
    entries,
    committed,
    unlookedAt: tracked.filter((line) => marksOf(line.charAt(0)).length > 0).map(pathOf),
    untracked: lines.filter((line) => !isTracked(line)).map((line) => line.slice(2)),
  }
}

/** Behind the entry, `H mode id stage`, stand a tab and the path. */
function pathOf(line: string): string {
  return line.slice(line.indexOf('\t') + 1)
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
