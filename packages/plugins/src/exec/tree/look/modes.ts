import { isDenied } from '../../../file/tree/state.ts'
import type { Owner } from '../../../file/tree/owner.ts'
import type { Entry, Tree } from '../../../file/tree/tree.ts'
import { changedAt } from '../../../file/tree/disk/unchanged.ts'
import type { Committed } from '../git/committed.ts'
import { entryAt } from './look.ts'

/** What git does not know of clean tracked files: their owners, and of their modes more than whether a file is executable. */
export interface Modes {
  /** What most files have. */
  readonly plain: number
  readonly executable: number
  /** By path, for the rest. */
  readonly others: { readonly [path: string]: number }
  /** ms; when one of them was last touched, by the clock of the file system. Older records do not say. */
  readonly newest?: number
  /** Whom most files belong to; left out where that is this process. */
  readonly owner?: Owner
  /** By path, for the rest; `null` for this process. */
  readonly owners?: { readonly [path: string]: Owner | null }
}

/** The modes of files, with what most of them have said once, and when the last of them was touched. */
export function cleanModes(tree: Tree, files: readonly Committed[]): Modes {
  const found = files.flatMap((file) => {
    const entry = lookAt(tree, file.path)
    return entry === undefined || entry === 'denied' ? [] : [{ ...file, entry }]
  })
  const modes = found.flatMap(({ entry, ...file }) => (entry.kind === 'file' ? [{ ...file, mode: entry.mode }] : []))
  const mostOf = (wanted: boolean): number | undefined =>
    mostFrequent(modes.filter(({ executable }) => executable === wanted).map(({ mode }) => mode))
  const plain = mostOf(false) ?? 0o644
  // Where the file system has no modes, a checkout makes all files executable, and then none may seem to be changed.
  const executable = mostOf(true) ?? plain | 0o111
  const others = modes.filter((file) => file.mode !== (file.executable ? executable : plain))
  return {
    plain,
    executable,
    others: Object.fromEntries(others.map(({ path, mode }) => [path, mode])),
    newest: found.reduce((newest, { entry }) => Math.max(newest, changedAt(entry.stamp)), 0),
    ...cleanOwners(found),
  }
}

function cleanOwners(files: readonly { readonly path: string; readonly entry: Entry }[]): Pick<Modes, 'owner' | 'owners'> {
  const all = files.map(({ path, entry }) => ({
    path,
    owner: entry.owner,
    key: entry.owner ? `${entry.owner.uid}:${entry.owner.gid}` : '',
  }))
  const most = mostFrequent(all.map(({ key }) => key))
  const others = all.filter(({ key }) => key !== most)
  return {
    ...(most && { owner: all.find(({ key }) => key === most)!.owner! }),
    ...(others.length > 0 && { owners: Object.fromEntries(others.map(({ path, owner }) => [path, owner ?? null])) }),
  }
}

/** The clean files that may have changed: they are gone, have another mode, or were touched when the last of them was, or later. */
export function touchedFiles(tree: Tree, modes: Modes, files: readonly Committed[]): readonly string[] {
  const isTouched = ({ path, executable }: Committed): boolean => {
    const entry = lookAt(tree, path)
    if (entry === 'denied') return false
    if (entry?.kind !== 'file' && entry?.kind !== 'link') return true
    const isLate = changedAt(entry.stamp) >= (modes.newest ?? Number.POSITIVE_INFINITY)
    return isLate || (entry.kind === 'file' && entry.mode !== cleanMode(modes, path, executable))
  }
  return files.filter(isTouched).map(({ path }) => path)
}

/** The mode that a file had, from whether git has it as executable. */
export function cleanMode(modes: Modes, path: string, executable: boolean): number {
  return modes.others[path] ?? (executable ? modes.executable : modes.plain)
}

/** Whom a file belonged to; undefined for this process. */
export function cleanOwner({ owner, owners = {} }: Modes, path: string): Owner | undefined {
  return Object.hasOwn(owners, path) ? (owners[path] ?? undefined) : owner
}

/** What is in a directory that this process may not look into, a command of it can't change either. */
function lookAt(tree: Tree, path: string): Entry | 'denied' | undefined {
  try {
    return entryAt(tree, path)
  } catch (error) {
    if (isDenied(error)) return 'denied'
    throw error
  }
}

function mostFrequent<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0]
}
