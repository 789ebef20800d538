import { columns } from './columns.ts'
import { type ReportedChange, type ReportedStep, workOf } from './reported-steps.ts'
import { checksOf, samplesText } from './checks.ts'
import { durationBetween, factsOf, fateOf, glyphs, unitLimit } from './report-words.ts'
import { legibleData } from './printable.ts'
import type { RunReport } from './run-report.ts'

/** The report of a run for a terminal. */
export function reportText(told: RunReport): string {
  const report = legibleData(told)
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['What changed', workOf(report.steps).flatMap(stepLines)],
    ['What was checked', checkLines(report.steps)],
    [
      'Who signed',
      columns(report.signOffs.map(({ requirement, role, principal, at }) => [`  ${requirement}`, `${principal} as ${role}`, at])),
    ],
    [
      'Who worked on it',
      columns(report.sessions.map(({ at, direction, actor, host, pid }) => [`  ${at}`, direction, `${actor} on ${host}, pid ${pid}`])),
    ],
    [
      'What people decided',
      columns(
        report.decisions.map(({ at, what, step, as, actor, reason }) => [
          `  ${at}`,
          [what, step, as && `as ${as}`].filter(Boolean).join(' '),
          `${reason} (${actor})`,
        ]),
      ),
    ],
    ['Compared', columns(report.fingerprints.map((each) => [`  ${each.resource}`, fateOf(each)]))],
    ['Drift', report.drift.map(({ path, message }) => `  ${path}: ${message}`)],
  ]
  const head = `${glyphs[report.state] ?? '?'} ${report.state}  ${report.plan} in ${report.environment}`
  const facts = columns(factsOf(report).map(([name, value]) => [`  ${name}`, value]))
  const body = sections.filter(([, lines]) => lines.length > 0).map(([title, lines]) => [title, ...lines].join('\n'))
  return [[head, ...(report.title ? [`  ${report.title}`] : []), ...facts].join('\n'), ...body].join('\n\n')
}

function stepLines(step: ReportedStep): readonly string[] {
  const { id, uses, state, startedAt, endedAt, attempts, condition, failure, changes, guarantee, undo } = step
  const notes = [
    durationBetween(startedAt, endedAt),
    attempts > 1 && `${attempts} attempts`,
    condition !== undefined && `if ${condition}`,
    changes.length > 0 && guarantee,
    changes.length > 0 && undo && `undo ${undo}`,
    failure && state === 'failed' && failure.message,
  ].filter(Boolean)
  const shown = changes.slice(0, unitLimit).map(changeLine)
  const more = changes.length > unitLimit ? [`      … and ${changes.length - unitLimit} more`] : []
  return [`  ${glyphs[state]} ${state}  ${id}  ${uses}${notes.length > 0 ? `  (${notes.join(', ')})` : ''}`, ...shown, ...more]
}

function changeLine({ title, state, reason }: ReportedChange): string {
  return `      ${title}${state === 'applied' ? '' : `  ${glyphs[state]} ${state}`}${reason === undefined ? '' : `: ${reason}`}`
}

/** What was asserted; a criterion without `assert` holds where its step succeeds. */
function checkLines(steps: readonly ReportedStep[]): readonly string[] {
  return columns(
    checksOf(steps).map((check) => {
      const { id, list, uses, holds, assert = uses, operands } = check
      const values = [...Object.entries(operands).map(([name, value]) => `${name} = ${value}`), samplesText(check)].filter(Boolean)
      const said = `${assert}${values.length > 0 ? `  (${values.join(', ')})` : ''}`
      return [`  ${holds ? '✔ holds' : '✖ fails'}`, id, said, list]
    }),
  )
}
