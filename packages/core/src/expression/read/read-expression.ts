import { type Node, termsOf } from '../node.ts'
import { readTokens, type Token } from './read-tokens.ts'

/**
 * Reads the everyday part of CEL without loading the library, which takes longer than all else that validating a plan does.
 * Undefined means "ask the library": for everything unusual and for everything wrong. Whatever it does read, it reads exactly
 * as the library would; a test compares the two on random expressions.
 */
export function readExpression(expression: string): Node | undefined {
  const tokens = readTokens(expression)
  if (!tokens) return undefined
  try {
    const reader = new Reader(tokens)
    const node = reader.ternary()
    return reader.peek().kind === 'end' ? node : undefined
  } catch (error) {
    if (error === unusual) return undefined
    throw error
  }
}

const unusual = new Error('not in the everyday part')
const deepest = 100

/** Binary operators by level, loosest first; the grammar is that of the CEL specification. */
const levels: readonly (readonly string[])[] = [['||'], ['&&'], ['<', '<=', '>=', '>', '==', '!=', 'in'], ['+', '-'], ['*', '/', '%']]

class Reader {
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  peek(): Token {
    return this.#tokens[this.#at]!
  }

  ternary(): Node {
    if (++this.#depth > deepest) throw unusual
    const condition = this.#binary(0)
    let node = condition
    if (this.#takes('?')) {
      const yes = this.#binary(0)
      this.#expect(':')
      const no = this.ternary()
      node = call('_?_:_', [condition, yes, no], condition.start, no.end)
    }
    this.#depth--
    return node
  }

  #binary(level: number): Node {
    const operators = levels[level]
    if (!operators) return this.#unary()
    let left = this.#binary(level + 1)
    for (;;) {
      const { text, kind } = this.peek()
      if (!operators.includes(text) || !(kind === 'sign' || kind === 'name')) return left
      this.#at++
      left = combine(text, left, this.#binary(level + 1))
    }
  }

  #unary(): Node {
    const { text, kind, start } = this.peek()
    if (kind !== 'sign' || (text !== '!' && text !== '-')) return this.#member()
    this.#at++
    const next = this.peek()
    if (next.text === '!' || next.text === '-') throw unusual
    if (text === '-' && (next.kind === 'int' || next.kind === 'double')) return this.#negative(start, next)
    const operand = this.#member()
    const name = text === '!' ? '!_' : '-_'
    if (operand.kind === 'call' && operand.function === name) throw unusual
    return call(name, [operand], start, operand.end)
  }

  /** A negative literal; the library folds the sign only where it touches the digits. */
  #negative(start: number, number: Token): Node {
    this.#at++
    if (number.start !== start + 1) throw unusual
    return { ...numberOf(number, -1), start }
  }

  #member(): Node {
    let node = this.#primary()
    for (;;) {
      if (this.#takes('.')) node = this.#selection(node)
      else if (this.#takes('[')) {
        const index = this.ternary()
        node = { kind: 'index', operand: node, index, start: node.start, end: this.#expect(']').end }
      } else return node
    }
  }

  #selection(operand: Node): Node {
    const field = this.#name()
    if (!this.#takes('(')) return { kind: 'select', operand, field: field.text, test: false, start: operand.start, end: field.end }
    const args = this.#arguments()
    return { kind: 'call', target: operand, function: field.text, args, start: operand.start, end: this.#last().end }
  }

  #primary(): Node {
    const token = this.peek()
    this.#at++
    switch (token.kind) {
      case 'int':
      case 'double':
        return numberOf(token, 1)
      case 'string':
        return { kind: 'literal', type: 'string', value: token.text, start: token.start, end: token.end }
      case 'name':
        return this.#named(token)
      case 'sign':
        return this.#bracketed(token)
      case 'end':
        throw unusual
      default:
        return token.kind satisfies never
    }
  }

  #named(token: Token): Node {
    const { text, start, end } = token
    const constant = constants.get(text)
    if (constant) return { ...constant, start, end }
    if (text === 'in' || this.peek().text === '{' || /^(true|false)/.test(text)) throw unusual
    if (this.peek().kind !== 'sign' || !this.#takes('(')) return { kind: 'name', name: text, start, end }
    const args = this.#arguments()
    return text === 'has' ? presence(args, start, this.#last().end) : call(text, args, start, this.#last().end)
  }

  #bracketed(token: Token): Node {
    const { text, start } = token
    if (text === '(') {
      const node = this.ternary()
      return { ...node, start, end: this.#expect(')').end }
    }
    if (text === '[') return { kind: 'list', items: this.#list(']'), start, end: this.#last().end }
    if (text === '{') return { kind: 'map', entries: this.#entries(), start, end: this.#last().end }
    throw unusual
  }

  /** The library knows no blank between the parentheses of a call without arguments. */
  #arguments(): readonly Node[] {
    const open = this.#last()
    const args = this.#list(')')
    if (args.length === 0 && open.end !== this.#last().start) throw unusual
    return args
  }

  #list(close: string): readonly Node[] {
    const items: Node[] = []
    if (this.#takes(close)) return items
    do items.push(this.ternary())
    while (this.#takes(','))
    this.#expect(close)
    return items
  }

  #entries(): readonly (readonly [Node, Node])[] {
    const entries: (readonly [Node, Node])[] = []
    if (this.#takes('}')) return entries
    do {
      const key = this.ternary()
      this.#expect(':')
      entries.push([key, this.ternary()])
    } while (this.#takes(','))
    this.#expect('}')
    return entries
  }

  #name(): Token {
    const token = this.peek()
    if (token.kind !== 'name' || token.text === 'in' || constants.has(token.text)) throw unusual
    this.#at++
    return token
  }

  #takes(sign: string): boolean {
    const token = this.peek()
    if (token.kind !== 'sign' || token.text !== sign) return false
    this.#at++
    return true
  }

  #expect(sign: string): Token {
    if (!this.#takes(sign)) throw unusual
    return this.#last()
  }

  #last(): Token {
    return this.#tokens[this.#at - 1]!
  }
}

const constants: ReadonlyMap<string, { readonly kind: 'literal'; readonly type: 'bool' | 'null'; readonly value: unknown }> = new Map([
  ['true', { kind: 'literal', type: 'bool', value: true }],
  ['false', { kind: 'literal', type: 'bool', value: false }],
  ['null', { kind: 'literal', type: 'null', value: null }],
] as const)

function numberOf({ kind, text, start, end }: Token, sign: 1 | -1): Node {
  return kind === 'int'
    ? { kind: 'literal', type: 'int', value: BigInt(text) * BigInt(sign), start, end }
    : { kind: 'literal', type: 'double', value: Number(text) * sign, start, end }
}

function call(name: string, args: readonly Node[], start: number, end: number | undefined): Node {
  return { kind: 'call', function: name, args, start, end }
}

function combine(operator: string, left: Node, right: Node): Node {
  const name = operator === 'in' ? '@in' : `_${operator}_`
  const { start } = left
  if (operator !== '&&' && operator !== '||') return call(name, [left, right], start, right.end)
  return call(name, [...termsOf(name, left), ...termsOf(name, right)], start, right.end)
}

/** `has(a.b)`; anything else in it is an error, which the library words. */
function presence(args: readonly Node[], start: number, end: number): Node {
  const [selection] = args
  if (args.length !== 1 || selection?.kind !== 'select' || selection.test) throw unusual
  return { ...selection, test: true, start, end }
}
