import { resolutions } from '@backout/core/model'
import { flag, list, map, number, object, optional, type TypeOf, text, word } from './shape.ts'

/** Why a step or a run failed. */
export const failureShape = object('Why it failed', {
  code: text('Which kind of failure it is'),
  message: text('What was tried, and what is so; secrets are masked'),
  hint: optional(text('What to do about it')),
  operands: optional(map('For a check that does not hold: the value of each operand', text('As text'))),
})

/** Who or what is waited for. */
export const waitingShape = object('Who or what the run waits for', {
  for: word('A signature, or a time', ['sign-off', 'time']),
  step: text('The step that waits'),
  requirement: optional(text('The id of the sign-off requirement')),
  role: optional(text('The role that has to sign')),
  why: optional(text('Where somebody has signed: why that does not do, or cannot be verified')),
  given: optional(flag('Of plan status: whether the sign-off has been given by now, so that "plan resume" goes on')),
  resumeAfter: optional(text('ISO 8601: "plan resume --due" goes on after it')),
})

/** What a person has to decide. */
export const toSettleShape = list(
  'Steps that "plan resolve" has to settle: nobody can tell whether they happened, they are left behind a point of no return, or they are not done again by themselves',
  object('A step', {
    step: text('Its id'),
    as: list('What can be said of it so that the run can go on, the likely answer first', word('An answer', resolutions)),
  }),
)

/** Differences between the repository and what a run froze. */
export const differencesShape = (about: string) =>
  list(about, object('A difference', { path: text('A file, or a connection'), message: text('What is so') }))

/** How a run, a resume or a rollback ended. */
export const outcomeShape = object('How it ended', {
  run: text('The id of the run'),
  plan: text('The name of the plan'),
  environment: text('The environment'),
  ending: word('How it ended, for now', ['succeeded', 'failed', 'rolled-back', 'paused', 'waiting', 'interrupted', 'finalized']),
  exitCode: number('0 done, 1 failed and rolled back, 3 waiting, 4 a person is needed, 130 interrupted'),
  failure: optional(failureShape),
  waiting: optional(waitingShape),
  waits: optional(list('All that it waits for, where steps beside each other wait', waitingShape)),
  reason: optional(text('Why a person is needed, or what interrupted it')),
  direction: word('Which way it went last', ['apply', 'revert']),
  step: optional(text('The step that a person has to look at')),
  toSettle: toSettleShape,
  drift: optional(differencesShape('How the repository differs from what the run froze, and went on with')),
  left: list('Steps whose effect stays', text('The id of a step')),
  checks: list(
    'Preconditions, checks among the steps, invariants and success criteria, as they were last asked',
    object('One of them', {
      id: text('Its id'),
      list: word('Where it stands in the plan', ['preconditions', 'steps', 'invariants', 'successCriteria']),
      uses: text('Its step type'),
      holds: flag('Whether it held'),
      assert: optional(text('What it asserted; without it, that the step itself succeeds')),
      operands: map('The value of each operand', text('As text')),
      why: optional(text('Why it did not hold')),
    }),
  ),
  record: text('Where the record of the run is, relative to the root'),
  commit: optional(text('The git commit that was made of its file changes')),
  nothingToCommit: optional(flag('With --commit: whether it changed no file that git does not ignore, so that there is no commit')),
  notCommitted: optional(
    object('Why its file changes were not committed, although they were to be', {
      message: text('What was tried, and what is so'),
      hint: optional(text('What to do')),
    }),
  ),
})

/** A line of a list of runs. */
export const runHeaderShape = object('A run', {
  run: text('Its id'),
  plan: text('The name of its plan'),
  environment: text('The environment'),
  planDigest: text('The digest of the plan that it ran'),
  bindingDigest: text('The digest of all that decided it'),
  state: word('Where it stands', ['open', 'waiting', 'paused', 'succeeded', 'failed', 'rolled-back', 'finalized', 'baselined']),
  createdAt: text('ISO 8601'),
  busy: optional(flag('Whether it failed since something was busy: it touched nothing, and its plan counts as not run')),
  freed: optional(flag('Whether what it holds was freed with "plan unlock", and it has not gone on since')),
  resumeAfter: optional(text('ISO 8601; where it waits for a time')),
  reason: optional(text('Where it has ended: why a person should look all the same, as that something of it is still in effect')),
  problem: optional(text('What is damaged of its record')),
})

/** A value of {@link outcomeShape}. */
export type OutcomeJson = TypeOf<typeof outcomeShape>
