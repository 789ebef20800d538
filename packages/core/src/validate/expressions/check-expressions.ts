import { type Declared, namesIn, Remembered, schemasByType } from '../../expression/index.ts'
import type { Json } from '../../model/index.ts'
import { checkEach } from './check-each.ts'
import type { TypedInputs } from './check-expression-types.ts'
import type { Graph } from '../graph/check-graph.ts'
import { checkSigningConditions } from './check-signing-conditions.ts'
import { ExpressionChecker } from './expression-checker.ts'
import type { Findings } from '../mistakes/findings.ts'
import { ReadableSteps } from './readable-steps.ts'
import { skippableFor } from './skippable.ts'
import type { Entry, View } from '../view/view.ts'

/** What expressions say: the names of all inputs that are read, and the types of those that stand alone in an input. */
export interface ReadExpressions {
  readonly inputs: ReadonlySet<string>
  readonly types: TypedInputs
}

/** Syntax, names and types of every expression of a plan. */
export function checkExpressions(
  findings: Findings,
  view: View,
  graph: Graph,
  environments: readonly string[] | undefined,
): ReadExpressions {
  const check = new ExpressionChecker(findings, view)
  const families = new Set(graph.steps.flatMap(({ entry }) => (entry.forEach ? [entry.id] : [])))
  const skippable = skippableFor(view)
  const allSteps = new Set(graph.steps.map(({ entry }) => entry.id))
  const remembered = new Remembered()
  for (const entry of view.entries) {
    const base: Declared = {
      inputs: view.declaredInputs,
      anyInput: view.wrong.has('/inputs'),
      steps: new ReadableSteps(view, graph, entry),
      otherSteps: view.ids,
      families,
      skippable: entry.list === 'invariants' ? allSteps : skippable(entry.entry.if),
      ...(entry.damaged.has('forEach') && { each: {} }),
      ...(environments && { environments }),
      remembered,
    }
    for (const each of entry.entry.forEach ? schemasByType(entry.entry.forEach) : [undefined])
      checkEntry(check, entry, each ? { ...base, each } : base, () => new ReadableSteps(view, graph, entry, true))
    if (entry.list === 'invariants') checkAskedOnce(findings, entry)
    checkEach(findings, entry)
  }
  checkSigningConditions(check, findings, view, environments)
  return check
}

function checkEntry(
  check: ExpressionChecker,
  { entry, pointer, type, isOpen }: Entry,
  base: Declared,
  withItself: () => ReadableSteps,
): void {
  if (entry.if !== undefined) check.bare(`${pointer}/if`, entry.if, { ...base, expects: 'condition' })
  if (entry.assert !== undefined)
    check.bare(`${pointer}/assert`, entry.assert, { ...base, expects: 'condition', outputs: type?.output ?? {} })
  if (isOpen) check.template(`${pointer}/with`, entry.with ?? {}, base)
  const { rollback } = entry
  if (rollback !== undefined)
    check.template(`${pointer}/rollback`, rollback as Json, { ...base, steps: withItself(), outputs: type?.output ?? {} })
}

/** An invariant is asked again and again, and whether it applies only once. */
function checkAskedOnce(findings: Findings, { entry, pointer }: Entry): void {
  const [read] = entry.if === undefined ? [] : namesIn(entry.if).steps
  if (read === undefined) return
  findings.warning('asked-once', `${pointer}/if`, `Invariant "${entry.id}": its "if" is asked once, before step "${read}" has outputs`, {
    suggestion: `Say it in "assert": !has(steps.${read}.outputs) || …`,
  })
}
