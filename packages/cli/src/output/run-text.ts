import type { Paint } from '../terminal/colour.ts'
import type { RunJson } from '../shapes/run-command.ts'
import { outcomeText } from './outcome-text.ts'
import { stateText } from '../progress/state-words.ts'

/** What became of the plans that were to run. */
export function runText({ environment, runs, applied, notRun }: RunJson, paint: Paint): string {
  return [
    ...applied.map((each) => appliedText(each, environment, paint)),
    ...runs.map((outcome) => outcomeText(outcome, paint)),
    notRun.map((each) => notRunText(each, environment, paint)).join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n')
}

function notRunText({ name, why, hint }: RunJson['notRun'][number], environment: string, paint: Paint): string {
  const todo = hint === undefined ? '' : `\n${hint.replaceAll(/^/gm, '  ')}`
  return `${paint('dim', '– not run')}  ${paint('bold', name)} in ${environment}: ${why}${todo}`
}

function appliedText({ name, run, inputs, notCommitted }: RunJson['applied'][number], environment: string, paint: Paint): string {
  const others = inputs === undefined ? '' : `\n  ! with other inputs: ${JSON.stringify(inputs)}`
  return `${stateText('applied', paint)}  ${paint('bold', name)} in ${environment}: already applied by ${run}${others}${notCommitted === undefined ? '' : `\n  ! not committed: ${notCommitted}`}`
}
