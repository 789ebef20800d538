import assert from 'node:assert/strict'
import { PlanError, type Touch } from '../model/index.ts'
import type { Traits } from '../plugin.ts'
import type { StepCase } from './case.ts'
import { resourcesOf, type Stage } from './stage.ts'
import { applyAll, applyOne, changesOf, type Done, outputOf, revertAll } from './walk.ts'

/** One law of the contract, as a test of one case. `applies` says for which traits it means something. */
export interface Law {
  readonly says: string
  applies(traits: Traits, stage: Stage): boolean
  holds(stage: Stage, given: StepCase): Promise<void>
}

const always = (): boolean => true
const writes = ({ effect }: Traits): boolean => effect === 'write'
const undoes = ({ effect, undo }: Traits): boolean => effect === 'write' && undo.kind === 'derived'

/** All laws that every step type is held against. */
export const laws: readonly Law[] = [
  { says: 'describes itself the same way each time, with and without a context', applies: always, holds: describesPurely },
  { says: 'computes its changes without changing anything, and the same ones each time', applies: always, holds: changesReadOnly },
  { says: 'does what it is for', applies: always, holds: doesItsWork },
  { says: 'touches only what it declares', applies: always, holds: touchesWhatItDeclares },
  { says: 'leaves everything as it is, since it has no effect', applies: ({ effect }) => effect === 'none', holds: hasNoEffect },
  {
    says: 'refuses a unit that is applied twice, or lets it be',
    applies: (traits) => writes(traits) && traits.guarantee !== 'at-least-once',
    holds: appliesOnce,
  },
  { says: 'does what the case says when it is run again', applies: writes, holds: runsAgain },
  { says: 'puts everything back on revert, from what was stored as JSON', applies: undoes, holds: revertsToIdentity },
  { says: 'may be reverted again after a crash', applies: undoes, holds: revertsTwice },
  { says: 'reports a conflict, and touches nothing, when somebody edited in between', applies: undoes, holds: detectsConflict },
  { says: 'tells whether a unit was applied', applies: (traits, { type }) => writes(traits) && type.probe !== undefined, holds: probes },
  { says: 'does nothing once it is stopped', applies: always, holds: honoursAbort },
  { says: 'is refused by an empty scope', applies: ({ touches }) => touches === 'unknown' || touches.length > 0, holds: refusedOutOfScope },
  {
    says: 'previews on an overlay what the run does',
    applies: (traits, stage) => writes(traits) && hasOverlays(stage),
    holds: previewsAsRun,
  },
]

async function describesPurely({ type, input, context }: Stage): Promise<void> {
  const frozen = deepFreeze(structuredClone(input))
  assert.deepEqual(await type.describe(frozen), await type.describe(frozen))
  assert.deepEqual(await type.describe(frozen, context('read')), await type.describe(frozen, context('read')))
}

async function changesReadOnly(stage: Stage): Promise<void> {
  const before = await stage.fingerprint()
  const preview = await changesOf(stage, stage.context('read', { mode: 'preview' }))
  for (const change of preview) await change.details?.()
  const run = await changesOf(stage)
  assert.equal(await stage.fingerprint(), before, 'computing changes changed something')
  assert.deepEqual(
    preview.map(({ unit }) => unit),
    run.map(({ unit }) => unit),
    'the changes of a preview are not those of the run',
  )
}

async function doesItsWork(stage: Stage, given: StepCase): Promise<void> {
  const before = await stage.fingerprint()
  const output = await outputOf(stage, await applyAll(stage))
  if (given.afterwards) await given.afterwards(stage.world, output)
  else if ((await traitsOf(stage)).effect === 'write') assert.notEqual(await stage.fingerprint(), before, 'it changed nothing')
}

async function touchesWhatItDeclares(stage: Stage): Promise<void> {
  const { touches } = await traitsOf(stage)
  assert.notEqual(touches, 'unknown', 'what a bound input touches must be known')
  const changes = await changesOf(stage)
  stage.demands.length = 0
  const done = await applyAll(stage)
  if (undoes(await traitsOf(stage))) await revertAll(stage, done)
  const declared = touches as readonly Touch[]
  for (const touch of stage.demands)
    assert.ok(isDeclared(stage, declared, touch), `${JSON.stringify(touch)} was touched and is not declared`)
  for (const touch of changes.flatMap((change) => change.touches)) {
    assert.ok(isDeclared(stage, declared, touch), `${JSON.stringify(touch)} of a change is not declared`)
  }
}

function isDeclared(stage: Stage, declared: readonly Touch[], { resource, part, access }: Touch): boolean {
  const driver = stage.driver(resource)
  return declared.some(
    (touch) => touch.resource === resource && (access === 'read' || touch.access === 'write') && driver.covers(touch.part, part),
  )
}

async function hasNoEffect(stage: Stage): Promise<void> {
  const before = await stage.fingerprint()
  await applyAll(stage)
  assert.equal(await stage.fingerprint(), before)
}

