import { messageOf, PlanError } from '../../model/index.ts'
import type { StepCase } from '../case.ts'
import { demand, demandRefusal, demandSame } from '../demand.ts'
import { mismatch } from '../schema-laws.ts'
import { Waited } from '../stage/patient.ts'
import type { Stage } from '../stage/stage.ts'
import { stored } from '../stage/stored.ts'
import { applyAll, applyOne, changesOf, type Done, keyOf, outputOf } from '../stage/walk.ts'
import { always, type Law, traitsOf, writes } from './law.ts'

/** What a step type is for. */
export const effectLaws: readonly Law[] = [
  { says: 'does what it is for', applies: always, holds: doesItsWork },
  { says: 'gives the same output each time, as its schema says', applies: always, holds: givesItsOutput },
  { says: 'gives its output also where nobody knows what its units gave', applies: writes, holds: givesOutputOfUnknown },
  { says: 'leaves everything as it is, since it has no effect', applies: ({ effect }) => effect === 'none', holds: hasNoEffect },
  {
    says: 'refuses a unit that is applied twice, or lets it be',
    applies: (traits) => writes(traits) && traits.guarantee !== 'at-least-once',
    holds: appliesOnce,
  },
  { says: 'does nothing before it waits', applies: writes, holds: waitsFirst },
  { says: 'does what the case says when it is run again', applies: writes, holds: runsAgain },
]

async function doesItsWork(stage: Stage, given: StepCase): Promise<void> {
  const before = await stage.fingerprint()
  const output = await outputOf(stage, await applyAll(stage))
  await given.afterwards?.(stage.world, output)
  if ((await traitsOf(stage)).effect !== 'write') return
  demand(
    (await stage.fingerprint()) !== before,
    'Nothing seems to have changed after it was applied. If it did change something, nothing here can see that: give the case a `fingerprint`, or its driver one. If not, choose a case that changes something, or say effect: "none"',
  )
}

async function givesItsOutput(stage: Stage): Promise<void> {
  const done = await applyAll(stage)
  const output = await outputOf(stage, done)
  demandSame(
    await outputOf(stage, done),
    output,
    '`finish` gives something else of the same results when it is called again, as it is after a crash: let it depend on them alone',
  )
  const found = await mismatch(stage.type.output, stored(output, 'output'))
  demand(found === undefined, `The output does not fit the schema \`output\`: ${found}`)
}

/** A person who settles a unit says that it happened, and so may `probe`: its result stays unknown. */
async function givesOutputOfUnknown(stage: Stage): Promise<void> {
  const done = await applyAll(stage)
  const unknown = done.map((unit) => ({ ...unit, result: null }))
  await outputOf(stage, unknown).catch((error: unknown) =>
    demand(
      false,
      `\`finish\` or \`judge\` fails (${messageOf(error)}) where the result of a unit is null, as it is of one that a person says was applied: take null for a result that is not known`,
    ),
  )
}

async function hasNoEffect(stage: Stage): Promise<void> {
  const before = await stage.fingerprint()
  await applyAll(stage)
  demand((await stage.fingerprint()) === before, 'Its effect is said to be "none", and it changed something: say effect: "write"')
}

async function appliesOnce(stage: Stage): Promise<void> {
  const done = await applyAll(stage)
  const applied = await stage.fingerprint()
  for (const unit of done) {
    const again = applyAgain(stage, unit)
    const isAsked = unit.transaction !== undefined || (await isProbedWhole(stage, unit))
    await again.catch((error: unknown) =>
      demand(
        isAsked && error instanceof PlanError,
        `The second apply of a unit, as after a crash, failed with ${String(error)}: accept what it did before, since it is said to be idempotent`,
      ),
    )
  }
  demand(
    (await stage.fingerprint()) === applied,
    'A second apply of the same unit, as after a crash, changed something more: compare with what is there first, or say guarantee: "at-least-once"',
  )
}

/** Whether the engine need not repeat a unit after a crash, since `probe` gives all that `apply` gave. */
async function isProbedWhole({ type, context }: Stage, { unit }: Done): Promise<boolean> {
  return typeof (await type.probe?.(unit, context('read'))) === 'object'
}

/** As the engine repeats a unit after a crash: what was captured stays, so that nothing is captured again. */
async function applyAgain(stage: Stage, { unit, transaction, number }: Done): Promise<void> {
  if (transaction !== undefined) await applyOne(stage, { unit, transaction }, number)
  else await stage.type.apply(unit, stage.context('write', { key: keyOf(number) }))
}

/** The engine takes a unit that waits for one that did nothing, and asks it again. */
async function waitsFirst(stage: Stage): Promise<void> {
  const before = await stage.fingerprint()
  const [first] = await changesOf(stage)
  if (!first) return
  stage.time.stands = true
  const ended: unknown = await applyOne(stage, first, 0).catch((error: unknown) => error)
  if (!(ended instanceof Waited)) return
  demand(
    (await stage.fingerprint()) === before,
    '`apply` waits after it has changed something, which nobody would know of: call `context.wait` before the first write, or give the work before it a step of its own',
  )
}

async function runsAgain(stage: Stage, given: StepCase): Promise<void> {
  const first = await applyAll(stage)
  const applied = await stage.fingerprint()
  const again = async (): Promise<void> => {
    const done: Done[] = []
    for (const change of await changesOf(stage)) done.push(await applyOne(stage, change, first.length + done.length))
    await outputOf(stage, done)
  }
  if (given.again === 'refused') {
    const codes = ['conflict', 'refused', 'invalid', 'missing', 'failed', 'out-of-scope']
    await demandRefusal(again, codes, 'The case says that a second run is refused')
  } else await again()
  if (given.again === 'repeats') return
  demand(
    (await stage.fingerprint()) === applied,
    'Running the step once more changed something: yield no change where all is as it should be, or say so in the case (again: "repeats")',
  )
}
