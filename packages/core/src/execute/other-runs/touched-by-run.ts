import { type BoundPlan, type BoundStep, type JournalRecord, scopeEntries, type Touch } from '../../model/index.ts'

/** A touch, and what its resource stood for in its own run's environment. */
export interface Targeted {
  readonly target: string
  readonly touch: Touch
  /** Set where it is only known that it may have been touched. */
  readonly isGuess?: true
}

/** What the writing steps of a run said they touch when they started, and what their units wrote beyond that. */
export function writtenBy(bound: BoundPlan, records: readonly JournalRecord[]): readonly Targeted[] {
  const beyond = records.flatMap(({ event }) =>
    event.kind === 'unit-intended' ? ((event.touches ?? []) as unknown as readonly Touch[]) : [],
  )
  return [...touchedBy(bound, records), ...beyond.map((touch) => ({ target: targetOf(bound, touch.resource), touch }))]
}

/** What they said that they touch, and for a step that could not tell all that scope lets it write. */
export function maybeTouchedBy(bound: BoundPlan, records: readonly JournalRecord[]): readonly Targeted[] {
  const steps = new Map(bound.steps.map((step) => [step.id, step]))
  const untold = records.flatMap(({ event }) =>
    event.kind === 'step-started' && event.touches === 'unknown' ? [steps.get(event.step)] : [],
  )
  const resources = new Set(untold.flatMap((step) => connectionsOf(bound, step)))
  const guesses = [...resources].flatMap((resource) =>
    scopeEntries(bound.scope, resource).map(
      (part): Targeted => ({ target: targetOf(bound, resource), touch: { resource, part, access: 'write' }, isGuess: true }),
    ),
  )
  return [...touchedBy(bound, records), ...guesses]
}

/** Two runs mean the same thing by a target, whatever their connections are called. */
export function targetOf({ connections }: Pick<BoundPlan, 'connections'>, resource: string): string {
  const connection = connections[resource]
  return connection ? `${connection.driver}:${connection.target}` : resource
}

/** The connections that a step may mean: the one that its input names, or any. */
export function connectionsOf(
  { connections }: Pick<BoundPlan, 'connections'>,
  step: Pick<BoundStep, 'with'> | undefined,
): readonly string[] {
  const connection = step?.with['connection']
  return Object.keys(connections).filter((resource) => typeof connection !== 'string' || resource.endsWith(`.${connection}`))
}

function touchedBy(bound: BoundPlan, records: readonly JournalRecord[]): readonly Targeted[] {
  return records.flatMap(({ event }) => touchesOf(event)).map((touch) => ({ target: targetOf(bound, touch.resource), touch }))
}

function touchesOf(event: JournalRecord['event']): readonly Touch[] {
  if (event.kind !== 'step-started' || !Array.isArray(event.touches)) return []
  return (event.touches as unknown as readonly Touch[]).filter(({ alone }) => !alone)
}
