import { PlanError } from '@backout/core/plugin'

/** The most that a query may answer, in bytes of its values; what is larger belongs into a file, and not into the output of a step. */
const largestAnswer = 64 * 1024 * 1024

/** Measures an answer while it comes in. */
export interface AnswerMeter {
  /** Adds one row. False once the answer has become too large. */
  add(row: readonly unknown[]): boolean
}

/** A meter at zero. Each value counts with its own bytes and what it takes to hold it. */
export function answerMeter(): AnswerMeter {
  let size = 0
  return {
    add(row) {
      size += 32
      for (const value of row) size += 16 + (typeof value === 'string' || value instanceof Uint8Array ? value.length : 8)
      return size <= largestAnswer
    },
  }
}

/** What is thrown where an answer is too large. */
export function tooLarge(tried: string): PlanError {
  return new PlanError('failed', `${tried}: its answer is larger than ${largestAnswer / 1024 / 1024} MiB`, {
    hint: 'Ask for less: count(*), limit, or only the columns that are needed',
  })
}

/** Errors: `invalid` where two columns have one name: a row, which has its values by name, could hold only one of them. */
export function demandDistinct(columns: readonly string[], tried: string): void {
  const twice = columns.find((name, at) => columns.indexOf(name) !== at)
  if (twice !== undefined)
    throw new PlanError('invalid', `${tried}: two columns of its answer are called "${twice}"`, { hint: 'Name them with AS' })
}
