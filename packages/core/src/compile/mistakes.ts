import { PlanError } from '../model/index.ts'

/** Collects mistakes, so that all of them are told at once. */
export class Mistakes {
  readonly #found: string[] = []

  add(mistake: string): void {
    this.#found.push(mistake)
  }

  /** Errors: `invalid` with all mistakes, if there are any. */
  throwIfAny(tried: string): void {
    if (this.#found.length === 0) return
    const [only] = this.#found
    throw new PlanError('invalid', this.#found.length === 1 ? `${tried}: ${only}` : [`${tried}:`, ...this.#found].join('\n  - '))
  }
}
