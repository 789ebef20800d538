import { encodeValue, type Touch } from '../../model/index.ts'
import { traitsFrom } from '../../plugin/manifest-traits.ts'
import { manifestOf } from '../../plugin.ts'
import { demand, demandSame } from '../demand.ts'
import { mismatch } from '../schema-laws.ts'
import type { Stage } from '../stage/stage.ts'
import { applyAll, applyOne, changesOf, type Done, planned, revertAll } from '../stage/walk.ts'
import { always, type Law, traitsOf, undoes, writes } from './law.ts'

/** What a step type says of itself is so. */
export const traitLaws: readonly Law[] = [
  { says: 'takes the input of the case by its schema', applies: always, holds: takesItsInput },
  { says: 'describes itself the same way each time, with and without a context', applies: always, holds: describesPurely },
  { says: 'knows what its input does once that is bound', applies: always, holds: knowsBoundTraits },
  { says: 'says of itself what the marks of its schema say', applies: always, holds: agreesWithItsMarks },
  { says: 'has what the traits promise', applies: always, holds: keepsItsPromises },
  { says: 'touches only what it declares', applies: always, holds: touchesWhatItDeclares },
  { says: 'writes only what the change of its unit shows', applies: writes, holds: writesWhatChangesShow },
]

async function takesItsInput({ type, input }: Stage): Promise<void> {
  const found = await mismatch(type.input, input)
  demand(found === undefined, `The input of the case does not fit the schema \`input\`: ${found}`)
}

async function describesPurely({ type, input, context }: Stage): Promise<void> {
  const advice = '`describe` gives something else when it is called again: let it depend on the input and the context alone'
  demandSame(await type.describe(input), await type.describe(input), advice)
  demandSame(await type.describe(input, context('read')), await type.describe(input, context('read')), advice)
}

async function knowsBoundTraits(stage: Stage): Promise<void> {
  const { effect, guarantee, touches, undo } = await traitsOf(stage)
  const unknown = Object.entries({ effect, guarantee, touches, undo: undo.kind }).flatMap(([name, value]) =>
    value === 'unknown' ? [name] : [],
  )
  demand(
    unknown.length === 0,
    `\`describe\` says "unknown" of ${unknown.join(', ')}, though the input is bound: say what is so, at least when there is a context`,
  )
}

/** Whoever reviews a plan without running the plugin is shown what its manifest says. */
async function agreesWithItsMarks(stage: Stage): Promise<void> {
  const traits = await traitsOf(stage)
  const [manifest] = manifestOf({ name: '', version: '', steps: [stage.type], drivers: [] }, '').steps
  const marked = traitsFrom(manifest!, encodeValue(stage.input), stage.context('read'))
  for (const name of ['effect', 'guarantee'] as const) {
    demand(
      marked[name] === 'unknown' || marked[name] === traits[name],
      `Its schema says ${name} "${marked[name]}" by its marks, and \`describe\` says "${traits[name]}": without its code, reviewers would be told the wrong thing. Mend the mark, or take it out`,
    )
  }
  if (marked.touches === 'unknown') return
  for (const touch of traits.touches as readonly Touch[]) {
    demand(
      touch.access === 'read' || marked.touches.some((one) => includes(stage, one, touch)),
      `\`describe\` says that "${touch.part}" of ${touch.resource} is written, and the marks of its schema do not: mark all inputs that name what is written, or none`,
    )
  }
}

async function keepsItsPromises(stage: Stage): Promise<void> {
  const { type, context } = stage
  const traits = await traitsOf(stage)
  const { guarantee, undo, effect } = traits
  if (effect !== 'write') return
  demand(
    !undoes(traits) || type.revert !== undefined,
    `The undo is said to be ${undo.kind === 'derived' ? 'derived' : 'a snapshot'}, and there is no \`revert\`: write it, or say undo: { kind: "none", reason }`,
  )
  demand(
    undo.kind !== 'snapshot' || context('read').snapshot,
    'The undo is said to be a snapshot, and the plan asks for none: say so only where `context.snapshot` is true',
  )
  if (guarantee !== 'exactly-once') return
  for (const { title, transaction } of await changesOf(stage))
    demand(
      transaction !== undefined,
      `The guarantee is said to be exactly-once, and the change "${title}" names no \`transaction\`: only a unit in the transaction of a ledger is. Name it, or say "idempotent" or "at-least-once"`,
    )
}

async function touchesWhatItDeclares(stage: Stage): Promise<void> {
  const traits = await traitsOf(stage)
  const changes = await changesOf(stage)
  stage.demands.length = 0
  const done = await applyAll(stage)
  if (undoes(traits)) await revertAll(stage, done)
  const declared = traits.touches as readonly Touch[]
  for (const touch of stage.demands) demandDeclared(stage, declared, touch, 'is touched')
  for (const touch of changes.flatMap((change) => change.touches)) demandDeclared(stage, declared, touch, 'is named by a change')
}

function demandDeclared(stage: Stage, declared: readonly Touch[], touch: Touch, what: string): void {
  const { resource, part, access } = touch
  demand(
    declared.some((one) => includes(stage, one, touch)),
    `"${part}" of ${resource} ${what} (${access}), and \`describe\` does not declare it: add { resource: "${resource}", part: "${part}", access: "${access}" } to its touches`,
  )
}

function includes(stage: Stage, declared: Touch, { resource, part, access }: Touch): boolean {
  if (declared.resource !== resource || (access === 'write' && declared.access !== 'write')) return false
  return stage.driver(resource).covers(declared.part, part)
}

async function writesWhatChangesShow(stage: Stage): Promise<void> {
  const done: Done[] = []
  for await (const { change } of planned(stage)) {
    await demandAsked(stage, `\`apply\` of "${change.title}"`, async () => done.push(await applyOne(stage, change, done.length)))
    for (const touch of stage.demands.filter(isWrite)) {
      demand(
        change.touches.some((one) => includes(stage, one, touch)),
        `\`apply\` of "${change.title}" writes "${touch.part}" of ${touch.resource}, and its change does not show that: add it to the change's touches`,
      )
    }
  }
  if (undoes(await traitsOf(stage))) await demandAsked(stage, '`revert`', () => revertAll(stage, done))
}

/** Whoever changes something asks for it, through a session: nothing else holds it to the scope. */
async function demandAsked(stage: Stage, what: string, work: () => Promise<unknown>): Promise<void> {
  const before = await stage.fingerprint()
  stage.demands.length = 0
  await work()
  demand(
    stage.demands.some(isWrite) || (await stage.fingerprint()) === before,
    `${what} changed something, and no session was asked for it: reach resources through \`context.session\` alone`,
  )
}

function isWrite({ access }: Touch): boolean {
  return access === 'write'
}
