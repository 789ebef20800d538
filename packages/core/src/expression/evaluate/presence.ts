import type { Expr } from '../library.ts'

/**
 * Makes `steps["x"]` the same as `steps.x`, and lets `has(steps.x.outputs.y)` be false where step x was skipped: CEL itself tests only the last field and fails on an absent one
 * before it. Each selection from `steps` is tested from the left: `has(steps.x) && has(steps.x.outputs) && …`. The tree is changed in place.
 */
export function normaliseSteps(expr: Expr): void {
  for (const child of childrenOf(expr)) normaliseSteps(child)
  selectByName(expr)
  if (expr.exprKind.case !== 'selectExpr' || !expr.exprKind.value.testOnly) return
  const selections = chain(expr)
  if (selections.length < 2) return
  const tests = selections.map((selection) => ({
    ...selection,
    exprKind: { case: 'selectExpr' as const, value: { ...selectOf(selection), testOnly: true } },
  }))
  expr.exprKind = {
    case: 'callExpr',
    value: { $typeName: 'cel.expr.Expr.Call', function: '_&&_', args: tests },
  }
}

function selectByName(expr: Expr): void {
  if (expr.exprKind.case !== 'callExpr' || expr.exprKind.value.function !== '_[_]') return
  const [operand, index] = expr.exprKind.value.args
  if (operand?.exprKind.case !== 'identExpr' || operand.exprKind.value.name !== 'steps' || index?.exprKind.case !== 'constExpr') return
  const { constantKind } = index.exprKind.value
  if (constantKind.case !== 'stringValue') return
  expr.exprKind = { case: 'selectExpr', value: { $typeName: 'cel.expr.Expr.Select', operand, field: constantKind.value, testOnly: false } }
}

type Select = Extract<Expr['exprKind'], { case: 'selectExpr' }>['value']

function selectOf(expr: Expr): Select {
  return expr.exprKind.value as Select
}

/** The selections of `steps.x.outputs.y`, leftmost first; none for any other root. */
function chain(expr: Expr): readonly Expr[] {
  const found: Expr[] = []
  let at: Expr | undefined = expr
  while (at?.exprKind.case === 'selectExpr') {
    found.unshift(at)
    at = at.exprKind.value.operand
  }
  return at?.exprKind.case === 'identExpr' && at.exprKind.value.name === 'steps' ? found : []
}

function childrenOf(expr: Expr): readonly Expr[] {
  const { exprKind } = expr
  const all = (...some: readonly (Expr | undefined)[]) => some.filter((one) => one !== undefined)
  switch (exprKind.case) {
    case 'selectExpr':
      return all(exprKind.value.operand)
    case 'callExpr':
      return all(exprKind.value.target, ...exprKind.value.args)
    case 'listExpr':
      return exprKind.value.elements
    case 'structExpr':
      return exprKind.value.entries.flatMap((entry) => all(entry.keyKind.case === 'mapKey' ? entry.keyKind.value : undefined, entry.value))
    case 'comprehensionExpr': {
      const { iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value
      return all(iterRange, accuInit, loopCondition, loopStep, result)
    }
    default:
      return []
  }
}
