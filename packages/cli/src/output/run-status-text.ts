import { mapTexts, type RunEvent } from '@backout/core/model'
import type { StepPhase } from '@backout/core/record'
import { printable } from '@backout/core/report/printable'
import type { Paint } from '../terminal/colour.ts'
import { glyphOf, inkOf, wordOfPhase } from '../progress/words.ts'
import type { RunStatusJson } from '../shapes/status.ts'
import { below } from './below.ts'
import { eventText } from './event-text.ts'
import { waitLines, wayLines } from './outcome-text.ts'
import { hintLines } from './hint-lines.ts'
import { stateText } from '../progress/state-words.ts'
import { table } from './table.ts'

/** The state of a run, for a terminal. */
export function runStatusText(told: RunStatusJson, paint: Paint): string {
  const status = mapTexts(told, printable)
  const { plan, environment, state, alive } = status
  const head = `${stateText(state, paint)}  ${paint('bold', plan)} in ${environment}`
  // The steps of a plan that was adopted did not run, and will not.
  const steps = state === 'baselined' ? [] : ['', table(status.steps.map((step) => stepRow(step, alive, paint)))]
  return [head, ...reasons(status), ...steps, '', table(facts(status))].join('\n')
}

/** The history of a run, one line for each record. */
export function runEventsText({ events = [] }: RunStatusJson, paint: Paint): string {
  return table(
    mapTexts(events, printable).map(({ seq, at, event }) => [
      paint('dim', String(seq).padStart(4)),
      paint('dim', at),
      eventText(event as RunEvent),
    ]),
  )
}

function reasons({ waiting, waits, reason, failure, alive, state, direction, finalizing }: RunStatusJson): readonly string[] {
  const dead = !alive && (state === 'running' || state === 'rolling-back' || state === 'created')
  return [
    ...wayLines(direction, state),
    ...waitLines({ waiting, waits }),
    ...(reason ? [below(reason)] : []),
    ...(failure && !reason?.includes(failure.message) ? [below(failure.message)] : []),
    ...hintLines(failure?.hint),
    ...(finalizing
      ? [`  ${alive ? 'what was kept for its undo is being dropped' : 'its finalize was cut short'}: it cannot be rolled back any more`]
      : []),
    ...(dead ? ['  no process is working on it: it crashed, or was killed'] : []),
  ]
}

function stepRow(
  { id, uses, state, units, applied, detail }: RunStatusJson['steps'][number],
  isAtWork: boolean,
  paint: Paint,
): readonly string[] {
  const word = state === 'waiting' ? state : wordOfPhase(state as StepPhase, isAtWork)
  const count = units > 1 ? `${applied} of ${units} units` : ''
  return [`  ${paint(inkOf(word), `${glyphOf(word)} ${word}`)}`, id, paint('dim', uses), [count, detail].filter(Boolean).join(', ')]
}

function facts({ run, actor, createdAt, endedAt, commit, record, torn }: RunStatusJson): readonly (readonly string[])[] {
  return [
    ['Run', run],
    ['By', actor],
    ['From', endedAt ? `${createdAt} to ${endedAt}` : createdAt],
    ...(commit ? [['Commit', commit]] : []),
    ['Record', record],
    ...(torn > 0 ? [['Torn', `${torn} bytes at the end of the journal, which do not count`]] : []),
  ]
}
