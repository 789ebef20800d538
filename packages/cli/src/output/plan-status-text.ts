import type { Paint } from '../colour.ts'
import type { PlanStatusJson } from '../shapes/status.ts'
import { stateText } from './state-words.ts'
import { table } from './table.ts'

/** The state of plans, for a terminal. */
export function planStatusText({ environment, plans }: PlanStatusJson, paint: Paint): string {
  if (plans.length === 0) return 'There are no plans'
  const rows = plans.map(({ name, state, run, detail }) => [
    `  ${stateText(state, paint)}`,
    paint('bold', name),
    run?.run ?? '',
    detail ?? '',
  ])
  const histories = plans.filter(({ runs = [] }) => runs.length > 1).map(({ name, runs = [] }) => historyText(name, runs, paint))
  return [`Plans in ${environment}\n${table(rows)}`, ...histories].join('\n\n')
}

function historyText(name: string, runs: NonNullable<PlanStatusJson['plans'][number]['runs']>, paint: Paint): string {
  const rows = runs.map(({ run, state, createdAt }) => [`  ${stateText(state, paint)}`, run, paint('dim', createdAt)])
  return `Runs of ${name}\n${table(rows)}`
}
