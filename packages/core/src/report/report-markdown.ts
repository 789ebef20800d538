import { checksOf, samplesText } from './checks.ts'
import { type ReportedStep, workOf } from './reported-steps.ts'
import { code, rows, text } from './markdown.ts'
import { legibleData } from './printable.ts'
import { durationBetween, factsOf, fateOf, glyphs, unitLimit } from './report-words.ts'
import type { RunReport } from './run-report.ts'

/** The report of a run in Markdown, for a ticket or a pull request. */
export function reportMarkdown(told: RunReport): string {
  const report = legibleData(told)
  const steps = workOf(report.steps)
  const sections: readonly (readonly [title: string, body: string])[] = [
    ['What changed', [stepTable(steps), ...steps.filter(({ changes }) => changes.length > 0).map(changeList)].filter(Boolean).join('\n\n')],
    ['What was checked', checkTable(report.steps)],
    [
      'Who signed',
      rows(
        ['Sign-off', 'Role', 'By', 'Accepted'],
        report.signOffs.map(({ requirement, role, principal, at }) => [code(requirement), text(role), text(principal), at]),
      ),
    ],
    [
      'Who worked on it',
      rows(
        ['Since', 'Way', 'By', 'On'],
        report.sessions.map(({ at, direction, actor, host, pid }) => [at, direction, text(actor), `${text(host)}, pid ${pid}`]),
      ),
    ],
    [
      'What people decided',
      rows(
        ['When', 'What', 'Step', 'By', 'Why'],
        report.decisions.map(({ at, what, step, as, actor, reason }) => [
          at,
          as ? `${what} as ${as}` : what,
          step ? code(step) : '',
          text(actor),
          text(reason),
        ]),
      ),
    ],
    [
      'Compared',
      rows(
        ['Resource', ''],
        report.fingerprints.map((each) => [code(each.resource), fateOf(each)]),
      ),
    ],
    ['Drift', report.drift.map(({ path, message }) => `- ${code(path)}: ${text(message)}`).join('\n')],
  ]
  const head = `# ${text(report.title ?? report.plan)}\n\n${glyphs[report.state] ?? '?'} **${report.state}** in ${code(report.environment)}: ${code(report.plan)}`
  const facts = rows(
    ['', ''],
    factsOf(report).map(([name, value]) => [name, text(value)]),
  )
  return `${[head, facts, ...sections.filter(([, body]) => body).map(([title, body]) => `## ${title}\n\n${body}`)].join('\n\n')}\n`
}

function stepTable(steps: readonly ReportedStep[]): string {
  return rows(
    ['Step', 'Uses', 'State', 'Units', 'Took', 'Undo', 'Notes'],
    steps.map(({ id, uses, state, changes, startedAt, endedAt, undo, condition, failure }) => [
      code(id),
      code(uses),
      `${glyphs[state]} ${state}`,
      changes.length > 0 ? String(changes.length) : '',
      durationBetween(startedAt, endedAt),
      undo ?? '',
      text([condition !== undefined && `if ${condition}`, failure?.message].filter(Boolean).join('; ')),
    ]),
  )
}

function changeList({ id, changes }: ReportedStep): string {
  const shown = changes
    .slice(0, unitLimit)
    .map(
      ({ title, state, reason }) =>
        `- ${text(title)}${state === 'applied' ? '' : ` (${state}${reason === undefined ? '' : `: ${text(reason)}`})`}`,
    )
  const more = changes.length > unitLimit ? [`- … and ${changes.length - unitLimit} more`] : []
  return [`${code(id)}:`, '', ...shown, ...more].join('\n')
}

function checkTable(steps: readonly ReportedStep[]): string {
  return rows(
    ['Check', 'Asked', 'Result', 'Values', 'When'],
    checksOf(steps).map((check) => {
      const { id, uses, assert = uses, holds, operands, at } = check
      const values = [...Object.entries(operands).map(([name, value]) => `${code(name)} = ${code(value)}`), samplesText(check)].filter(
        Boolean,
      )
      return [code(id), code(assert), holds ? '✔ holds' : '✖ fails', values.join(', '), at]
    }),
  )
}
