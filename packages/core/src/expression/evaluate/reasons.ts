import { PlanError } from '../../model/index.ts'
import { placeOf } from '../read/place-of.ts'
import type { Expr, Parsed } from '../library.ts'
import type { SyntaxProblem } from '../read/read-with-library.ts'
import type { ExpressionScope } from '../scope.ts'

/** An expression that cannot be read, as an error `invalid`. */
export function unreadable(expression: string, { message, offset }: SyntaxProblem): PlanError {
  return new PlanError('invalid', `Cannot read "${expression.trim()}": ${message} at character ${offset + 1}`)
}

/** Why an evaluation failed: `missing` for the outputs of a step that was skipped, or did not run, else `failed`. */
export function whyNot(
  expression: string,
  error: { readonly message: string; readonly exprId: bigint | undefined },
  parsed: Parsed,
  scope: ExpressionScope,
): PlanError {
  const mask = scope.mask ?? ((text: string) => text)
  const step = error.message.startsWith('field not found') ? absentStep(parsed.expr, scope) : undefined
  if (step !== undefined) {
    return new PlanError(
      'missing',
      `Cannot evaluate "${expression.trim()}": step "${step}" was skipped or did not run, so it has no outputs here`,
      {
        hint: `Ask first: has(${placeOf(step)}.outputs) && …`,
      },
    )
  }
  const hint = hintFor(error.message)
  const reason = error.message
    .replace(/ Error: cannot decode message google\.protobuf\.\w+ from JSON:/, '')
    .replace(/^index (-?\d+) out of bounds .*/, 'the list has no item $1, counted from 0')
  return new PlanError('failed', `Cannot evaluate "${expression.trim()}": ${mask(reason)}`, { hint })
}

function hintFor(message: string): string | undefined {
  if (message.includes('no matching overload') && message.includes('double') && message.includes('int')) {
    return 'Numbers of JSON are doubles: write 1.0 for 1, or int(…) around the number'
  }
  if (message.startsWith('field not found')) return 'Ask first whether it is there: has(…)'
  return undefined
}

/** The first step that is read although it has no outputs. */
function absentStep(expr: Expr | undefined, scope: ExpressionScope): string | undefined {
  const ids: string[] = []
  collectSteps(expr, ids)
  const isThere = (id: string) => scope.steps.has(id) || [...scope.steps.keys()].some((name) => name.startsWith(`${id}[`))
  return ids.find((id) => !isThere(id))
}

function collectSteps(value: unknown, ids: string[]): void {
  if (value === null || typeof value !== 'object') return
  const select = value as { $typeName?: string; field?: string; testOnly?: boolean; operand?: Expr }
  const ident = select.operand?.exprKind
  if (select.$typeName === 'cel.expr.Expr.Select' && ident?.case === 'identExpr' && ident.value.name === 'steps') {
    if (select.testOnly !== true) ids.push(select.field ?? '')
  }
  for (const child of Object.values(value)) collectSteps(child, ids)
}
