import { type Guard, PlanError } from '@backout/core/plugin'
import { escapeGlob, isGlob, unescapeGlob } from './glob/syntax.ts'
import { comparePaths, isReserved, normalPath } from './path.ts'
import type { Name, Tree } from './tree/tree.ts'

/** The files and links that patterns match, sorted, as tinyglobby has it: links are not followed, and a leading dot is nothing special. Errors: `out-of-scope`. */
export async function listFiles(tree: Tree, guard: Guard, patterns: readonly string[]): Promise<readonly string[]> {
  const wanted = patterns.filter((pattern) => !isExclusion(pattern)).map(normalPattern)
  const unwanted = patterns.filter(isExclusion).map((pattern) => normalPattern(pattern.slice(1)))
  const found = new Set<string>()
  for (const pattern of wanted) if (!isGlob(pattern)) for (const path of literalFiles(tree, unescapeGlob(pattern))) found.add(path)
  for (const path of await globFiles(tree, wanted.filter(isGlob), unwanted)) found.add(path)
  const paths = unwanted.length === 0 ? [...found] : await without(found, unwanted)
  const free = wanted.every((pattern) => guard.allows(pattern, 'read'))
  if (!free) for (const path of paths) guard.demand(escapeGlob(path), 'read')
  return paths.sort(comparePaths)
}

/** Whether a pattern takes files away. */
export function isExclusion(pattern: string): boolean {
  return pattern.startsWith('!') && !pattern.startsWith('!(')
}

function normalPattern(pattern: string): string {
  if (!isGlob(pattern)) return normalPath(pattern)
  if (pattern.startsWith('/') || pattern.split('/').includes('..')) {
    throw new PlanError('out-of-scope', `Cannot use pattern "${pattern}": it leads out of the root`)
  }
  return pattern.replace(/^(?:\.\/)+/, '')
}

function literalFiles(tree: Tree, path: string): readonly string[] {
  const canonical = tree.locate(path)
  const entry = tree.entry(canonical)
  if (entry?.kind !== 'directory') return entry ? [canonical] : []
  return filesBeneath(tree, canonical)
}

/** All files and links beneath a directory, unsorted. */
export function filesBeneath(tree: Tree, directory: string): readonly string[] {
  const paths: string[] = []
  const pending = [directory]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const { name, kind } of tree.names(next)) {
      if (isReserved(name)) continue
      const path = next === '' ? name : `${next}/${name}`
      if (kind === 'directory') pending.push(path)
      else paths.push(path)
    }
  }
  return paths
}

async function without(paths: Iterable<string>, unwanted: readonly string[]): Promise<string[]> {
  const { covers } = await import('./glob/covers.ts')
  return [...paths].filter((path) => !unwanted.some((pattern) => covers(pattern, escapeGlob(path))))
}

async function globFiles(tree: Tree, patterns: readonly string[], ignore: readonly string[]): Promise<readonly string[]> {
  if (patterns.length === 0) return []
  const { globSync } = await import('tinyglobby')
  // Any absolute path will do: it only ever comes back to `readdirSync` below.
  const root = '/tree'
  const readdirSync = (directory: string): readonly unknown[] => tree.names(relativeTo(root, directory)).filter(isPlain).map(dirent)
  const fs = { readdirSync } as never
  return globSync([...patterns], { cwd: root, ignore: [...ignore], dot: true, expandDirectories: false, followSymbolicLinks: false, fs })
}

function relativeTo(root: string, directory: string): string {
  return directory.slice(root.length + 1).replace(/\/$/, '')
}

function isPlain({ name }: Name): boolean {
  return !isReserved(name)
}

/** Links pass for files, so that they are listed and not followed. */
function dirent({ name, kind }: Name): unknown {
  const isDirectory = kind === 'directory'
  return { name, isDirectory: () => isDirectory, isFile: () => !isDirectory, isSymbolicLink: () => false }
}
