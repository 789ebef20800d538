import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextOf, type RunStanding } from '../../../packages/cli/src/next/next.ts'
import { planCall, planChoices, signCall } from '../../../packages/cli/src/next/plan-call.ts'
import { withRoot } from '../../../packages/cli/src/next/with-root.ts'

const run: RunStanding = { run: 'R', ending: 'succeeded', toSettle: [], direction: 'apply' }
const gate = { for: 'sign-off', step: 's', requirement: 'q', role: 'dba' } as const
const time = { for: 'time', step: 's', resumeAfter: '2026-11-03T09:15:02.123Z' } as const

for (const [when, standing, next] of [
  ['it succeeded', {}, ['plan report R']],
  ['it failed', { ending: 'failed' }, ['plan report R']],
  ['it was rolled back', { ending: 'rolled-back' }, ['plan report R']],
  ['a process works on it', { ending: 'running', alive: true }, ['plan status R']],
  ['its process died', { ending: 'running' }, ['plan resume R', 'plan rollback R']],
  ['it was interrupted', { ending: 'interrupted' }, ['plan resume R', 'plan rollback R']],
  ['its rollback was interrupted', { ending: 'interrupted', direction: 'revert' }, ['plan resume R']],
  ['it waits for a sign-off', { ending: 'waiting', waiting: gate }, ['plan sign R --role dba']],
  ['it waits for a time', { ending: 'waiting', waiting: time }, ['plan resume R']],
  ['a step failed and pauses it', { ending: 'paused' }, ['plan resume R', 'plan rollback R']],
  [
    'it is unknown whether a step happened',
    {
      ending: 'paused',
      toSettle: [
        { step: 's', as: ['applied', 'absent'] },
        { step: 't', as: ['absent'] },
      ],
    },
    ['plan resolve R s --as applied --reason "…"', 'plan resolve R s --as absent --reason "…"'],
  ],
  [
    'a step was done, and its result did not do',
    { ending: 'paused', toSettle: [{ step: 's', as: ['absent'] }] },
    ['plan resolve R s --as absent --reason "…"', 'plan rollback R'],
  ],
  [
    'the result of a step of its rollback did not do',
    { ending: 'paused', toSettle: [{ step: 's~rollback[0]', as: ['absent'] }], direction: 'revert' },
    [`plan resolve R 's~rollback[0]' --as absent --reason "…"`, 'plan resolve R s --as left --reason "…"'],
  ],
  [
    "somebody else's change stands in the way of its rollback",
    { ending: 'paused', direction: 'revert', step: 's' },
    ['plan rollback R', 'plan resolve R s --as reverted --reason "…"', 'plan resolve R s --as left --reason "…"'],
  ],
  ['its rollback is paused, and nobody has to decide on a step', { ending: 'paused', direction: 'revert' }, ['plan rollback R']],
  [
    'a step can only be let be undone again on its way back',
    { ending: 'paused', toSettle: [{ step: 's', as: ['absent'] }], direction: 'revert' },
    ['plan resolve R s --as absent --reason "…"'],
  ],
  ['its finalize was cut short', { finalizing: true }, ['plan finalize R']],
] as const)
  test(`nextOf() a run is ${next.join(' or ')} when ${when}`, () => assert.deepEqual(nextOf({ ...run, ...standing }), next))

for (const [command, plan, called, typed] of [
  ['run', 'a', {}, 'plan run a'],
  ['run', 'a', { env: 'local' }, 'plan run a'],
  ['preview', 'a', { env: 'staging', input: ['n=1', 'who=Ann B'] }, "plan preview a --env staging --input n=1 --input 'who=Ann B'"],
  ['show', "it's", {}, String.raw`plan show 'it'\''s'`],
  ['show', "it's\nNext: \\ \u001b[31m\u202e", {}, String.raw`plan show $'it\'s\x0ANext: \\ \x1B[31m\xE2\x80\xAE'`],
] as const)
  test(`planCall() writes ${typed}`, () => assert.equal(planCall(command, plan, called), typed))

test('planChoices() writes a command for each plan, with what this one was called with', () =>
  assert.equal(planChoices('show', ['a b.yaml', 'c.yaml'], { env: 'x' }), "plan show 'a b.yaml' --env x\nplan show c.yaml --env x"))

test('planChoices() writes all of ten', () => assert.doesNotMatch(planChoices('run', Array(10).fill('a.yaml'), {}), /more/))

test('planChoices() writes of many the first', () =>
  assert.match(
    planChoices(
      'run',
      Array.from({ length: 12 }, (_, index) => `${index}.yaml`),
      {},
    ),
    /\nplan run 9\.yaml\nand 2 more$/,
  ))

test('signCall() names the environment, also the local one', () =>
  assert.equal(signCall('a', { role: 'dba', env: 'local', input: ['n=1'] }), 'plan sign a --input n=1 --role dba --env local'))

for (const [hint, root, expected] of [
  ['plan status', undefined, 'plan status'],
  ['plan status', 'else where', "plan status --root 'else where'"],
  ['Go on: plan resume R, or plan rollback R', 'd', 'Go on: plan resume --root d R, or plan rollback --root d R'],
  ['plan help', 'd', 'plan help'],
  ['The plan runs', 'd', 'The plan runs'],
] as const)
  test(`withRoot() makes of "${hint}" with ${root ?? 'none'}: ${expected}`, () => assert.equal(withRoot(hint, root), expected))
