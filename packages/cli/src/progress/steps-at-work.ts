import { isMoving, type StepWord } from './words.ts'

/** Which steps are at work, since when, and when that was last said. Times are ms. */
export class StepsAtWork {
  readonly #words = new Map<string, StepWord>()
  readonly #since = new Map<string, { readonly began: number; said: number }>()

  /** Takes note of what a step is doing now; gives what it did before. */
  note(step: string, word: StepWord, now: number): StepWord | undefined {
    const before = this.#words.get(step)
    this.#words.set(step, word)
    if (!isMoving(word)) this.#since.delete(step)
    else if (!this.#since.has(step)) this.#since.set(step, { began: now, said: now })
    return before
  }

  /** What a step is doing. */
  wordOf(step: string): StepWord {
    return this.#words.get(step) ?? 'running'
  }

  /** Something was said of a step. */
  said(step: string, now: number): void {
    const known = this.#since.get(step)
    if (known) known.said = now
  }

  /** The steps of which nothing was said for so long, and how long they have been at work. */
  silentFor(silence: number, now: number): readonly { readonly step: string; readonly elapsed: number }[] {
    const silent = [...this.#since].filter(([, { said }]) => now - said >= silence)
    return silent.map(([step, { began }]) => ({ step, elapsed: now - began }))
  }
}
