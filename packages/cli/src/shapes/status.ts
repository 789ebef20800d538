import { failureShape, runHeaderShape, toSettleShape, waitingShape } from './run.ts'
import { anything, either, flag, list, number, object, optional, type TypeOf, text, word } from './shape.ts'

const planStatusShape = object('The state of plans in one environment', {
  environment: text('The environment'),
  plans: list(
    'The plans, in the order in which they would run',
    object('A plan', {
      name: text('Its name'),
      path: optional(text('Its file, relative to the root; absent where only runs of it are known')),
      state: word('Where it stands', [
        'pending',
        'elsewhere',
        'applied',
        'changed',
        'open',
        'waiting',
        'paused',
        'failed',
        'rolled-back',
        'invalid',
        'orphan',
      ]),
      run: optional(runHeaderShape),
      runs: optional(list('Where plans are named: all its runs in the environment, the newest first', runHeaderShape)),
      environments: optional(list('Where it is not for this environment: those that it is for', text('A name'))),
      missingInputs: optional(list('Inputs that somebody has to give it', text('A name'))),
      detail: optional(text('What a person should know')),
    }),
  ),
  openElsewhere: optional(list('Runs of these plans that stand open in other environments', runHeaderShape)),
})

const runStatusShape = object('The state of one run, replayed from its journal', {
  run: text('Its id'),
  plan: text('The name of its plan'),
  path: text('The plan file, relative to the root'),
  environment: text('The environment'),
  state: word('Where it stands', [
    'created',
    'running',
    'rolling-back',
    'waiting',
    'interrupted',
    'paused',
    'succeeded',
    'failed',
    'rolled-back',
    'finalized',
    'baselined',
  ]),
  direction: word('Which way it goes', ['apply', 'revert']),
  alive: flag('Whether a process is working on it'),
  actor: text('Who asked for it'),
  commit: optional(text('The commit that was checked out')),
  createdAt: text('ISO 8601'),
  endedAt: optional(text('ISO 8601')),
  planDigest: text('The digest of the plan'),
  bindingDigest: text('The digest of all that decides the run'),
  reason: optional(text('Why a person is needed, or what interrupted it')),
  failure: optional(failureShape),
  waiting: optional(waitingShape),
  waits: optional(list('All that it waits for, where steps beside each other wait', waitingShape)),
  toSettle: toSettleShape,
  finalizing: optional(flag('Whether it was begun to end its rollback window, and is not done: it cannot be rolled back any more')),
  step: optional(text('The step at which a rollback stopped, for a person to look at')),
  steps: list(
    'The steps of all lists, in plan order',
    object('A step', {
      id: text('Its id'),
      uses: text('Its step type'),
      state: text('pending, waiting, started, skipped, finished, failed or reverted'),
      units: number('How many units of it are known'),
      applied: number('How many of them are applied and not reverted'),
      startedAt: optional(text('ISO 8601')),
      endedAt: optional(text('ISO 8601')),
      detail: optional(text('Why it failed, or what became of its units')),
    }),
  ),
  record: text('Where its record is, relative to the root'),
  torn: number('Bytes at the end of its journal that a crash left torn, and that do not count'),
  events: optional(
    list(
      'With --events: its history',
      object('A record of the journal', {
        seq: number('Its number, from 0'),
        at: text('ISO 8601'),
        event: anything('What happened: an object with a "kind"'),
      }),
    ),
  ),
})

/** `plan status --json` */
export const statusShape = either('The state of plans, or of one run', planStatusShape, runStatusShape)

/** A value of {@link planStatusShape}. */
export type PlanStatusJson = TypeOf<typeof planStatusShape>
/** A value of {@link runStatusShape}. */
export type RunStatusJson = TypeOf<typeof runStatusShape>
