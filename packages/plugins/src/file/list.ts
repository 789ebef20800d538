import { type Guard, PlanError } from '@backout/core/plugin'
import { escapeGlob, expandBraces, isGlob, unescapeGlob } from './glob/syntax.ts'
import { comparePaths, isReserved, normalPath } from './path.ts'
import { subtreeOf } from './subtree.ts'
import type { Name, Tree } from './tree/tree.ts'

/** The files and links that patterns match, sorted, as tinyglobby has it: links are not followed, and a leading dot is nothing special. Errors: `out-of-scope`. */
export async function listFiles(
  tree: Tree,
  guard: Guard,
  patterns: readonly string[],
  kind: 'files' | 'directories' = 'files',
): Promise<readonly string[]> {
  const wanted = patterns.filter((pattern) => !isExclusion(pattern)).map(normalPattern)
  for (const pattern of wanted.flatMap((one) => expandBraces(one) ?? [one])) guard.demand(pattern, 'read')
  const unwanted = patterns.filter(isExclusion).map((pattern) => normalPattern(pattern.slice(1)))
  const found = new Set<string>()
  for (const pattern of wanted) if (!isGlob(pattern)) for (const path of literalPaths(tree, unescapeGlob(pattern), kind)) found.add(path)
  for (const path of await globPaths(tree, wanted.filter(isGlob), unwanted, kind)) found.add(path)
  const paths = unwanted.length === 0 ? [...found] : await without(found, unwanted)
  return paths.sort(comparePaths)
}

/** Whether a pattern takes files away. */
export function isExclusion(pattern: string): boolean {
  return pattern.startsWith('!') && !pattern.startsWith('!(')
}

function normalPattern(pattern: string): string {
  if (pattern === '.' || pattern === './') return '**'
  if (!isGlob(pattern)) return escapeGlob(normalPath(unescapeGlob(pattern)))
  if (pattern.startsWith('/') || pattern.split('/').includes('..')) {
    throw new PlanError('out-of-scope', `Cannot use pattern "${pattern}": it leads out of the root`)
  }
  return pattern.replace(/^(?:\.\/)+/, '')
}

function literalPaths(tree: Tree, path: string, kind: 'files' | 'directories'): readonly string[] {
  const found = subtreeOf(tree, tree.locate(path))
  return found.filter(({ entry }) => (entry.kind === 'directory') === (kind === 'directories')).map((one) => one.path)
}

async function without(paths: Iterable<string>, unwanted: readonly string[]): Promise<string[]> {
  const { covers } = await import('./glob/covers.ts')
  return [...paths].filter((path) => !unwanted.some((pattern) => covers(pattern, escapeGlob(path))))
}

async function globPaths(
  tree: Tree,
  patterns: readonly string[],
  ignore: readonly string[],
  kind: 'files' | 'directories',
): Promise<readonly string[]> {
  if (patterns.length === 0) return []
  const { globSync } = await import('tinyglobby')
  // Any absolute path will do: it only ever comes back to `readdirSync` below.
  const root = '/tree'
  const readdirSync = (directory: string): readonly unknown[] => tree.names(relativeTo(root, directory)).filter(isPlain).map(dirent)
  const fs = { readdirSync } as never
  const onlyDirectories = kind === 'directories'
  const options = { cwd: root, ignore: [...ignore], dot: true, expandDirectories: false, followSymbolicLinks: false, onlyDirectories, fs }
  return globSync([...patterns], options)
    .map((path) => path.replace(/\/$/, ''))
    .filter((path) => path !== '' && path !== '.')
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
