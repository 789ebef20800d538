import { type BoundPlan, PlanError, shellWord } from '../model/index.ts'
import type { UnitState } from '../record/index.ts'
import type { Recorder } from './recorder.ts'
import { type Sessions, unitKey } from './resources.ts'

/** What is asked whether a resource is still the one that a run began on. */
export interface Asked {
  readonly bound: BoundPlan
  readonly run: string
  readonly sessions: Sessions
  readonly recorder: Recorder
}

/**
 * Law: another resource under the same name is refused, and so is one that no longer knows of what the journal says was applied:
 * it was restored from a backup. Once a person has settled every unit of it, it is taken as it is. Errors: `restored`.
 */
export async function demandSameResource(asked: Asked, resource: string, identity: string): Promise<void> {
  const units = unitsIn(asked.recorder, resource)
  if (units.length > 0 && units.every(({ unit }) => settled.has(unit.phase))) return
  const { driver } = asked.sessions.locate(resource)
  const session = await asked.sessions.open(resource, 'write')
  const now = (await driver.identity?.(session)) ?? ''
  if (now !== identity)
    throw anotherOne(asked, resource, { was: identity, is: now, steps: stepsOf(units.filter(({ unit }) => !settled.has(unit.phase))) })
  const applied = units.filter(({ unit }) => unit.phase === 'applied')
  const keys = applied.map(({ unit }) => unitKey(asked.bound, asked.run, unit.key))
  const recorded = (await driver.recorded?.(session, keys)) ?? []
  const lost = applied.filter((_, index) => recorded[index] === false)
  if (lost.length > 0) throw restored(asked, resource, stepsOf(lost))
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

const settled: ReadonlySet<string> = new Set(['absent', 'reverted', 'left', 'discarded'])

function unitsIn({ state }: Recorder, resource: string): readonly { readonly step: string; readonly unit: UnitState }[] {
  const all = [...state.steps.values()].flatMap((step) => [...step.units.values()].map((unit) => ({ step: step.id, unit })))
  return all.filter(({ unit }) => unit.transaction === resource)
}

function anotherOne(
  { run }: Asked,
  resource: string,
  { was, is, steps }: { readonly was: string; readonly is: string; readonly steps: readonly string[] },
): PlanError {
  const now = is === '' ? 'this one knows of no run: it was restored from a backup, or is another one' : `is "${is}"`
  const way =
    steps.length === 0 ? ['Put the right one back'] : ['Put the right one back, or settle each of its steps:', ...settleEach(run, steps)]
  return new PlanError('restored', `Cannot go on with run "${run}": ${resource} is not the one that the run began on`, {
    hint: [`It was "${was}", and ${now}`, ...way].join('\n'),
  })
}

function restored({ run }: Asked, resource: string, steps: readonly string[]): PlanError {
  const names = steps.map((step) => `"${step}"`).join(', ')
  return new PlanError(
    'restored',
    `Cannot go on with run "${run}": its journal knows that ${names} was applied, and ${resource} does not`,
    {
      hint: ['It was restored from a backup in between; settle each of these steps:', ...settleEach(run, steps)].join('\n'),
    },
  )
}

function settleEach(run: string, steps: readonly string[]): readonly string[] {
  return steps.map((step) => `plan resolve ${run} ${shellWord(step)} --as reverted --reason "…"`)
}

function stepsOf(units: readonly { readonly step: string }[]): readonly string[] {
  return [...new Set(units.map(({ step }) => step))]
}
