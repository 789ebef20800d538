import { isList } from '../../model/index.ts'
import type { AnyStepType } from '../../plugin.ts'
import type { Described } from '../view/describe-uses.ts'
import type { Findings } from '../mistakes/findings.ts'
import { nouns } from '../mistakes/whose.ts'
import type { Entry, View } from '../view/view.ts'

/** Writing steps have an undo, derived or written, or say that there is none; checks write nothing; a point of no return has no way back. */
export function checkRollback(findings: Findings, { entries }: View, described: readonly Described[]): void {
  const byEntry = Map.groupBy(
    described.filter(({ use }) => !use.rollback),
    ({ use }) => use.entry,
  )
  for (const entry of entries) {
    const answers = byEntry.get(entry) ?? []
    if (entry.list === 'steps') checkStep(findings, entry, answers)
    else checkCheck(findings, entry, answers)
  }
}

function checkCheck(findings: Findings, { entry, pointer, list, type }: Entry, answers: readonly Described[]): void {
  if (!answers.some(({ traits }) => traits.effect === 'write')) return
  findings.error('check-writes', `${pointer}/uses`, `${nouns[list]} "${entry.id}" writes: a check must be without effect`, {
    suggestion: saysEffect(type) ? 'Say effect: none, if it changes nothing' : 'Make it a step',
  })
}

/** Whether whoever writes a plan can say that a use of a step type is without effect. */
function saysEffect(type: AnyStepType | undefined): boolean {
  return Object.hasOwn((type?.input['properties'] as object | undefined) ?? {}, 'effect')
}

function checkStep(findings: Findings, one: Entry, answers: readonly Described[]): void {
  const { entry, pointer, damaged } = one
  const { rollback, undo } = entry
  const hasNone = rollback !== undefined && !isList(rollback) && 'none' in rollback
  const lacksNone = entry.pointOfNoReturn === true && !hasNone && !damaged.has('rollback')
  if (lacksNone) {
    findings.error(
      'point-of-no-return',
      `${pointer}/pointOfNoReturn`,
      `Step "${entry.id}" is a point of no return, and does not say that it has no rollback`,
      {
        part: 'key',
        suggestion: 'Add rollback: { none: <the reason> }, or take pointOfNoReturn out',
      },
    )
  }
  if (undo !== undefined && rollback !== undefined) {
    findings.error(
      'two-undos',
      `${pointer}/undo`,
      `Step "${entry.id}" has a written rollback and asks for a snapshot as well: one of them would never be used`,
      { part: 'key' },
    )
  }
  if (rollback === undefined && !lacksNone && !damaged.has('rollback') && !damaged.has('undo')) checkUndo(findings, one, answers)
  else if (rollback !== undefined && answers.length > 0 && answers.every(({ traits }) => traits.effect === 'none')) {
    findings.warning(
      'needless-rollback',
      `${pointer}/rollback`,
      `Step "${entry.id}" has a rollback, and changes nothing that could be rolled back`,
      { part: 'key' },
    )
  }
}

function checkUndo(findings: Findings, { entry, pointer }: Entry, answers: readonly Described[]): void {
  if (
    entry.undo === 'snapshot' &&
    answers.length > 0 &&
    answers.every(({ traits }) => traits.effect === 'none' || traits.undo.kind === 'derived')
  ) {
    findings.warning(
      'needless-snapshot',
      `${pointer}/undo`,
      `Step "${entry.id}" asks for a snapshot, and its undo is derived without one`,
      { part: 'key' },
    )
  }
  const without = answers.filter(({ traits }) => traits.effect === 'write' && traits.undo.kind === 'none')
  const [first] = without
  if (first?.traits.undo.kind !== 'none') return
  const { reason } = first.traits.undo
  const where = without.length < answers.length ? ` in the environment "${first.environment.name}"` : ''
  if (entry.undo === 'snapshot') {
    findings.error('no-snapshot', `${pointer}/undo`, `Step "${entry.id}" can't be undone with a snapshot${where}: ${reason}`, {
      suggestion: 'Write a "rollback", or say rollback: { none: <the reason> }',
    })
    return
  }
  findings.error('missing-rollback', pointer, `Step "${entry.id}" writes and has no undo${where}: ${reason}`, {
    part: 'key',
    suggestion: 'Write a "rollback", or say rollback: { none: <the reason> }',
  })
}
