import { isDeepStrictEqual } from 'node:util'
import type { Described } from '../view/describe-uses.ts'
import type { Findings } from '../mistakes/findings.ts'
import type { Use } from '../view/uses.ts'
import type { Entry, View } from '../view/view.ts'

/** A written rollback does something else than its step, and changes something where the step does. */
export function checkWrittenRollback(findings: Findings, { entries }: View, uses: readonly Use[], described: readonly Described[]): void {
  const byEntry = Map.groupBy(described, ({ use }) => use.entry)
  for (const use of uses) if (!changesNothing(byEntry.get(use.entry) ?? [])) checkRepetition(findings, use)
  for (const entry of entries) if (entry.entry.rollback !== undefined) checkIdle(findings, entry, byEntry.get(entry) ?? [])
}

/** Its rollback is needless then, whatever it does. */
function changesNothing(described: readonly Described[]): boolean {
  const own = described.filter(({ use }) => !use.rollback)
  return own.length > 0 && own.every(({ traits }) => traits.effect === 'none')
}

/** Whoever means to do the same once more, as to switch something back, gives `uses`. */
function checkRepetition(findings: Findings, { entry: { entry, damaged }, rollback, input }: Use): void {
  if (!rollback || rollback.step.uses !== undefined || damaged.has('with')) return
  if (!isDeepStrictEqual(input, entry.with ?? {})) return
  findings.error('rollback-repeats', rollback.pointer, `Step "${entry.id}": its rollback would do the very same once more`, {
    suggestion: 'Write under "with" what it does otherwise, or give "uses"',
  })
}

function checkIdle(findings: Findings, { entry, pointer }: Entry, described: readonly Described[]): void {
  const { own = [], back = [] } = Object.groupBy(described, ({ use }) => (use.rollback ? 'back' : 'own'))
  if (!own.some(({ traits }) => traits.effect === 'write')) return
  if (back.length === 0 || back.some(({ traits }) => traits.effect !== 'none')) return
  findings.warning('rollback-idle', `${pointer}/rollback`, `Step "${entry.id}" writes, and its rollback changes nothing`, {
    part: 'key',
    suggestion: 'If there is no way back, say rollback: { none: <the reason> }',
  })
}
