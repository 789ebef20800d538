import { checkConstants } from '../types/constants.ts'
import { checkEnvironments } from './check-environments.ts'
import { checkNames } from './check-names.ts'
import type { Checked, Declared, ExpressionProblem } from '../types/declared.ts'
import { infer } from '../types/infer.ts'
import type { Node } from '../node.ts'
import { read } from '../read/read.ts'
import { isProblem, type SyntaxProblem } from '../read/read-with-library.ts'
import { syntaxHint } from '../read/syntax-hint.ts'
import { wordAt } from '../read/word-at.ts'
import type { TypeProblem } from '../types/type-problem.ts'
import { fits, named } from '../types/types.ts'

/** Checks syntax, names and, as far as literals and declarations tell, types. Loads CEL only for what is unusual or wrong. */
export function checkExpression(expression: string, declared: Declared): readonly ExpressionProblem[] {
  return inspectExpression(expression, declared).problems
}

/** As {@link checkExpression}, with the type of the value. */
export function inspectExpression(expression: string, declared: Declared): Checked {
  const known = declared.remembered?.find(expression, declared)
  if (known) return known
  const checked = inspect(expression, declared)
  declared.remembered?.keep(expression, declared, checked)
  return checked
}

function inspect(expression: string, declared: Declared): Checked {
  const node = read(expression)
  if (isProblem(node)) return { problems: [syntaxProblem(expression, node)], type: 'dyn' }
  const names = checkNames(node, declared)
  const found: TypeProblem[] = []
  const { type } = infer(node, declared, found)
  checkConstants(node, found)
  if (declared.expects === 'condition' && !fits(type, 'bool')) found.push({ node, message: `a condition is a bool, not ${named(type)}` })
  const types = found.map(typeProblem).filter(({ start }) => !names.some((problem) => problem.start === start))
  return { problems: [...names, ...types, ...checkEnvironments(node, declared.environments)], type }
}

function syntaxProblem(expression: string, noticed: SyntaxProblem): ExpressionProblem {
  const { message, offset } = atForeignLetter(expression, noticed)
  const suggestion = syntaxHint(expression, offset)
  const marked = wordAt(expression, offset) || ' '
  const place = { start: offset, end: Math.min(offset + marked.length, Math.max(expression.length, 1)) }
  return { code: 'expression-syntax', severity: 'error', message, ...place, ...(suggestion !== undefined && { suggestion }) }
}

/** A letter that is no character of CEL, as a quote of typography, is noticed at the operator before it. */
function atForeignLetter(expression: string, noticed: SyntaxProblem): SyntaxProblem {
  const [, operators, letter] = /^([\s=!<>&|+*/%(,.-]*)(\P{ASCII})/u.exec(expression.slice(noticed.offset)) ?? []
  return operators === undefined ? noticed : { message: `unexpected "${letter}"`, offset: noticed.offset + operators.length }
}

function typeProblem({ node, message, suggestion }: TypeProblem): ExpressionProblem {
  const { start, end } = spanOf(node)
  return { code: 'expression-type', severity: 'error', message, start, end, ...(suggestion !== undefined && { suggestion }) }
}

function spanOf({ start, end }: Node): { readonly start: number; readonly end: number } {
  return { start, end: end ?? start + 1 }
}
