import { type Infer, PlanError, type ReadContext, type Value } from '@backout/core/plugin'
import { defineFileStep } from './file-step.ts'
import { isExclusion, isGlob, unescapeGlob } from './glob/syntax.ts'
import { applyEdits } from './pack/content.ts'
import type { PlannedFiles } from './pack/planned-files.ts'
import { comparePaths } from './path.ts'
import { assertFile, fileDetail } from './planned.ts'
import { replaceInput, replaceOutput } from './replace/schema.ts'
import { type Found, literalSearch, patternSearch, type Search, searchFiles } from './replace/search.ts'
import type { FilesSession } from './session.ts'
import { fileState, hashOf } from './state.ts'
import { patternsOf, touchesOf } from './touches.ts'

type Input = Infer<typeof replaceInput>

/** `file/replace`: a text, or what a regular expression matches, is replaced in files. */
export const fileReplace = defineFileStep({
  uses: 'file/replace',
  summary: 'Replaces a text, or what a regular expression matches, in files',
  input: replaceInput,
  output: replaceOutput,
  touches: (input, context) => {
    searchOf(input)
    return touchesOf(patternsOf(input.paths, context), 'write')
  },
  notes: (input) => (findsItself(input) ? ['What it puts in is found again: a second run would replace it once more'] : []),
  async *plan(input, files, context, from) {
    const search = searchOf(input)
    const done = from as Checkpoint | undefined
    const patterns = patternsOf(input.paths, context) ?? []
    const named = namedFiles(files, input.paths ?? [])
    const paths = files.list(patterns, 'file').filter((path) => !done || comparePaths(path, done.path) > 0)
    if (input.count !== undefined) assertCount(input.count, files, paths, search, done)
    const skip = (path: string): void => skipBinary(path, named, context)
    let count = done?.count ?? 0
    for (const found of searchFiles(files.tree, paths, search, skip)) {
      count += found.count
      if (found.edits.length > 0) yield plannedOf(files, found, count)
    }
  },
  finish: ({ files, count }) => ({ files, replacements: count }),
})

/** Where to go on: after this path, with so many found before. */
type Checkpoint = { readonly path: string; readonly count: number }

function searchOf({ find, pattern, replace }: Input): Search {
  if ((find === undefined) === (pattern === undefined)) {
    throw new PlanError('invalid', 'Cannot tell what to replace: give either "find" (a text) or "pattern" (a regular expression)')
  }
  return find === undefined ? patternSearch(pattern!, replace) : literalSearch(find, replace)
}

function findsItself(input: Input): boolean {
  return searchOf(input).matches(input.replace).length > 0
}

function namedFiles(files: FilesSession, patterns: readonly string[]): ReadonlySet<string> {
  const named = patterns.filter((pattern) => !isExclusion(pattern) && !isGlob(pattern)).map(unescapeGlob)
  for (const path of named) {
    const entry = files.entry(path)
    if (!entry) throw new PlanError('missing', `Cannot replace in "${path}": it is not there`)
    if (entry.kind !== 'directory') assertFile(path, entry.kind)
  }
  return new Set(named)
}

function skipBinary(path: string, named: ReadonlySet<string>, context: ReadContext): void {
  if (named.has(path)) throw new PlanError('failed', `Cannot replace in "${path}": it is not UTF-8 text`)
  context.note(`${path} is not UTF-8 text, and is left as it is`)
}

function assertCount(count: number, files: FilesSession, paths: readonly string[], search: Search, done: Checkpoint | undefined): void {
  const found = [...searchFiles(files.tree, paths, search, () => undefined)].map((one) => [one.path, one.count] as const)
  const total = found.reduce((sum, [, times]) => sum + times, done?.count ?? 0)
  if (total === count) return
  const where = found.slice(0, 5).map(([path, times]) => `${path}: ${times}`)
  const list = found.length > 5 ? [...where, `and ${found.length - 5} more files`] : where
  throw new PlanError(
    'failed',
    `Cannot replace: ${count} were expected, ${total} are there${list.length > 0 ? ` (${list.join(', ')})` : ''}`,
  )
}

function plannedOf(files: FilesSession, { path, bytes, edits, count }: Found, total: number): PlannedFiles {
  const after = applyEdits(bytes, edits)
  const entry = files.tree.entry(path)
  const mode = entry?.kind === 'file' ? entry.mode : 0
  const change = { path, before: fileState(mode, hashOf(bytes)), after: fileState(mode, hashOf(after)), edits, count }
  return {
    changes: [change],
    bytes: bytes.length + after.length,
    title: `${path}: ${count} replacement${count === 1 ? '' : 's'}`,
    details: () => [fileDetail(path, bytes, after)],
    checkpoint: { path, count: total } satisfies Value,
  }
}
