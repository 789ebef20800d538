import { onOneLine } from '@backout/core/report/printable'
import type { Paint } from '../terminal/colour.ts'
import type { Line } from './drawing.ts'
import { type Counted, describeDuration, describeRate, expected, RateMeter, unitsText } from './rate.ts'
import { shortened } from './shortened.ts'
import type { StepNews } from './step-news.ts'
import { glyphOf, inkOf, isMoving, type StepWord } from './words.ts'

/** What a tree shows of one step: its state as a word, for how long it has been at work, and how far it is. */
export class TreeRow {
  readonly id: string
  readonly line: Line
  #word: StepWord
  /** ms since the epoch: when its word changed. */
  #since = Date.now()
  /** Of what its word says that it is doing. */
  #meter = new RateMeter()
  #detail: string | undefined

  constructor(id: string, line: Line, word: StepWord) {
    this.id = id
    this.line = line
    this.#word = word
  }

  get word(): StepWord {
    return this.#word
  }

  /** A step that ends, or goes on with what it was doing, keeps its count; one that fails says why. */
  hear({ word, detail }: StepNews): void {
    this.#detail = detail ?? (word === 'done' || word === this.#word ? this.#detail : undefined)
    if (word === this.#word) return
    this.#word = word
    this.#since = Date.now()
    this.#meter = new RateMeter()
  }

  /** What the step itself says. */
  note(text: string): void {
    this.#detail = text
  }

  /** How many of its units there are. */
  count(units: Counted): void {
    this.#meter.note(Date.now(), units.done)
    const rate = this.#meter.rate(expected(units))
    this.#detail = `${unitsText(units)}${rate ? `, ${describeRate(rate)}` : ''}`
  }

  /** Writes it anew, into so many columns. The name is shortened, where there is not room for all, and the state never. */
  write(paint: Paint, columns: number): void {
    const [word, moving, elapsed] = [this.#word, isMoving(this.#word), Date.now() - this.#since]
    const details = [moving && elapsed >= 1000 && describeDuration(elapsed), this.#detail && onOneLine(this.#detail)].filter(Boolean)
    const name = shortened(this.id, columns - `    ✔   ${word}…`.length)
    const glyph = moving ? '' : `${paint(inkOf(word), glyphOf(word))} `
    const detail = details.length > 0 ? paint('dim', `  ${details.join(', ')}`) : ''
    this.line.write(`${glyph}${name}  ${paint(inkOf(word), word)}${detail}`, moving)
  }
}
