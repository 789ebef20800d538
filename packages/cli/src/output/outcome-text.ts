import { mapTexts, shortList } from '@backout/core/model'
import { printable } from '@backout/core/report/printable'
import type { Paint } from '../terminal/colour.ts'
import { waitingText } from '../progress/step-news.ts'
import type { OutcomeJson } from '../shapes/run.ts'
import { below } from './below.ts'
import { hintLines } from './hint-lines.ts'
import { operandsText } from '../progress/operands-text.ts'
import { stateText } from '../progress/state-words.ts'
import { table } from './table.ts'

/** How a run ended: the state, why, what was checked and what it gave, and where the record is. */
export function outcomeText(told: OutcomeJson, paint: Paint): string {
  const outcome = mapTexts(told, printable)
  const { plan, environment, ending } = outcome
  const head = `${stateText(ending, paint)}  ${paint('bold', plan)} in ${environment}`
  return [head, ...reasons(outcome), checksText(outcome, paint), table(facts(outcome))].filter(Boolean).join('\n')
}

function reasons({ ending, failure, waiting, waits, reason, direction, left, drift = [], notCommitted }: OutcomeJson): readonly string[] {
  const isTold = failure !== undefined && reason?.includes(failure.message) === true
  return [
    ...(failure
      ? [
          below(isTold ? reason : failure.message),
          ...Object.entries(failure.operands ?? {}).map(([name, value]) => below(`${name} = ${value}`, '    ')),
          ...hintLines(failure.hint),
        ]
      : []),
    ...wayLines(direction, ending),
    ...waitLines({ waiting, waits }),
    ...(reason && !isTold ? [below(reason)] : []),
    // On the way forward all that was applied is in effect, and at the end it is the reason.
    ...(left.length > 0 && direction === 'revert' && ending === 'paused' ? [`  still in effect: ${shortList(left)}`] : []),
    ...(notCommitted ? [below(`! not committed: ${notCommitted.message}`), ...hintLines(notCommitted.hint)] : []),
    ...drift.map(({ message }) => `  ! drift: ${message}`),
    ...(drift.length > 0 ? ['  Of plan, files and targets the run went on with what it froze'] : []),
  ]
}

/** Which way it goes on, where neither its state nor the reason says it. */
export function wayLines(direction: OutcomeJson['direction'], state: string): readonly string[] {
  return direction === 'revert' && (state === 'interrupted' || state === 'waiting') ? ['  it is being rolled back'] : []
}

/** All that a run waits for, a line each. */
export function waitLines({ waiting, waits }: Pick<OutcomeJson, 'waiting' | 'waits'>): readonly string[] {
  return (waits ?? (waiting ? [waiting] : [])).map(
    (each) => `  waits ${waitingText(each as never)}${each.given ? ': it is given, and "plan resume" goes on' : ''}`,
  )
}

/** Why a check fails is not said again where the run fails for it. What held before the run was backed out on request says nothing of how things are now. */
function checksText({ checks, failure, direction }: OutcomeJson, paint: Paint): string {
  if (checks.length === 0 || (direction === 'revert' && failure === undefined)) return ''
  return `Checks\n${table(
    checks.map(({ id, uses, holds, assert, operands, why }) => [
      `  ${holds ? paint('green', '✔ holds') : paint('red', '✖ fails')}`,
      id,
      `${assert ?? paint('dim', uses)}${holds ? '' : paint('dim', operandsText(operands) || (why && why !== failure?.message ? `  (${why})` : ''))}`,
    ]),
  )}`
}

function facts({ run, record, ending, commit, nothingToCommit }: OutcomeJson): readonly (readonly string[])[] {
  const stays = ending === 'rolled-back' ? ' stays in git: a rollback takes back files, and no commit' : ''
  const none = nothingToCommit ? 'none: it changed no file that git does not ignore' : undefined
  const made = commit === undefined ? none : `${commit}${stays}`
  return [['Run', run], ['Record', record], ...(made === undefined ? [] : [['Commit', made]])]
}
