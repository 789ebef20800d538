import { counted, type Json, mapTexts, shellWord } from '@backout/core/model'
import { onOneLine, printable, printableData } from '@backout/core/report/printable'
import type { Paint } from '../terminal/colour.ts'
import { foreignText } from '../terminal/terminal-text.ts'
import type { PreviewDetail, PreviewedStep, PreviewJson } from '../shapes/preview.ts'
import { colourDiff, firstHunks, shortLines } from './diff-text.ts'
import { durationText } from './duration-text.ts'
import { hintLines } from './hint-lines.ts'
import { operandsText } from '../progress/operands-text.ts'
import { table } from './table.ts'
import { valueText } from './value-text.ts'

/** How much of one step is shown unless all of it is asked for. */
export const limits = { hunks: 3, statements: 20, files: 20, characters: 2000 }

/** Every change, for a terminal: a table of the steps, then what each would do, and what to think of it all. */
export function previewText(preview: PreviewJson, full: boolean, paint: Paint): string {
  const { plan, environment, planDigest } = preview
  const [invariants, steps] = [printableData(preview.invariants), preview.steps.map(printableStep)]
  const head = `${paint('bold', `Preview of ${plan} in ${environment}`)}  ${paint('dim', planDigest)}`
  const details = steps.filter(({ changes, notes, hint }) => changes.length > 0 || notes || hint).map((step) => stepText(step, full, paint))
  const rows = [
    ...steps.map((step) => stepRow(withoutReason(step, preview), paint)),
    ...invariants.map((invariant) => invariantRow(invariant, paint)),
  ]
  return [head, table(rows), ...details, previewEnd(preview, paint)].filter(Boolean).join('\n\n')
}

/** What to think of a preview: what was not looked up, whether a run would fail, and what is in its way. Empty where there is nothing to say. */
export function previewEnd(preview: PreviewJson, paint: Paint): string {
  const unseen = printableData(preview.notLookedUp).map(({ resource, why }) => `${paint('yellow', 'Not looked up')} ${resource}: ${why}`)
  return [unseen.join('\n'), verdict(preview, paint), obstacleText(preview, paint)].filter(Boolean).join('\n\n')
}

/** Why something was not looked up is said once, at the end, however many steps it keeps unknown. */
function withoutReason(step: PreviewedStep, { notLookedUp }: PreviewJson): PreviewedStep {
  const reason = notLookedUp.find(({ why }) => step.why?.endsWith(`: ${why}`))?.why
  return reason === undefined ? step : { ...step, why: step.why!.slice(0, -`: ${reason}`.length) }
}

/** What has lines of its own keeps them, without colours: the texts of a plan must not pass for ours. */
function printableStep({ changes, hint, ...step }: PreviewedStep): PreviewedStep {
  return { ...printableData(step), changes: mapTexts(changes, foreignText), hint }
}

function stepRow({ id, uses, result, why, operands, changes, guarantee, undo }: PreviewedStep, paint: Paint): readonly string[] {
  const said = {
    changes: 'would change',
    nothing: 'nothing to do',
    holds: 'holds',
    fails: 'fails',
    'not-asked': 'not asked yet',
    skipped: 'skipped',
    unknown: 'unknown',
    error: 'error',
  }[result]
  const ink = result === 'fails' || result === 'error' ? 'red' : result === 'changes' ? 'green' : result === 'unknown' ? 'yellow' : 'dim'
  const detail =
    result === 'changes'
      ? `${changes.length === 1 ? changes[0]!.title : `${changes.length} units`}; ${guarantee}; undo ${undo}`
      : `${why ?? ''}${operandsText(operands)}`
  return [`  ${paint(ink, said)}`, id, paint('dim', uses), onOneLine(detail)]
}

function invariantRow({ id, uses, every, assert }: PreviewJson['invariants'][number], paint: Paint): readonly string[] {
  return [
    `  ${paint('dim', 'sampled')}`,
    id,
    paint('dim', uses),
    `every ${durationText(every)} while the steps run${assert === undefined ? '' : `: ${assert}`}`,
  ]
}

