import { type Guard, PlanError } from '@backout/core/plugin'
import { expandBraces } from './glob/braces.ts'
import { covers } from './glob/covers.ts'
import { isNeverInScope, normalPattern } from './glob/normal-pattern.ts'
import { escapeGlob, isExclusion, isGlob, unescapeGlob } from './glob/syntax.ts'
import { segmentsOf } from './glob/tokens.ts'
import { isListed, type Listed, walkMatches } from './glob/walk.ts'
import { comparePaths } from './path.ts'
import { subtreeOf } from './tree/subtree.ts'
import type { Tree } from './tree/tree.ts'

/** The files and links, or the directories, that patterns match, sorted. Links are not followed, and a leading dot is nothing special. Errors: `out-of-scope`, `invalid`. */
export function listFiles(tree: Tree, guard: Guard, patterns: readonly string[], kind: Listed = 'any'): readonly string[] {
  const wanted = patterns.filter((pattern) => !isExclusion(pattern)).map(normalPattern)
  const excluded = patterns.filter(isExclusion).map((pattern) => pattern.slice(1))
  const unwanted = excluded.filter((pattern) => !isNeverInScope(pattern)).map(normalPattern)
  const globs = wanted.flatMap(alternatives)
  for (const pattern of globs) guard.demand(pattern, 'read')
  const isUnwanted = (part: string): boolean => unwanted.some((pattern) => covers(pattern, part))
  const found = new Set(
    walkMatches(tree, globs.filter(isGlob).map(segmentsOf), kind, (directory) => isUnwanted(`${escapeGlob(directory)}/**`)),
  )
  for (const pattern of new Set([...wanted, ...globs])) for (const path of literalPaths(tree, pattern, kind)) found.add(path)
  const paths = unwanted.length === 0 ? [...found] : [...found].filter((path) => !isUnwanted(escapeGlob(path)))
  return paths.toSorted(comparePaths)
}

function alternatives(pattern: string): readonly string[] {
  const all = expandBraces(pattern)
  if (all) return all
  throw new PlanError('invalid', `Cannot use pattern "${pattern}": its braces stand for too many patterns`)
}

/** A pattern that is there as it is written (`app/[id]`) means that. */
function literalPaths(tree: Tree, pattern: string, kind: Listed): readonly string[] {
  const path = isGlob(pattern) ? pattern : unescapeGlob(pattern)
  if (isGlob(pattern) && !isThere(tree, path)) return []
  const found = subtreeOf(tree, tree.locate(path))
  return found.filter(({ entry }) => isListed(entry.kind, kind)).map((one) => one.path)
}

/** No file system has names of more than 255 bytes (or characters), which a list of alternatives soon has; and what a link leads out of, a pattern does not match. */
function isThere(tree: Tree, path: string): boolean {
  if (path.split('/').some((name) => Buffer.byteLength(name) > 255)) return false
  try {
    return tree.entry(tree.locate(path)) !== undefined
  } catch (error) {
    if ((error as { code?: string }).code === 'out-of-scope') return false
    throw error
  }
}
