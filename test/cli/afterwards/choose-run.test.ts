import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseRun, hasEnded, type RunChoice } from '../../../packages/cli/src/run/choose-run.ts'
import type { RunHeader } from '../../../packages/core/src/record/index.ts'

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
  ['four characters begin several', '2026', 'invalid', /20260101-a-1111/],
  ['three characters begin one', '202', 'missing', /^Did you mean: /],
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

const among = (runs: readonly RunHeader[]): typeof repository => ({ ...repository, store: { list: async () => [...runs] } })
const succeeded: RunChoice = { ...choice, candidates: [({ state }) => state === 'succeeded'] }

test('chooseRun() takes a whole id for that run, also where another one begins so', async () => {
  const runs = [header('20260105-d-5', 'd', 'succeeded'), header('20260105-d-55', 'd', 'succeeded')]
  assert.equal((await chooseRun(among(runs), '20260105-d-5', choice, call)).run, '20260105-d-5')
})

for (const [when, more, found] of [
  ['one alone can be meant', { canBeMeant: async ({ run }: RunHeader) => run.endsWith('1111') }, '20260101-a-1111'],
  ['one is left when they are narrowed', { narrowed: async (some: readonly RunHeader[]) => some.slice(1) }, '20260102-a-2222'],
] as const)
  test(`chooseRun() finds one of several where ${when}`, async () =>
    assert.equal((await chooseRun(repository, 'alpha', { ...succeeded, ...more }, call)).run, found))

test('chooseRun() lists all candidates where none of them can be meant', async () =>
  assert.rejects(chooseRun(repository, 'alpha', { ...succeeded, canBeMeant: async () => false }, call), {
    message: /2 runs could be meant/,
  }))

for (const [named, message, hint] of [
  [undefined, 'Cannot roll back a run: none is open', 'See where all plans stand: plan status'],
  ['gamma', 'Cannot roll back a run of plan "gamma": none is open', 'See where it stands: plan status gamma'],
] as const)
  test(`chooseRun() says of ${named ?? 'all runs'} that there is no candidate`, async () =>
    assert.rejects(chooseRun(among(all.slice(3)), named, choice, call), { code: 'missing', message, hint }))

for (const [count, older] of [
  [10, undefined],
  [12, 'and 2 older ones'],
] as const)
  test(`chooseRun() lists ten of ${count} candidates at most`, async () => {
    const runs = Array.from({ length: count }, (_, index) => header(`2026010${1 + (index % 9)}-a-${index}`, 'alpha', 'succeeded'))
    await assert.rejects(chooseRun(among(runs), 'alpha', succeeded, call), (error: { hint: string }) => {
      const lines = error.hint.split('\n')
      assert.deepEqual([lines.length, lines[10]], [older === undefined ? 10 : 11, older])
      return true
    })
  })

for (const [canGoBack, lines] of [
  [true, ['Back it out: plan rollback 20260101-a-1111', 'See what it did: plan report 20260101-a-1111']],
  [false, ['See what it did: plan report 20260101-a-1111']],
] as const)
  test(`hasEnded() says what to do about a run that ${canGoBack ? 'can' : 'cannot'} be backed out`, () =>
    assert.deepEqual(hasEnded(all[0]!, 'Cannot resume it', { canGoBack }).hint?.split('\n'), lines))
