import { isWholeTree } from '../glob/normal-pattern.ts'
import { isExclusion, isGlob, unescapeGlob } from '../glob/syntax.ts'
import { patternSearch, type Searching, searchFiles } from '../replace/search.ts'
import type { FilesSession } from '../session.ts'

/** What is to be so. */
export interface Expectation {
  readonly paths: readonly string[]
  readonly exists?: boolean | undefined
  readonly matches?: string | undefined
  readonly absent?: string | undefined
}

/** How files differ from what they should be: one sentence for each problem. Files that are not UTF-8 text match nothing; whoever searches is told of those that might. */
export async function problemsOf(
  files: FilesSession,
  { paths, exists, matches, absent }: Expectation,
  searching: Searching,
): Promise<{ readonly files: number; readonly matches: number; readonly problems: readonly string[] }> {
  const listed = files.list(paths)
  const texts = files.list(paths, 'file')
  const found = matches === undefined ? [] : await countsOf(files, texts, matches, searching)
  const unwanted = absent === undefined ? [] : await countsOf(files, texts, absent, searching)
  const problems = [
    ...(exists === false ? listed.map((path) => `"${path}" is there`) : []),
    ...(exists === true ? missingOf(files, paths) : []),
    ...(matches === undefined ? [] : withoutMatch(matches, texts, new Set(found.map(({ path }) => path)))),
    ...unwanted.map(({ path, count }) => `"${path}" matches /${absent}/ ${count === 1 ? 'once' : `${count} times`}`),
  ]
  return { files: listed.length, matches: found.reduce((sum, { count }) => sum + count, 0), problems }
}

function withoutMatch(pattern: string, paths: readonly string[], found: ReadonlySet<string>): readonly string[] {
  if (paths.length === 0) return [`there is no file that could match /${pattern}/`]
  return paths.filter((path) => !found.has(path)).map((path) => `"${path}" does not match /${pattern}/`)
}

async function countsOf(
  files: FilesSession,
  paths: readonly string[],
  pattern: string,
  searching: Searching,
): Promise<readonly { readonly path: string; readonly count: number }[]> {
  const rounds = searchFiles(files.tree, paths, patternSearch(pattern, ''), searching)
  const found = await Array.fromAsync(rounds, (round) => round.map(({ path, count }) => ({ path, count })))
  return found.flat()
}

function missingOf(files: FilesSession, paths: readonly string[]): readonly string[] {
  const missing: string[] = []
  for (const path of paths.filter((one) => !isExclusion(one))) {
    const there = isGlob(path) || isWholeTree(path) ? files.list([path]).length > 0 : files.entry(unescapeGlob(path)) !== undefined
    if (!there) missing.push(isGlob(path) ? `no file matches "${path}"` : `"${path}" is not there`)
  }
  return missing
}
