import {
  checkExpression,
  checkPlaced,
  type Declared,
  namesIn,
  expressionsIn,
  inspectExpression,
  isSound,
  type ExpressionProblem,
  type Type,
} from '../../expression/index.ts'
import { replaceValue } from '../../load/index.ts'
import type { Json } from '../../model/index.ts'
import { isTelling } from './check-expression-types.ts'
import type { Findings } from '../mistakes/findings.ts'
import { visitOpenTexts } from '../mistakes/template.ts'
import type { View } from '../view/view.ts'

/** Checks expressions of one plan at their places, and keeps what they tell: the inputs that they read, and the types of those that stand alone. */
export class ExpressionChecker {
  readonly inputs = new Set<string>()
  readonly types = new Map<string, Map<string, Type>>()
  readonly #findings: Findings
  readonly #view: View
  readonly #noted = new Set<string>()

  constructor(findings: Findings, view: View) {
    this.#findings = findings
    this.#view = view
  }

  /** A text that is one expression, without braces. */
  bare(pointer: string, expression: string, declared: Declared): void {
    if (expression.includes('${{')) return bracesAround(this.#findings, pointer, expression)
    this.#note(expression)
    for (const problem of checkExpression(expression, declared)) this.#report(pointer, problem)
  }

  /** Texts that hold expressions in braces. */
  template(pointer: string, template: Json, declared: Declared): void {
    visitOpenTexts(template, pointer, (text, place, part) => {
      if (part === 'key') return this.#inKey(place)
      for (const placed of expressionsIn(text)) {
        this.#note(placed.expression)
        for (const problem of checkPlaced(placed, declared)) this.#report(place, problem)
        if (placed.alone) this.#type(place, placed.expression, declared)
      }
    })
  }

  #inKey(place: string): void {
    this.#findings.error('expression-in-key', place, `${this.#findings.whose(place)}expressions are not expanded in keys`, { part: 'key' })
  }

  /** A value that is known is compared by itself. */
  #type(place: string, expression: string, declared: Declared): void {
    const [, input] = /^\s*inputs\.(\w+)\s*$/.exec(expression) ?? []
    if (input !== undefined && this.#view.declaredInputs[input]?.['default'] !== undefined) return
    const checked = inspectExpression(expression, declared)
    const { type } = checked
    const base = place.slice(0, place.indexOf('/with/') + '/with'.length)
    if (!isSound(checked) || !isTelling(type)) return
    const types = this.types.get(base) ?? new Map<string, Type>()
    this.types.set(base, types.set(place.slice(base.length), type))
  }

  #note(expression: string): void {
    if (!expression.includes('inputs') || this.#noted.has(expression)) return
    this.#noted.add(expression)
    const { inputs, computed } = namesIn(expression)
    for (const name of inputs) this.inputs.add(name)
    if (computed.includes('inputs')) for (const name of Object.keys(this.#view.declaredInputs)) this.inputs.add(name)
  }

  #report(pointer: string, problem: Omit<ExpressionProblem, 'code'> & { readonly code: string }): void {
    const { code, severity, message, start, end, suggestion } = problem
    const report = severity === 'error' ? this.#findings.error : this.#findings.warning
    report(code, pointer, this.#findings.whose(pointer) + message, {
      within: [start, end],
      suggestion: (code === 'expression-syntax' ? aboutComment(this.#findings, pointer) : undefined) ?? suggestion,
    })
  }
}

/** YAML ends a text without quotes at a "#" behind a space, which may have been meant as part of it. */
function aboutComment({ document }: Findings, pointer: string): string | undefined {
  const { start, end } = document.rangeOf(pointer)
  const [comment] = /^[ \t]+#[^\r\n]*['"][^\r\n]*/.exec(document.text.slice(end)) ?? []
  if (comment === undefined || /^["'|>]/.test(document.text.slice(start))) return undefined
  return `YAML reads ${comment.trim()} as a comment: put quotes around the whole value`
}

/** The expression that was meant, where braces stand around all of it, or around names in it. */
function withoutBraces(expression: string): string | undefined {
  const [, whole] = /^\s*\$\{\{\s*(.*?)\s*\}\}\s*$/s.exec(expression) ?? []
  const inner = whole !== undefined && !whole.includes('${{') ? whole : expression.replaceAll(/\$\{\{\s*([\w.]+)\s*\}\}/g, '$1')
  return inner.includes('${{') ? undefined : inner
}

function bracesAround(findings: Findings, pointer: string, expression: string): void {
  const inner = withoutBraces(expression)
  const key = pointer.slice(pointer.lastIndexOf('/') + 1)
  const message = `${findings.whose(pointer)}"${key}" is an expression already, and is written without \${{ }}`
  const text = inner === undefined ? undefined : JSON.stringify(inner)
  findings.error('expression-braces', pointer, message, {
    suggestion: inner === undefined ? undefined : `Write ${inner}`,
    fix: text === undefined ? undefined : { title: 'Take the braces away', edits: [replaceValue(findings.document, pointer, text)] },
  })
}
