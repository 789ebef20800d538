import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseRun, type RunChoice } from '../../packages/cli/src/run/choose-run.ts'
import type { RunHeader } from '../../packages/core/src/record/index.ts'

const header = (run: string, plan: string, state: RunHeader['state']): RunHeader => ({
  run,
  plan,
  state,
  environment: 'local',
  planDigest: '',
  bindingDigest: '',
  createdAt: '2026-11-03T09:15:02.123Z',
})
const all = [
  header('20260101-a-1111', 'alpha', 'succeeded'),
  header('20260102-a-2222', 'alpha', 'succeeded'),
  header('20260103-b-3333', 'beta', 'open'),
  header('20260104-c-4444', 'gamma', 'finalized'),
]
const call = { cwd: import.meta.dirname }
const repository = { root: import.meta.dirname, project: undefined, store: { list: async () => all } }
const choice: RunChoice = {
  verb: 'rollback',
  candidates: [({ state }) => state === 'open', ({ state }) => state === 'succeeded'],
  none: 'none is open',
}

for (const [when, named, found] of [
  ['nothing is named and one is preferred', undefined, '20260103-b-3333'],
  ['its whole id is named', '20260104-c-4444', '20260104-c-4444'],
  ['the beginning of its id is named', '20260104', '20260104-c-4444'],
  ['its plan is named, and has one candidate', 'beta', '20260103-b-3333'],
] as const)
  test(`chooseRun() finds the run when ${when}`, async () => assert.equal((await chooseRun(repository, named, choice, call)).run, found))

for (const [when, named, code, hint] of [
  ['two begin like that', '2026010', 'invalid', /^plan rollback 20260102-a-2222 {2}# succeeded {2}alpha in local {2}2026-/m],
  ['its plan has two candidates', 'alpha', 'invalid', /20260101-a-1111/],
  ['its plan has none', 'gamma', 'missing', /plan status/],
  ['there is no such run', '20260103-b-3334', 'missing', /^Did you mean: plan \w+ 20260103-b-3333$/],
  ['nothing is like it', 'zzz', 'missing', /plan status/],
  ['it is a number of steps elsewhere', '2', 'missing', /plan status/],
] as const)
  test(`chooseRun() says what could be meant when ${when}`, async () =>
    assert.rejects(chooseRun(repository, named, choice, call), (error: { code: string; hint: string }) => {
      assert.equal(error.code, code)
      assert.match(error.hint, hint)
      return true
    }))

test('chooseRun() lists the candidates when nothing is named and several could be meant', async () => {
  const succeeded = { ...choice, candidates: [({ state }: RunHeader) => state === 'succeeded'] }
  await assert.rejects(chooseRun(repository, undefined, succeeded, call), { code: 'invalid', message: /2 runs could be meant/ })
})
