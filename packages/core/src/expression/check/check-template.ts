import { isList, type Json, pointTo } from '../../model/index.ts'
import { inspectExpression } from './check-expression.ts'
import type { Checked, Declared, ExpressionProblem } from '../types/declared.ts'
import { expressionsIn, type PlacedExpression } from '../template.ts'

/** A problem in a template. `pointer` is the JSON Pointer of its text; offsets count in that text. */
export interface TemplateProblem extends Omit<ExpressionProblem, 'code'> {
  readonly code: ExpressionProblem['code'] | 'expression-unclosed' | 'expression-in-key'
  readonly pointer: string
}

/** Checks every `${{ … }}` of a template, and that there are none where they would not be expanded: in keys. */
export function checkTemplate(template: Json, declared: Declared): readonly TemplateProblem[] {
  const inTexts = expressionsIn(template).flatMap((placed) => checkPlaced(placed, declared))
  return [...inTexts, ...keysWithExpressions(template, '')]
}

/** Checks one expression of a template. */
export function checkPlaced(
  { pointer, offset, expression, closed, alone }: PlacedExpression,
  declared: Declared,
): readonly TemplateProblem[] {
  if (!closed)
    return [
      problem(
        'expression-unclosed',
        pointer,
        '"${{" is not closed',
        offset - 3,
        offset,
        'Close it with }}, or write $${{ for the text itself',
      ),
    ]
  const checked = inspectExpression(expression, declared)
  const moved = checked.problems.map((one) => ({ ...one, pointer, start: one.start + offset, end: one.end + offset }))
  const embedded = alone || !isSound(checked) ? undefined : notText(checked)
  return embedded === undefined ? moved : [...moved, problem('expression-type', pointer, embedded, offset, offset + expression.length)]
}

/** Whether the type of an expression follows from what is meant, and not from a mistake in it. */
export function isSound({ problems }: Checked): boolean {
  return problems.every(({ severity }) => severity !== 'error')
}

/** Only texts, numbers and booleans have a place inside a text. */
function notText({ type }: Checked): string | undefined {
  return ['null', 'list', 'map', 'bytes', 'type'].includes(type)
    ? `${type === 'null' ? 'null' : `a ${type}`} cannot be put into a text`
    : undefined
}

function keysWithExpressions(template: Json, pointer: string): readonly TemplateProblem[] {
  if (template === null || typeof template !== 'object') return []
  if (isList(template)) return template.flatMap((item, index) => keysWithExpressions(item, `${pointer}/${index}`))
  return Object.entries(template).flatMap(([key, item]) => {
    const place = pointTo(pointer, key)
    const here = key.includes('${{') ? [problem('expression-in-key', place, `expressions are not expanded in keys`, 0, key.length)] : []
    return [...here, ...keysWithExpressions(item, place)]
  })
}

function problem(
  code: TemplateProblem['code'],
  pointer: string,
  message: string,
  start: number,
  end: number,
  suggestion?: string,
): TemplateProblem {
  return { code, severity: 'error', pointer, message, start, end, ...(suggestion !== undefined && { suggestion }) }
}
