import type { Tree } from '../../file/tree/tree.ts'

/** Modes of clean tracked files: git knows only whether a file is executable. */
export interface Modes {
  /** What most files have. */
  readonly plain: number
  readonly executable: number
  /** By path, for the rest. */
  readonly others: { readonly [path: string]: number }
}

/** The modes of files, with what most of them have said once. */
export function cleanModes(tree: Tree, paths: readonly string[]): Modes {
  const found = paths.flatMap((path) => {
    const mode = modeAt(tree, path)
    return mode === undefined ? [] : [{ path, mode }]
  })
  const plain = mostFrequent(found.filter(({ mode }) => !isExecutable(mode)).map(({ mode }) => mode)) ?? 0o644
  const executable = mostFrequent(found.filter(({ mode }) => isExecutable(mode)).map(({ mode }) => mode)) ?? 0o755
  const others = found.filter(({ mode }) => mode !== (isExecutable(mode) ? executable : plain))
  return { plain, executable, others: Object.fromEntries(others.map(({ path, mode }) => [path, mode])) }
}

/** The clean files whose mode is no longer what it was. */
export function changedModes(tree: Tree, modes: Modes, paths: readonly string[]): readonly string[] {
  return paths.filter((path) => {
    const now = modeAt(tree, path)
    return now !== undefined && now !== cleanMode(modes, path, isExecutable(now))
  })
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

function isExecutable(mode: number): boolean {
  return (mode & 0o100) !== 0
}

function mostFrequent(modes: readonly number[]): number | undefined {
  const counts = new Map<number, number>()
  for (const mode of modes) counts.set(mode, (counts.get(mode) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0]
}
