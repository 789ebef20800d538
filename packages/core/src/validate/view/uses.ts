import { isList, mergedRollback, type Json, type RollbackStep } from '../../model/index.ts'
import { valueAt } from '../../load/index.ts'
import type { AnyStepType } from '../../plugin.ts'
import { mentionsExpression } from '../mistakes/template.ts'
import type { Entry, View } from './view.ts'

/** One use of a step type: an entry's own, or a step of its rollback. */
export interface Use {
  readonly entry: Entry
  /** Undefined for the entry itself. */
  readonly rollback: { readonly step: RollbackStep; readonly pointer: string } | undefined
  readonly uses: string
  /** The place of `uses`. */
  readonly pointer: string
  readonly type: AnyStepType | undefined
  /** The input as it will run: that of a rollback without `uses` is merged into the entry's own. Undefined where it is damaged. */
  readonly input: { readonly [name: string]: Json } | undefined
  /** Whether the input holds expressions. */
  readonly isOpen: boolean
}

/** Where the input of a use stands. */
export function inputPointer({ entry, rollback }: Use): string {
  return `${rollback?.pointer ?? entry.pointer}/with`
}

/** Where a value of that input stands: what a rollback takes over from its step, where the step has it. */
export function inputPlace(use: Use, pointer: string): string {
  const step = use.rollback?.step
  const isTakenOver = step !== undefined && step.uses === undefined && valueAt(step.with ?? {}, pointer) === undefined
  return (isTakenOver ? `${use.entry.pointer}/with` : inputPointer(use)) + pointer
}

/** Every use of a step type in a plan. */
export function usesOf(view: View): readonly Use[] {
  return view.entries.flatMap((one) => [own(one), ...rollbacksOf(one).map((rollback) => rollbackUse(one, rollback, view))])
}

function own(entry: Entry): Use {
  const { pointer, type, damaged, isOpen } = entry
  const input = damaged.has('with') ? undefined : (entry.entry.with ?? {})
  return { entry, rollback: undefined, uses: entry.entry.uses, pointer: `${pointer}/uses`, type, input, isOpen }
}

function rollbackUse(entry: Entry, rollback: NonNullable<Use['rollback']>, view: View): Use {
  const isOwn = rollback.step.uses === undefined
  const { uses, with: input } = mergedRollback(entry.entry, rollback.step)
  const type = isOwn ? entry.type : view.typeOf(uses)
  const isDamaged = isOwn && entry.damaged.has('with')
  const pointer = `${rollback.pointer}/uses`
  return { entry, rollback, uses, pointer, type, input: isDamaged ? undefined : input, isOpen: mentionsExpression(input) }
}

function rollbacksOf({ entry, pointer }: Entry): readonly NonNullable<Use['rollback']>[] {
  const { rollback } = entry
  if (rollback === undefined) return []
  if (isList(rollback)) return rollback.map((step, index) => ({ step, pointer: `${pointer}/rollback/${index}` }))
  return 'none' in rollback ? [] : [{ step: rollback, pointer: `${pointer}/rollback` }]
}
