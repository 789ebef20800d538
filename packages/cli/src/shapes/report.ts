import { failureShape, waitingShape } from './run.ts'
import { anything, flag, list, map, number, object, optional, type TypeOf, text, word } from './shape.ts'

const changeShape = object('One thing that a step changed', {
  title: text('In one line'),
  state: word('What became of it', [
    'intended',
    'applied',
    'absent',
    'failed',
    'unknown',
    'reverting',
    'reverted',
    'conflict',
    'stuck',
    'left',
    'discarded',
  ]),
  at: text('ISO 8601'),
  reason: optional(text('Why')),
})

const stepShape = object('A step, check, invariant or criterion', {
  id: text('Its id'),
  uses: text('Its step type'),
  list: word('Where it stands in the plan', ['preconditions', 'steps', 'invariants', 'successCriteria', 'rollbacks']),
  state: word('What became of it', ['pending', 'running', 'waiting', 'stopped', 'skipped', 'done', 'failed', 'reverted']),
  startedAt: optional(text('ISO 8601')),
  endedAt: optional(text('ISO 8601')),
  revertedAt: optional(text('ISO 8601')),
  attempts: number('How often it was tried'),
  condition: optional(text('Of a skipped step: what did not hold')),
  guarantee: optional(text('What happens if a machine fails in the middle')),
  undo: optional(text('How it is undone')),
  check: optional(
    object('What was asked of its outputs', {
      holds: flag('Whether it held'),
      assert: text('What was asked'),
      operands: map('The value of each operand', text('As text')),
      at: text('ISO 8601'),
    }),
  ),
  samples: optional(
    object('Of an invariant: how often it was asked', { total: number('In all'), failed: number('How often it did not hold') }),
  ),
  failure: optional(failureShape),
  changes: list('What it changed, in order', changeShape),
})

/** `plan report --json` */
export const reportShape = object('What a run changed, when, by whom, from which commit, and what was checked and what it gave', {
  run: text('Its id'),
  plan: text('The name of its plan'),
  title: optional(text('The title of its plan')),
  path: text('The plan file, relative to the root'),
  environment: text('The environment'),
  state: word('How it ended', ['open', 'waiting', 'succeeded', 'failed', 'rolled-back', 'paused', 'finalized', 'baselined']),
  actor: text('Who asked for it'),
  commit: optional(text('The commit that was checked out')),
  engine: text('The version of the engine'),
  createdAt: text('ISO 8601'),
  endedAt: optional(text('ISO 8601')),
  planDigest: text('The digest of the plan'),
  bindingDigest: text('The digest of all that decides the run'),
  inputs: map('The values of its inputs', anything('A value')),
  failure: optional(failureShape),
  waiting: optional(waitingShape),
  reason: optional(text('Why a person is needed, or what interrupted it')),
  rollback: optional(object('How it came to be rolled back', { at: text('ISO 8601'), reason: text('Why'), actor: text('By whom') })),
  finalizing: optional(
    object('Who began to end its rollback window, and when, where that is not done', { at: text('ISO 8601'), actor: text('By whom') }),
  ),
  finalized: optional(object('Who ended its rollback window, and when', { at: text('ISO 8601'), actor: text('By whom') })),
  steps: list('All entries of the four lists, in plan order, then what was done of written rollbacks', stepShape),
  signOffs: list(
    'The sign-offs that counted',
    object('A sign-off', { at: text('ISO 8601'), requirement: text('Its id'), role: text('In which role'), principal: text('By whom') }),
  ),
  sessions: list(
    'The processes that worked on it',
    object('A process', {
      at: text('ISO 8601'),
      direction: word('Which way it went', ['apply', 'revert']),
      actor: text('By whom'),
      host: text('On which machine'),
      pid: number('Its process id'),
    }),
  ),
  decisions: list(
    'What people put on record',
    object('A decision', {
      at: text('ISO 8601'),
      what: word('What it was', ['resolved', 'unlocked', 'baselined']),
      actor: text('By whom'),
      reason: text('Why'),
      step: optional(text('Of which step')),
      as: optional(text('What was said of it')),
    }),
  ),
  drift: list('What was not as it should have been', object('A finding', { path: text('Where'), message: text('What') })),
  fingerprints: list(
    'What was compared',
    object('A resource', {
      resource: text('Which'),
      before: text('Before the run'),
      afterRollback: optional(text('After the rollback')),
      others: optional(flag('Whether they differ by what only other runs have touched')),
    }),
  ),
  committed: optional(object('The git commit of its file changes', { commit: text('Its full hash'), branch: text('On which branch') })),
})

/** A value of {@link reportShape}. */
export type ReportJson = TypeOf<typeof reportShape>
