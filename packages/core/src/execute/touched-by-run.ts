import type { BoundPlan, JournalRecord, Touch } from '../model/index.ts'

/** A touch, and what its resource stood for in its own run's environment. */
export interface Targeted {
  readonly target: string
  readonly touch: Touch
}

/** What the writing steps of a run said they touch when they started. */
export function touchedBy(bound: BoundPlan, records: readonly JournalRecord[]): readonly Targeted[] {
  return records.flatMap(({ event }) => touchesOf(event)).map((touch) => ({ target: targetOf(bound, touch.resource), touch }))
}

/** Two runs mean the same thing by a target, whatever their connections are called. */
export function targetOf({ connections }: Pick<BoundPlan, 'connections'>, resource: string): string {
  const connection = connections[resource]
  return connection ? `${connection.driver}:${connection.target}` : resource
}

function touchesOf(event: JournalRecord['event']): readonly Touch[] {
  if (event.kind !== 'step-started' || !Array.isArray(event.touches)) return []
  return (event.touches as unknown as readonly Touch[]).filter(({ alone }) => !alone)
}
