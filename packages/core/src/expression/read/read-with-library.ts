import { library, type Expr, type Parsed } from '../library.ts'
import { type LiteralType, type Node, termsOf } from '../node.ts'
import { lastOperator } from './syntax-hint.ts'
import { isTooDeep } from './too-deep.ts'
import { wordAt } from './word-at.ts'

/** An expression that the library cannot read: what it found, and where. */
export interface SyntaxProblem {
  readonly message: string
  readonly offset: number
}

/** Longest expression, in UTF-16 units; everything that costs more than linear time starts from here. */
export const longestExpression = 10_000

/** Parses with the library; its syntax errors come back as values. */
export function parse(expression: string): Parsed | SyntaxProblem {
  if (expression.trim() === '') return { message: 'it is empty', offset: 0 }
  if (expression.length > longestExpression) return { message: `it is longer than ${longestExpression} characters`, offset: 0 }
  try {
    const parsed = library().parse(withCommentEnded(expression))
    if (isTooDeep<unknown>(parsed.expr, partsOf)) return tooDeep
    return halfWord(expression, parsed) ?? parsed
  } catch (error) {
    if (error instanceof RangeError) return tooDeep
    return problemOf(expression, error as Error & { rawMessage?: string; location?: { start: { offset: number } } })
  }
}

/** The library takes a comment only with a line feed behind it, and the CEL specification also at the end. */
function withCommentEnded(expression: string): string {
  return expression.includes('//') ? `${expression}\n` : expression
}

const tooDeep: SyntaxProblem = { message: 'it is nested too deeply', offset: 0 }

/** The expressions directly below one of the library's, whatever holds them. */
function partsOf(value: unknown): readonly unknown[] {
  if (value === null || typeof value !== 'object') return []
  return Object.values(value).flatMap((part: unknown) => {
    if (part === null || typeof part !== 'object') return []
    return 'exprKind' in part ? [part] : partsOf(part)
  })
}

/** Reads with the library, for all that `readExpression` leaves to it. */
export function readWithLibrary(expression: string): Node | SyntaxProblem {
  const parsed = parse(expression)
  if (!('expr' in parsed)) return parsed
  const reader = new TreeReader(parsed)
  const node = reader.read(parsed.expr)
  return reader.problem ?? node
}

/** The text of a node: as written where its place is known, else in the library's own spelling. */
export function textOf(node: Node, expression: string): string {
  return node.end === undefined ? (spelled.get(node)?.() ?? expression) : expression.slice(node.start, node.end)
}

const spelled = new WeakMap<Node, () => string>()

/** Whether reading gave a problem. */
export function isProblem(read: Node | SyntaxProblem | Parsed): read is SyntaxProblem {
  return 'message' in read && !('expr' in read) && !('kind' in read)
}

/** The library reads `not inputs.x` as `not in puts.x`. */
function halfWord(expression: string, { sourceInfo, expr }: Parsed): SyntaxProblem | undefined {
  if (!/\bin\w/.test(expression)) return undefined
  const offset = insOf(expr).map((id) => sourceInfo?.positions[id] ?? 0)
  const wrong = offset.find((at) => /^\s*in\w/.test(expression.slice(at)))
  if (wrong === undefined) return undefined
  const at = expression.indexOf('in', wrong)
  return { message: unexpected(expression, at), offset: at }
}

/** Ids of all `in` operators. */
function insOf(value: unknown): readonly string[] {
  if (value === null || typeof value !== 'object') return []
  const { id, exprKind } = value as Partial<Expr>
  const here = exprKind?.case === 'callExpr' && exprKind.value.function === '@in' ? [String(id)] : []
  return [...here, ...Object.values(value).flatMap(insOf)]
}

function unexpected(expression: string, offset: number): string {
  const rest = expression.slice(offset)
  return rest.trim() === '' || lastOperator(rest) !== undefined ? 'it ends too early' : `unexpected "${wordAt(rest.trimStart(), 0)}"`
}

function problemOf(expression: string, error: Error & { rawMessage?: string; location?: { start: { offset: number } } }): SyntaxProblem {
  const open = openText(expression)
  if (open !== undefined) return { message: `the text that begins with ${expression[open]} does not end`, offset: open }
  const offset = error.location?.start.offset ?? 0
  const message = (error.rawMessage ?? error.message).replace(/^<input>:\d+:\d+: /, '')
  if (message === 'reserved identifier') return { message: `"${wordAt(expression, offset)}" is a word of CEL itself, and no name`, offset }
  return { message: message.includes(' but expecting ') ? unexpected(expression, offset) : message, offset }
}

