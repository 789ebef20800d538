import { type BoundPlan, PlanError, resolveCall, shortList, stepTakenBackBy } from '../../model/index.ts'
import type { UnitPhase, UnitState } from '../../record/index.ts'
import type { Recorder } from '../journal/recorder.ts'
import type { Sessions } from './sessions.ts'
import { revertKey, unitKey } from '../journal/unit-keys.ts'

/** What is asked whether a resource is still the one that a run began on. */
export interface Asked {
  readonly bound: BoundPlan
  readonly run: string
  readonly sessions: Sessions
  readonly recorder: Recorder
}

/**
 * Law: another resource under the same name is refused, and so is one that no longer knows of what the journal says was applied there, or reverted:
 * it was restored from a backup. Another one is taken as it is once there is nothing left to revert. Errors: `restored`.
 */
export async function demandSameResource(asked: Asked, resource: string, identity: string): Promise<void> {
  const units = unitsIn(asked.recorder, resource)
  const open = units.filter(({ unit }) => !settled.has(unit.phase))
  const nothingOpen = units.length > 0 && open.length === 0
  const keyed = units.flatMap(({ step, unit }) => keyTold(unit).map((key) => ({ step, unit, key })))
  if (nothingOpen && keyed.length === 0) return
  const { driver } = asked.sessions.locate(resource)
  const session = await asked.sessions.open(resource, 'write')
  const now = (await driver.identity?.(session)) ?? ''
  if (now !== identity && nothingOpen) return
  if (now !== identity) throw anotherOne(asked, resource, { was: identity, is: now, open })
  const keys = keyed.map(({ key }) => unitKey(asked.bound, asked.run, key))
  const recorded = (await driver.recorded?.(session, keys)) ?? []
  const lost = keyed.filter((_, index) => recorded[index] === false)
  if (lost.length > 0) throw restored(asked, resource, lost)
}

/** The key that a ledger has to know, by what the journal says became of a unit; none where a person said it. */
function keyTold(unit: UnitState): readonly string[] {
  if (unit.phase === 'applied') return [unit.key]
  return unit.phase === 'reverted' && unit.reverts > 0 && !unit.decided ? [revertKey(unit, unit.reverts)] : []
}

/** Two names for one resource would take each other's claim, and neither would see what the other one does. Errors: `refused`. */
export function demandApart({ sessions, recorder }: Asked, resource: string, identity: string): void {
  if (identity === '') return
  const others = [...recorder.state.resources].filter(([name, known]) => name !== resource && known.identity === identity)
  const [other] = others.find(([name]) => sessions.locate(name).driver.claim) ?? []
  if (other === undefined) return
  throw new PlanError('refused', `Cannot claim ${resource}: it leads to the same place as ${other}, which this run has claimed`, {
    hint: `Use one of the two connections in all steps that write there`,
  })
}

const settled: ReadonlySet<UnitPhase> = new Set<UnitPhase>(['absent', 'reverted', 'left', 'discarded'])

interface Owned {
  readonly step: string
  readonly unit: UnitState
}

function unitsIn({ state }: Recorder, resource: string): readonly Owned[] {
  const all = [...state.steps.values()].flatMap((step) => [...step.units.values()].map((unit) => ({ step: step.id, unit })))
  return all.filter(({ unit }) => unit.transaction === resource)
}

function anotherOne(
  asked: Asked,
  resource: string,
  { was, is, open }: { readonly was: string; readonly is: string; readonly open: readonly Owned[] },
): PlanError {
  const now = is === '' ? 'this one knows of no run: it was restored from a backup, or is another one' : `is "${is}"`
  const way =
    open.length === 0
      ? ['Put the right one back']
      : [
          'Put the right one back, or settle each of its steps (as left where this one holds what it did):',
          ...open.map(({ step }) => resolveCall(asked.run, step, stepTakenBackBy(step) === undefined ? 'reverted' : 'absent')),
        ]
  return new PlanError('restored', `Cannot go on with run "${asked.run}": ${resource} is not the one that the run began on`, {
    hint: [...new Set([`It was "${was}", and ${now}`, ...way])].join('\n'),
  })
}

/** What was applied is not there any more; what was reverted is there again. */
function restored(asked: Asked, resource: string, lost: readonly Owned[]): PlanError {
  const known = ['applied', 'reverted'].flatMap((phase) => told(stepsOf(lost.filter(({ unit }) => unit.phase === phase)), phase))
  return new PlanError(
    'restored',
    `Cannot go on with run "${asked.run}": its journal knows that ${known.join(', and that ')}, and ${resource} does not`,
    {
      hint: [
        'It was restored from a backup in between, or a standby took over: put the newest state back, or settle each of these steps:',
        ...new Set(lost.flatMap((each) => settle(asked, each))),
      ].join('\n'),
    },
  )
}

function told(steps: readonly string[], what: string): readonly string[] {
  if (steps.length === 0) return []
  return [`${shortList(steps.map((step) => `"${step}"`))} ${steps.length === 1 ? 'was' : 'were'} ${what}`]
}

/** What to say of a step that an older state of its database does not know of: what a step of a rollback took back is there again. */
function settle({ run, recorder }: Asked, { step, unit }: Owned): readonly string[] {
  const takenBack = stepTakenBackBy(step)
  if (takenBack === undefined) return [resolveCall(run, step, unit.phase === 'reverted' ? 'applied' : 'reverted')]
  const isReverted = recorder.state.steps.get(takenBack)?.phase === 'reverted'
  return [resolveCall(run, step, 'absent'), ...(isReverted ? [resolveCall(run, takenBack, 'applied')] : [])]
}

function stepsOf(units: readonly { readonly step: string }[]): readonly string[] {
  return [...new Set(units.map(({ step }) => step))]
}
