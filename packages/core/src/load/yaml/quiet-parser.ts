import { CST, type Lexer, Parser } from 'yaml'

/** How many collections may stand inside one another. */
const MAX_DEPTH = 100

/** How many tokens a document may have: some 20,000 steps. Each may become a node, and what 16 MiB could hold of them fits into no memory. */
const MAX_TOKENS = 1_000_000

/** Thrown while parsing once a document nests deeper than {@link MAX_DEPTH}, or has more than {@link MAX_TOKENS}; `offset` is where. */
export class TooMuch extends Error {
  readonly code: 'yaml-depth' | 'yaml-size'
  readonly offset: number

  constructor(code: TooMuch['code'], offset: number) {
    super(code === 'yaml-depth' ? tooDeep : `It has more than ${MAX_TOKENS} words and signs of YAML: split it into several plans`)
    this.code = code
    this.offset = offset
  }
}

/** What is said of a document that nests too deep. */
export const tooDeep = `It nests more than ${MAX_DEPTH} levels deep`

/** What `parse` needs of its base class, which declares it private. */
interface Steps {
  source: string
  type: string
  atScalar: boolean
  atNewLine: boolean
  indent: number
  lexer: Lexer
  step(): Generator<CST.Token, void>
  pop(error?: CST.ErrorToken): Generator<CST.Token, void>
}

/**
 * The parser of `yaml` with the same grammar, limited in depth and length, and without a generator and a look-up of an environment variable for each
 * token, which take a fifth of a parse. `parse` takes whole documents only; it follows `parse` and `next` of `yaml` 2.9 `parse/parser.ts`.
 */
export class QuietParser extends Parser {
  override *parse(source: string): Generator<CST.Token, void> {
    const self = this as unknown as Steps
    let tokens = 0
    for (const token of self.lexer.lex(source)) {
      if (this.stack.length > MAX_DEPTH) throw new TooMuch('yaml-depth', this.offset)
      if (++tokens > MAX_TOKENS) throw new TooMuch('yaml-size', this.offset)
      self.source = token
      if (self.atScalar) {
        self.atScalar = false
        yield* self.step()
      } else {
        const type = CST.tokenType(token)
        if (type === 'scalar') {
          beginScalar(self)
          continue
        }
        if (type === null) yield* self.pop({ type: 'error', offset: this.offset, message: `Not a YAML token: ${token}`, source: token })
        else {
          self.type = type
          yield* self.step()
          if (type === 'doc-mode' || type === 'flow-error-end') continue
          trackIndent(self, type, token)
        }
      }
      this.offset += token.length
    }
    yield* this.end()
  }
}

/** The token before a scalar has no text of its own. */
function beginScalar(self: Steps): void {
  self.atNewLine = false
  self.atScalar = true
  self.type = 'scalar'
}

function trackIndent(self: Steps, type: CST.TokenType, source: string): void {
  switch (type) {
    case 'newline':
      self.atNewLine = true
      self.indent = 0
      return
    case 'space':
      if (self.atNewLine && source[0] === ' ') self.indent += source.length
      return
    case 'explicit-key-ind':
    case 'map-value-ind':
    case 'seq-item-ind':
      if (self.atNewLine) self.indent += source.length
      return
    default:
      self.atNewLine = false
  }
}
