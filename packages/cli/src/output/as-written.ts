import { remembering } from '@backout/core/model'
import type { ShownStep } from '../shapes/show.ts'

/** Steps that need every member of a `forEach` need it by its one name, as the author wrote it: of thousands, each may need thousands. */
export function asWritten(steps: readonly ShownStep[]): readonly ShownStep[] {
  const members = Map.groupBy(steps, ({ id }) => baseOf(id))
  const named = ([base, ids]: [string, readonly string[]]): readonly string[] =>
    ids.length > 1 && ids.length === members.get(base)?.length ? [base] : ids
  const needed = remembering((ids: readonly string[]) => [...Map.groupBy(ids, baseOf)].flatMap(named))
  return steps.map((step) => ({ ...step, needs: needed(step.needs) }))
}

/** `backfill` of `backfill[a]`. */
function baseOf(id: string): string {
  return id.split('[', 1)[0]!
}