async function appliesOnce(stage: Stage): Promise<void> {
  const done = await applyAll(stage)
  const applied = await stage.fingerprint()
  for (const unit of done) {
    const { transaction, number } = unit
    const again = applyAgain(stage, { unit: unit.unit, ...(transaction !== undefined && { transaction }) }, number)
    await again.catch((error: unknown) => assert.ok(error instanceof PlanError, `it failed with ${String(error)}`))
  }
  assert.equal(await stage.fingerprint(), applied, 'a second apply of the same unit changed something')
}

/** As the engine repeats a unit after a crash: what was captured stays, so that nothing is captured again. */
async function applyAgain(
  stage: Stage,
  change: { readonly unit: Parameters<typeof applyOne>[1]['unit']; readonly transaction?: string },
  number: number,
): Promise<void> {
  if (change.transaction !== undefined) await applyOne(stage, change, number)
  else await stage.type.apply(change.unit, stage.context('write', { key: `run-1/step/${number}` }))
}

async function runsAgain(stage: Stage, given: StepCase): Promise<void> {
  const first = await applyAll(stage)
  const applied = await stage.fingerprint()
  const again = async (): Promise<void> => {
    const done: Done[] = []
    for (const change of await changesOf(stage)) done.push(await applyOne(stage, change, first.length + done.length))
    if (done.length > 0) await outputOf(stage, done)
  }
  if (given.again === 'refused') await assert.rejects(again, (error) => error instanceof PlanError)
  else await again()
  if (given.again !== 'repeats') assert.equal(await stage.fingerprint(), applied, 'running it again changed something')
}

async function revertsToIdentity(stage: Stage): Promise<void> {
  const before = await stage.fingerprint()
  const done = await applyAll(stage)
  assert.equal(await revertAll(stage, done), 'reverted')
  assert.equal(await stage.fingerprint(), before, 'something is not as it was')
}

async function revertsTwice(stage: Stage): Promise<void> {
  const before = await stage.fingerprint()
  const done = await applyAll(stage)
  await revertAll(stage, done, 1)
  assert.equal(await revertAll(stage, done, 2), 'reverted')
  assert.equal(await stage.fingerprint(), before)
}

async function detectsConflict(stage: Stage, given: StepCase): Promise<void> {
  assert.ok(given.edit, 'the case needs an `edit`, so that a conflict can be looked for')
  const done = await applyAll(stage)
  await given.edit(stage.world)
  const edited = await stage.fingerprint()
  const ended = await revertAll(stage, done.slice(-1))
  assert.ok(ended !== 'reverted', 'it was reverted over somebody else’s edit')
  assert.ok(ended.conflict.length > 0)
  assert.equal(await stage.fingerprint(), edited, 'something was touched in spite of the conflict')
}

/** A unit of a transaction is settled by its ledger; all others are asked about, each before and after it is applied. */
async function probes(stage: Stage): Promise<void> {
  const context = stage.context('read')
  for (const [number, change] of (await changesOf(stage)).entries()) {
    const asked = change.transaction === undefined
    if (asked) assert.equal(await stage.type.probe!(change.unit, context), 'absent')
    await applyOne(stage, change, number)
    const found = asked && (await stage.type.probe!(change.unit, context))
    if (asked) assert.ok(found === 'applied' || typeof found === 'object', `it is applied, and the probe says ${String(found)}`)
  }
}

async function honoursAbort(stage: Stage): Promise<void> {
  const before = await stage.fingerprint()
  const [first] = await changesOf(stage)
  stage.stop()
  if (!first || (await traitsOf(stage)).touches.length === 0) return
  await assert.rejects(applyOne(stage, first, 0))
  assert.equal(await stage.fingerprint(), before, 'it went on after it was stopped')
}

async function refusedOutOfScope(stage: Stage): Promise<void> {
  const before = await stage.fingerprint()
  stage.narrow()
  await assert.rejects(applyAll(stage), (error) => error instanceof PlanError && error.code === 'out-of-scope')
  assert.equal(await stage.fingerprint(), before)
}

async function previewsAsRun(stage: Stage): Promise<void> {
  const before = await stage.fingerprint()
  const overlays = new Map<string, Promise<AsyncDisposable>>()
  const overlay = async (resource: string): Promise<AsyncDisposable> => {
    const session = await stage.session(resource, 'read')
    const made =
      overlays.get(resource) ??
      (stage.driver(resource).overlay!(session, stage.opening(resource, 'write', 'preview')) as Promise<AsyncDisposable>)
    overlays.set(resource, made)
    return made
  }
  const context = stage.context('write', { mode: 'preview', session: overlay })
  for (const { unit } of await changesOf(stage, context)) await stage.type.apply(unit, context)
  const previewed = await stage.fingerprint(overlay)
  for (const made of overlays.values()) await (await made)[Symbol.asyncDispose]()
  assert.equal(await stage.fingerprint(), before, 'the preview changed something')
  await applyAll(stage)
  assert.equal(previewed, await stage.fingerprint(), 'the preview is not what the run did')
}

function hasOverlays(stage: Stage): boolean {
  return resourcesOf(stage.scope).every((resource) => stage.driver(resource).overlay !== undefined)
}

async function traitsOf(stage: Stage): Promise<Traits> {
  return stage.type.describe(stage.input, stage.context('read'))
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array))
    for (const item of Object.values(Object.freeze(value))) deepFreeze(item)
  return value
}