/** Where a text begins that never ends. */
function openText(expression: string): number | undefined {
  const closed = /""".*?"""|'''.*?'''|(?:\b[rR][bB]?|\b[bB][rR])(?:"[^"]*"|'[^']*')|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/gs
  const outside = expression.replace(closed, (text) => ' '.repeat(text.length))
  const at = outside.search(/["']/)
  return at < 0 ? undefined : at
}

const smallestInt = -(2n ** 63n)
const largestInt = 2n ** 63n - 1n
const largestUint = 2n ** 64n - 1n

/** Turns the library's tree into nodes, with macros as they were written. */
class TreeReader {
  readonly #parsed: Parsed
  problem: SyntaxProblem | undefined

  constructor(parsed: Parsed) {
    this.#parsed = parsed
  }

  read(expr: Expr | undefined): Node {
    if (!expr) throw new Error('the library gave an incomplete tree')
    const node = this.#node(expr)
    spelled.set(node, () => library().unparse({ ...this.#parsed, expr }))
    return node
  }

  #node(expr: Expr): Node {
    const { exprKind } = this.#asWritten(expr)
    const start = this.#parsed.sourceInfo?.positions[expr.id.toString()] ?? 0
    const place = { start, end: undefined }
    switch (exprKind.case) {
      case 'constExpr':
        return { ...place, ...this.#literal(exprKind.value.constantKind, start) }
      case 'identExpr':
        return { kind: 'name', name: exprKind.value.name, start, end: start + exprKind.value.name.length }
      case 'selectExpr': {
        const operand = this.read(exprKind.value.operand)
        return { ...startOf(operand), kind: 'select', operand, field: exprKind.value.field, test: exprKind.value.testOnly }
      }
      case 'callExpr':
        return this.#call(exprKind.value, start)
      case 'listExpr':
        return { ...place, kind: 'list', items: exprKind.value.elements.map((item) => this.read(item)) }
      case 'structExpr':
        return this.#struct(exprKind.value, start)
      default:
        throw new Error(`the library gave a tree with "${exprKind.case}"`)
    }
  }

  /** A macro is kept expanded, and as written beside the tree; inside another macro only there. */
  #asWritten(expr: Expr): Expr {
    const isExpanded = expr.exprKind.case === 'comprehensionExpr' || expr.exprKind.case === undefined
    return (isExpanded ? this.#parsed.sourceInfo?.macroCalls[expr.id.toString()] : undefined) ?? expr
  }

  #call(value: CallValue, start: number): Node {
    const [selection] = value.args
    if (value.function === 'has' && value.target === undefined && selection?.exprKind.case === 'selectExpr') {
      const { operand, field } = selection.exprKind.value
      return { kind: 'select', operand: this.read(operand), field, test: true, start, end: undefined }
    }
    const target = value.target && this.read(value.target)
    const args = value.args.map((arg) => this.read(arg))
    const first =
      target ?? (/\w/.test(value.function[0]!) && value.function !== '_' && !value.function.startsWith('_') ? undefined : args[0])
    const place = { start: first ? Math.min(first.start, start) : start, end: undefined }
    if (value.function === '_[_]') return { ...place, kind: 'index', operand: args[0]!, index: args[1]! }
    const flat = value.function === '_&&_' || value.function === '_||_' ? args.flatMap((arg) => termsOf(value.function, arg)) : args
    return { ...place, kind: 'call', ...(target && { target }), function: value.function, args: flat }
  }

  #struct(value: StructValue, start: number): Node {
    const values = value.entries.map((entry) => this.read(entry.value))
    if (value.messageName !== '') return { kind: 'message', name: value.messageName, values, start, end: undefined }
    const entries = value.entries.map((entry, index) => {
      const key = entry.keyKind.case === 'mapKey' ? this.read(entry.keyKind.value) : undefined
      return [key ?? values[index]!, values[index]!] as const
    })
    return { kind: 'map', entries, start, end: undefined }
  }

  #literal(constant: ConstantKind, start: number): { kind: 'literal'; type: LiteralType; value: unknown } {
    const [type, value] = literalOf(constant)
    if (type === 'int' && ((value as bigint) < smallestInt || (value as bigint) > largestInt)) this.#tooLarge(start, 64)
    if (type === 'uint' && (value as bigint) > largestUint) this.#tooLarge(start, 64)
    return { kind: 'literal', type, value }
  }

  #tooLarge(offset: number, bits: number): void {
    this.problem ??= { message: `the number does not fit into ${bits} bits`, offset }
  }
}

type Kind<Case> = Extract<Expr['exprKind'], { case: Case }> extends { value: infer Found } ? Found : never
type CallValue = Kind<'callExpr'>
type StructValue = Kind<'structExpr'>
type ConstantKind = Kind<'constExpr'>['constantKind']

function startOf({ start }: Node): { start: number; end: undefined } {
  return { start, end: undefined }
}

function literalOf(constant: ConstantKind): readonly [LiteralType, unknown] {
  switch (constant.case) {
    case 'int64Value':
      return ['int', constant.value]
    case 'uint64Value':
      return ['uint', constant.value]
    case 'doubleValue':
      return ['double', constant.value]
    case 'stringValue':
      return ['string', constant.value]
    case 'bytesValue':
      return ['bytes', constant.value]
    case 'boolValue':
      return ['bool', constant.value]
    default:
      return ['null', null]
  }
}
