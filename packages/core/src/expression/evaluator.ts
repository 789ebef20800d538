import { isList, type Json, mapTexts, PlanError, type Value } from '../model/index.ts'
import { asBool, evaluate } from './evaluate/evaluate.ts'
import { library } from './library.ts'
import { operandsOf } from './evaluate/operands.ts'
import type { ExpressionScope } from './scope.ts'
import { splitTemplate } from './template.ts'
import { kindOf, literalOf, textOf } from './evaluate/values.ts'

/** What a condition gave. `operands` are the values that decide it, by their expression, in CEL's spelling. */
export interface Tested {
  readonly holds: boolean
  readonly operands: { readonly [expression: string]: string }
}

/** Evaluates expressions and templates. All errors are PlanErrors: `invalid`, `missing`, `failed`, `timeout`. */
export interface Evaluator {
  /** Replaces every `${{ … }}`. A text that is only an expression becomes its value, with its type: ints are bigints. */
  expand(template: Json, scope: ExpressionScope): Value
  /** A bare condition. Operands are evaluated only where it does not hold. */
  test(expression: string, scope: ExpressionScope): Tested
  /** The value of a bare expression. */
  evaluate(expression: string, scope: ExpressionScope): Value
}

/** Loads CEL (about 90 ms, once) and gives what evaluates with it. */
export async function loadEvaluator(): Promise<Evaluator> {
  library()
  return { expand, test, evaluate }
}

function expand(template: Json, scope: ExpressionScope): Value {
  if (typeof template === 'string') return template.includes('${{') ? expandText(template, scope) : template
  if (template === null || typeof template !== 'object') return template
  if (isList(template)) return template.map((item) => expand(item, scope))
  return Object.fromEntries(Object.entries(template).map(([key, item]) => [key, expand(item, scope)]))
}

function expandText(text: string, scope: ExpressionScope): Value {
  const parts = splitTemplate(text)
  const open = parts.find((part) => part.kind === 'expression' && !part.closed)
  if (open) throw new PlanError('invalid', `Cannot read "${text}": "\${{" without "}}"`)
  const [only] = parts
  if (parts.length === 1 && only?.kind === 'expression') return evaluate(only.expression, scope)
  return parts.map((part) => (part.kind === 'text' ? part.text : textOf(evaluate(part.expression, scope), part.expression))).join('')
}

function test(expression: string, scope: ExpressionScope): Tested {
  const value = evaluate(expression, scope)
  const holds = asBool(value, expression, kindOf(value))
  return { holds, operands: holds ? {} : operandValues(expression, scope) }
}

const longestOperand = 400

function operandValues(expression: string, scope: ExpressionScope): { readonly [expression: string]: string } {
  return Object.fromEntries(operandsOf(expression).map((operand) => [operand, operandValue(operand, scope)]))
}

function operandValue(operand: string, scope: ExpressionScope): string {
  try {
    return shown(evaluate(operand, scope), scope)
  } catch (error) {
    if (error instanceof PlanError) return `(${error.message})`
    throw error
  }
}

/** Masked before it is quoted and before it is shortened: a secret that is escaped once more, or half of one, would not be recognised. */
function shown(value: Value, { mask }: ExpressionScope): string {
  if (!mask) return literalOf(value)
  const masked = mask(literalOf(mapTexts(value, mask)))
  return masked.length <= longestOperand ? masked : `${masked.slice(0, longestOperand)}… (${masked.length} characters)`
}
