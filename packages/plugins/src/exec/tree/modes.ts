import type { Tree } from '../../file/tree/tree.ts'
import type { Committed } from './committed.ts'

/** Modes of clean tracked files: git knows only whether a file is executable. */
export interface Modes {
  /** What most files have. */
  readonly plain: number
  readonly executable: number
  /** By path, for the rest. */
  readonly others: { readonly [path: string]: number }
}

/** The modes of files, with what most of them have said once. */
export function cleanModes(tree: Tree, files: readonly Committed[]): Modes {
  const found = files.flatMap((file) => {
    const mode = modeAt(tree, file.path)
    return mode === undefined ? [] : [{ ...file, mode }]
  })
  const mostOf = (wanted: boolean): number | undefined =>
    mostFrequent(found.filter(({ executable }) => executable === wanted).map(({ mode }) => mode))
  const [plain, executable] = [mostOf(false) ?? 0o644, mostOf(true) ?? 0o755]
  const others = found.filter((file) => file.mode !== (file.executable ? executable : plain))
  return { plain, executable, others: Object.fromEntries(others.map(({ path, mode }) => [path, mode])) }
}

/** The clean files whose mode is no longer what it was. */
export function changedModes(tree: Tree, modes: Modes, files: readonly Committed[]): readonly string[] {
  const isChanged = ({ path, executable }: Committed): boolean => {
    const now = modeAt(tree, path)
    return now !== undefined && now !== cleanMode(modes, path, executable)
  }
  return files.filter(isChanged).map(({ path }) => path)
}

/** The mode that a file had, from whether git has it as executable. */
export function cleanMode(modes: Modes, path: string, executable: boolean): number {
  return modes.others[path] ?? (executable ? modes.executable : modes.plain)
}

function modeAt(tree: Tree, path: string): number | undefined {
  try {
    const entry = tree.entry(path)
    return entry?.kind === 'file' ? entry.mode : undefined
  } catch {
    return undefined
  }
}

function mostFrequent(modes: readonly number[]): number | undefined {
  const counts = new Map<number, number>()
  for (const mode of modes) counts.set(mode, (counts.get(mode) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0]
}
