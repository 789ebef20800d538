import { posix } from 'node:path'
import { expressionsIn, namesIn } from '../../expression/index.ts'
import { type Json, messageOf, PlanError } from '../../model/index.ts'
import { replaceText } from '../../load/index.ts'
import type { JsonSchema } from '../../plugin.ts'
import { marksIn } from '../../plugin/schema-marks.ts'
import type { Findings } from '../mistakes/findings.ts'
import { shown } from '../mistakes/phrases.ts'
import { holdsExpression } from '../mistakes/template.ts'
import { pathProblem } from './paths.ts'
import { suggestWord } from '../mistakes/suggest.ts'
import { inputPlace, type Use } from '../view/uses.ts'

/** The name of a connection in an input, and the family that it must be of. */
export interface ConnectionUse {
  readonly use: Use
  readonly name: string
  readonly family: string
  readonly pointer: string
}

/** What the marks in inputs lead to. */
export interface Marked {
  readonly connections: readonly ConnectionUse[]
  /** Uses with a file that cannot be read, or with an expression where it is refused, so that nothing more can be said of them. */
  readonly refused: ReadonlySet<Use>
}

/**
 * What schemas mark in inputs: files that the plan brings must be there, and expressions may not stand where they are refused. An empty name or path
 * is for the schema to refuse.
 */
export function checkMarks(findings: Findings, all: readonly Use[], readFile: (path: string) => Uint8Array | undefined): Marked {
  const connections: ConnectionUse[] = []
  const refused = new Set<Use>()
  const known = new Map<string, string | undefined>()
  const problemWith = (path: string) => {
    if (!known.has(path)) known.set(path, problemReading(path, readFile))
    return known.get(path)
  }
  for (const use of all) {
    for (const { mark, value, pointer } of marksIn(use.type?.input, use.input)) {
      const place = inputPlace(use, pointer)
      if (!isFit(findings, mark, place, value, problemWith)) refused.add(use)
      if (typeof mark['connection'] === 'string' && typeof value === 'string' && value !== '')
        connections.push({ use, name: value, family: mark['connection'], pointer: place })
    }
  }
  return { connections, refused }
}

/** Whether a value is what its marks ask for. */
function isFit(
  findings: Findings,
  mark: JsonSchema,
  pointer: string,
  value: Json,
  problemWith: (path: string) => string | undefined,
): boolean {
  if (typeof value !== 'string') return true
  if (mark['noExpressions'] === true && holdsExpression(value)) return refuseExpressions(findings, pointer, value)
  if (mark['noSecrets'] === true && !isWithoutSecrets(findings, pointer, value)) return false
  return mark['file'] !== true || value === '' || isReadable(findings, pointer, value, problemWith)
}

function refuseExpressions(findings: Findings, pointer: string, value: string): false {
  const start = value.indexOf('${{')
  const name = pointer.slice(pointer.lastIndexOf('/') + 1)
  findings.error(
    'no-expression',
    pointer,
    `${findings.whose(pointer)}expressions are refused in "${name}", so that no value becomes code`,
    {
      within: [start, value.includes('}}') ? value.indexOf('}}') + 2 : value.length],
      suggestion: name === 'sql' ? 'Put a parameter there, and give its value in "params"' : 'Write the value itself',
    },
  )
  return false
}

function isWithoutSecrets(findings: Findings, pointer: string, value: string): boolean {
  const found = expressionsIn(value).flatMap(({ expression, offset }) =>
    namesIn(expression)
      .secrets.slice(0, 1)
      .map((secret) => ({ secret, offset, end: offset + expression.length })),
  )
  for (const { secret, offset, end } of found) {
    findings.error('no-secret', pointer, `${findings.whose(pointer)}the secret "${secret}" would be seen by others here`, {
      within: [offset, end],
      suggestion: 'Give it where the step type keeps it, as in "env" or "headers"',
    })
  }
  return found.length === 0
}

function isReadable(findings: Findings, pointer: string, path: string, problemWith: (path: string) => string | undefined): boolean {
  const prefix = findings.whose(pointer)
  if (holdsExpression(path)) {
    const message = `${prefix}the path of a file that the plan brings can't hold an expression, since what it holds is signed`
    findings.error('file-expression', pointer, message, { suggestion: 'Make one step for each file, with `if`' })
    return false
  }
  const wrong = pathProblem(path)
  const problem = wrong === undefined ? problemWith(path) : `the path ${shown(path)} ${wrong}`
  const meant = wrong === undefined && problem !== undefined ? fromPlan(findings.document.path, path) : undefined
  const isMeant = meant !== undefined && problemWith(meant) === undefined
  const suggestion = isMeant ? suggestWord(meant, (word) => replaceText(findings.document, pointer, word)) : {}
  if (problem !== undefined) findings.error(wrong === undefined ? 'missing-file' : 'path', pointer, prefix + problem, suggestion)
  return problem === undefined
}

/** A path that was written as one from the root, as it is from the plan; undefined where that leads up. */
function fromPlan(plan: string, path: string): string | undefined {
  const folder = `${posix.dirname(plan)}/`
  return path.startsWith(folder) ? path.slice(folder.length) : undefined
}

function problemReading(path: string, readFile: (path: string) => Uint8Array | undefined): string | undefined {
  try {
    return readFile(path) ? undefined : `the file ${shown(path)} is not there; paths are relative to the plan file`
  } catch (thrown) {
    if (!(thrown instanceof PlanError)) throw thrown
    return messageOf(thrown).replace(/^Cannot/, 'cannot')
  }
}
