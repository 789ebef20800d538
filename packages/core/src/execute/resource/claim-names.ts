import type { BoundPlan } from '../../model/index.ts'

/**
 * What a run claims in the RunStore: itself, its environment, and every target that its scope names, so that
 * two runs never interleave, not even from two environments that share a database or a working tree.
 */
export function claimNames(bound: BoundPlan, run: string, root: string): readonly string[] {
  const targets = Object.values(bound.connections).map(({ driver, target }) => `target:${driver}:${target}`)
  const tree = bound.scope.files || bound.scope.commands ? [`target:files:${root}`] : []
  return [...namesOfRecord(bound, run), ...new Set([...targets, ...tree])]
}

/** What is claimed for a record alone, which touches no target: the run, and its environment. */
export function namesOfRecord({ environment }: BoundPlan, run: string): readonly string[] {
  return [`run:${run}`, `environment:${environment}`]
}