function stepText({ id, uses, changes, notes = [], hint }: PreviewedStep, full: boolean, paint: Paint): string {
  const details = changes.flatMap((change): readonly PreviewDetail[] =>
    change.details.length > 0 ? change.details : [{ kind: 'note', text: change.title }],
  )
  const files = details.filter(({ kind }) => kind === 'file')
  const others = details.filter(({ kind }) => kind !== 'file')
  const shown = full ? others : others.slice(0, limits.statements)
  const more = others.length - shown.length
  return [
    `${paint('cyan', id)}  ${paint('dim', uses)}`,
    ...hintLines(hint),
    ...notes.map((note) => `  ${paint('yellow', 'note')} ${onOneLine(note)}`),
    ...shown.map((detail) => otherText(detail, paint)),
    ...(more > 0 ? [paint('dim', `  … ${more} more (--full shows all)`)] : []),
    ...filesText(files, full, paint),
  ].join('\n')
}

function filesText(files: readonly PreviewDetail[], full: boolean, paint: Paint): readonly string[] {
  const listed = full ? files : files.slice(0, limits.files)
  const { shown, left } = firstHunks(
    listed.map(({ diff = '' }) => diff),
    full ? Number.POSITIVE_INFINITY : limits.hunks,
  )
  const lines = listed.flatMap((file, index) => {
    const diff = shown[index]!
    if (file.diff !== undefined && diff === '') return [fileLine(file)]
    return [
      ...(file.diff === undefined || file.change === 'moved' ? [fileLine(file)] : []),
      ...(diff ? [colourDiff(full ? diff : shortLines(diff, limits.characters), paint)] : []),
    ]
  })
  const more = [moreOf(left, 'hunk'), moreOf(files.length - listed.length, 'file')].filter(Boolean).join(', ')
  return [...lines, ...(more === '' ? [] : [paint('dim', `  … ${more} (--full shows all)`)])]
}

function moreOf(count: number, what: string): string {
  return count > 0 ? counted(count, `more ${what}`) : ''
}

function fileLine({ path, change, movedFrom, binary }: PreviewDetail): string {
  return onOneLine(`  ${change} ${movedFrom === undefined ? '' : `${movedFrom} → `}${path}${binary ? ' (binary)' : ''}`)
}

function otherText(detail: PreviewDetail, paint: Paint): string {
  switch (detail.kind) {
    case 'statement':
      return statementText(detail, paint)
    case 'request':
      return requestText(detail)
    case 'command':
      return commandText(detail, paint)
    default:
      return `  ${onOneLine(detail.text ?? '')}`
  }
}

/** As one would type it into a shell; the further lines of a script are indented. */
function commandText({ argv = [], cwd = '.', env = {} }: PreviewDetail, paint: Paint): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${shellWord(value)}`)
  const line = [...variables, ...argv.map(shellWord)].join(' ').replaceAll('\n', '\n      ')
  return `  $ ${line}${cwd === '.' ? '' : paint('dim', `  (in ${onOneLine(cwd)})`)}`
}

function statementText({ resource, sql = '', params = [], rows, text }: PreviewDetail, paint: Paint): string {
  const facts = [resource, rows === undefined ? '' : counted(rows, 'row'), text ?? ''].filter(Boolean).join(', ')
  const values = params.length > 0 ? `\n${paint('dim', `    with ${params.map((each) => valueText(each as Json)).join(', ')}`)}` : ''
  return `${indented(sql.trim())}\n${paint('dim', `    -- ${facts}`)}${values}`
}

function requestText({ method, url, headers = {}, body }: PreviewDetail): string {
  const lines = [`${method} ${url}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), ...(body ? ['', body] : [])]
  return indented(lines.join('\n'))
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ')
}

/** What to do about it, unless that is a command alone: that one is the next to type. */
function obstacleText({ obstacle }: PreviewJson, paint: Paint): string {
  if (!obstacle) return ''
  const hint = obstacle.hint === undefined || /^plan .*$/.test(obstacle.hint) ? '' : printable(obstacle.hint).replaceAll(/^/gm, '  ')
  return [`${paint('yellow', '!')} ${onOneLine(obstacle.message)}`, hint].filter(Boolean).join('\n')
}

function verdict({ wouldFail, steps }: PreviewJson, paint: Paint): string {
  if (wouldFail) return paint('red', '✖ A run would fail as things are')
  const unknown = steps.filter(({ result }) => result === 'unknown').map(({ id }) => id)
  return unknown.length > 0 ? paint('yellow', `? Not known before it runs: ${unknown.join(', ')}`) : ''
}
