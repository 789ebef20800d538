import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ErrorCode, PlanError } from '@backout/core/model'
import type { Effects } from '@backout/core/execute'
import { sayingHalfDone } from '../../../packages/core/src/execute/run/half-done.ts'
import { type Bench, engineBench } from '../../support/engine.ts'
import { boundPlan, putStep, Shelf, shelfPlugin } from '../../support/shelf.ts'

type Execution = Parameters<typeof sayingHalfDone>[0]

/** A run of one writing step, with one unit in each of these phases. */
function runWith(...phases: readonly string[]): { readonly execution: Execution; readonly units: Map<string, { phase: string }> } {
  const units = new Map(phases.map((phase, at) => [String(at), { phase }]))
  return { execution: { recorder: { state: { steps: new Map([['a', { effect: 'write', units }]]) } } } as unknown as Execution, units }
}

const cases: readonly [when: string, code: ErrorCode, phases: readonly string[], moves: boolean, said: ErrorCode][] = [
  ['nothing was touched', 'failed', [], false, 'failed'],
  ['nothing came of a unit', 'timeout', ['absent'], false, 'timeout'],
  ['a unit is applied', 'failed', ['applied'], false, 'unknown'],
  ['a database does not answer', 'timeout', ['intended'], false, 'unknown'],
  ['a database is gone', 'missing', ['applied'], false, 'unknown'],
  ['somebody else holds what was touched before', 'busy', ['applied'], false, 'busy'],
  ['somebody else is in the way of the end', 'busy', ['applied'], true, 'unknown'],
  ['it was restored', 'restored', ['applied'], false, 'restored'],
]
for (const [when, code, phases, moves, said] of cases) {
  test(`sayingHalfDone() makes ${said} of ${code} when ${when}`, async () => {
    const { execution, units } = runWith(...phases)
    const work = async (): Promise<void> => {
      if (moves) units.get('0')!.phase = 'reverted'
      throw new PlanError(code, 'x')
    }
    await assert.rejects(sayingHalfDone(execution, work), { code: said, message: 'x' })
  })
}

for (const [when, phase, thrown, said, noted] of [
  ['it is under way', 'running', new PlanError('failed', 'x'), 'unknown', ['x']],
  ['it is being rolled back', 'rolling-back', new PlanError('failed', 'x'), 'unknown', ['x']],
  ['it stands as it did before', 'succeeded', new PlanError('failed', 'x'), 'failed', []],
  ['what was thrown is no answer to it', 'running', new Error('a crash'), undefined, []],
] as const) {
  test(`sayingHalfDone() records ${noted.length === 0 ? 'nothing' : 'why a run is left open'} when ${when}`, async () => {
    const reasons: string[] = []
    const record = async ([event]: readonly { readonly reason: string }[]): Promise<void> => void reasons.push(event!.reason)
    const execution = { recorder: { state: { phase, steps: new Map() }, record } } as unknown as Execution
    await assert.rejects(
      sayingHalfDone(execution, async () => {
        throw thrown
      }),
      (error: PlanError) => error.code === said && error.message === thrown.message,
    )
    assert.deepEqual(reasons, noted)
  })
}

for (const [when, moves, kinds] of [
  ['nothing came of the work', false, ['interrupted', 'waiting-began']],
  ['something did', true, ['interrupted']],
] as const)
  test(`sayingHalfDone() lets a run that waited ${moves ? 'stand open' : 'wait again'} where ${when}`, async () => {
    const { execution, units } = runWith('applied')
    const noted: string[] = []
    const record = async (events: readonly { readonly kind: string }[]): Promise<void> => void noted.push(...events.map(({ kind }) => kind))
    Object.assign(execution.recorder, { record, state: { ...execution.recorder.state, phase: 'running' } })
    const work = async (): Promise<void> => {
      if (moves) units.set('1', { phase: 'applied' })
      throw new PlanError('lost', 'the database is away')
    }
    await assert.rejects(sayingHalfDone(execution, work, [{ for: 'time', step: 'a', resumeAfter: 'now' }]), { code: 'unknown' })
    assert.deepEqual(noted, kinds)
  })

test('sayingHalfDone() tells what ended the work where the record itself cannot be written', async () => {
  const record = async (): Promise<void> => {
    throw new Error('the disk is full')
  }
  const execution = { recorder: { state: { phase: 'running', steps: new Map() }, record } } as unknown as Execution
  const failing = sayingHalfDone(execution, async () => {
    throw new PlanError('failed', 'x')
  })
  await assert.rejects(failing, { message: 'x' })
})

for (const [direction, told] of [
  ['apply', 'Wait\nOnce that is mended, go on with it: plan resume r1\nOr back it out: plan rollback r1'],
  ['revert', 'Wait\nOnce that is mended, go on with it: plan resume r1'],
] as const) {
  test(`sayingHalfDone() says what to type of a run that is left open (${direction})`, async () => {
    const execution = { run: 'r1', recorder: { state: { phase: 'running', direction, steps: new Map() }, record: async () => undefined } }
    const failing = sayingHalfDone(execution as unknown as Execution, async () => {
      throw new PlanError('failed', 'x', { hint: 'Wait' })
    })
    await assert.rejects(failing, { hint: told })
  })
}

/** A pause that lasts until it is to end. */
function untilAborted(_: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve())
  })
}

/** A store whose disk fails for good after so many batches of records. */
function failingStore({ store }: Bench, after: number): Effects['store'] {
  let batches = 0
  return {
    ...store,
    async append(run, claim) {
      const journal = await store.append(run, claim)
      return {
        flush: () => journal.flush(),
        [Symbol.asyncDispose]: () => journal[Symbol.asyncDispose](),
        async append(events, when) {
          if (batches++ >= after) throw new PlanError('failed', 'the disk fails')
          await journal.append(events, when)
        },
      }
    },
  }
}

const asks = boundPlan([{ id: 'a', uses: 'shelf/read', with: { connection: 'plain', slot: 'x' } }])
const healthy = { ...asks.steps[0]!, id: 'healthy', every: 1000, failureLimit: 1 }

for (const [what, plan] of [
  ['writes', boundPlan([putStep('a')])],
  ['is watched', boundPlan([putStep('a')], { invariants: [healthy] })],
  ['only asks', asks],
] as const)
  test(`a run that ${what}, and whose disk fails at any record, is said to need a person where it is left open`, async () => {
    for (let after = 0; ; after += 1) {
      await using bench = await engineBench([shelfPlugin(new Shelf())])
      const clock = { ...bench.effects.clock, sleep: untilAborted }
      const ended = await bench.run(plan, { store: failingStore(bench, after), clock }).then(
        () => undefined,
        (cause: PlanError) => cause.code,
      )
      const { phase } = await bench.state()
      if (ended === undefined) return assert.equal(phase, 'succeeded')
      assert.deepEqual([after, phase === 'created' || phase === 'running', ended], [after, true, 'unknown'])
    }
  })
