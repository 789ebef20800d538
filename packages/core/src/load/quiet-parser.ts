import { CST, Parser } from 'yaml'

/** How many collections may stand inside one another. */
export const MAX_DEPTH = 100

/** Thrown while parsing once a document nests deeper than {@link MAX_DEPTH}; `offset` is where. */
export class TooDeep extends Error {
  readonly offset: number

  constructor(offset: number) {
    super(`nested more than ${MAX_DEPTH} levels deep`)
    this.offset = offset
  }
}

/** What `next` needs of its base class, which declares it private. */
interface Steps {
  source: string
  type: string
  atScalar: boolean
  atNewLine: boolean
  indent: number
  step(): Generator<CST.Token, void>
  pop(error?: CST.ErrorToken): Generator<CST.Token, void>
}

/**
 * The parser of `yaml` with the same grammar, limited in depth, and without its look-up of an environment variable for
 * each token, which takes a fifth of a parse. `next` follows `yaml` 2.9 `parse/parser.ts`.
 */
export class QuietParser extends Parser {
  override *next(source: string): Generator<CST.Token, void> {
    const self = this as unknown as Steps
    if (this.stack.length > MAX_DEPTH) throw new TooDeep(this.offset)
    self.source = source
    const type = self.atScalar ? 'scalar' : CST.tokenType(source)
    if (self.atScalar) {
      self.atScalar = false
      yield* self.step()
    } else if (type === null) {
      yield* self.pop({ type: 'error', offset: this.offset, message: `Not a YAML token: ${source}`, source })
    } else if (type === 'scalar') {
      self.atNewLine = false
      self.atScalar = true
      self.type = 'scalar'
      return
    } else {
      self.type = type
      yield* self.step()
      if (type === 'doc-mode' || type === 'flow-error-end') return
      trackIndent(self, type, source)
    }
    this.offset += source.length
  }
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
