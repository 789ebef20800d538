import { mapTexts } from '@backout/core/model'
import { printable } from '@backout/core/report/printable'
import type { Paint } from '../terminal/colour.ts'
import type { PlanStatusJson } from '../shapes/status.ts'
import { stateText } from '../progress/state-words.ts'
import { table } from './table.ts'

/** The state of plans, for a terminal. */
export function planStatusText(told: PlanStatusJson, paint: Paint): string {
  const { environment, plans, openElsewhere = [] } = mapTexts(told, printable)
  const rows = plans.map(({ name, state, run, detail }) => [
    `  ${stateText(state, paint)}`,
    paint('bold', name),
    run?.run ?? '',
    detail ?? '',
  ])
  const histories = plans.filter(({ runs = [] }) => runs.length > 1).map(({ name, runs = [] }) => historyText(name, runs, paint))
  const open = openElsewhere.map((run) => [`  ${stateText(run.state, paint)}`, `${run.plan} in ${run.environment}`, run.run])
  return [
    rows.length === 0 ? 'There are no plans' : `Plans in ${environment}\n${table(rows)}`,
    ...histories,
    ...(open.length > 0 ? [`Not ended elsewhere\n${table(open)}`] : []),
  ].join('\n\n')
}

function historyText(name: string, runs: NonNullable<PlanStatusJson['plans'][number]['runs']>, paint: Paint): string {
  const rows = runs.map(({ run, state, createdAt, reason = '' }) => [`  ${stateText(state, paint)}`, run, paint('dim', createdAt), reason])
  return `Runs of ${name}\n${table(rows)}`
}
