import { PlanError } from '../../model/index.ts'
import type { Clock } from '../clock.ts'

/**
 * A new run's id, such as `20261121-010203-split-customer-name-7f3a`: the time (UTC), the plan's name, four random hex digits.
 * Ids sort by the time of their creation. `random` gives numbers in [0, 1).
 */
export function newRunId(plan: string, clock: Clock, random: () => number): string {
  const time = clock
    .now()
    .toISOString()
    .replaceAll(/[-:]|\..*/g, '')
    .replace('T', '-')
  const name = plan
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60)
  const suffix = Math.floor(random() * 0x10000)
    .toString(16)
    .padStart(4, '0')
  return [time, name || 'plan', suffix].join('-')
}

/** Whether a text can be a run's id: a plain name, which leads nowhere else as part of a path. */
export function isRunId(run: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_.-]{0,150}$/.test(run) && !run.includes('..')
}

/** Refuses, as `missing`, what cannot be a run's id, before it becomes part of a path. */
export function assertRunId(run: string): void {
  if (isRunId(run)) return
  throw new PlanError('missing', `Cannot find run "${run}": that is not the id of a run`, {
    hint: 'See where all plans stand: plan status',
  })
}
