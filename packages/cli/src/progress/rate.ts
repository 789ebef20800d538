import { counted } from '@backout/core/model'

/** Units per second over the last `window` ms, and how long the rest will take at that rate. */
export interface Rate {
  /** per second */
  readonly perSecond: number
  /** ms; undefined where the total is not known */
  readonly remaining: number | undefined
}

/** Measures the rate of something counted. */
export class RateMeter {
  readonly #window: number
  readonly #samples: { readonly at: number; readonly done: number }[] = []

  /** `window` in ms */
  constructor(window = 10_000) {
    this.#window = window
  }

  /** Notes that `done` were done at `at` (ms). */
  note(at: number, done: number): void {
    this.#samples.push({ at, done })
    while (this.#samples.length > 2 && at - this.#samples[1]!.at > this.#window) this.#samples.shift()
  }

  /** The rate, once there are two samples apart in time. */
  rate(total: number | undefined): Rate | undefined {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)]
    if (!first || !last || last.at === first.at || last.done <= first.done) return undefined
    const perSecond = ((last.done - first.done) * 1000) / (last.at - first.at)
    return { perSecond, remaining: total === undefined ? undefined : (Math.max(0, total - last.done) * 1000) / perSecond }
  }
}

/** `240/s, 12 s left` */
export function describeRate({ perSecond, remaining }: Rate): string {
  const speed = `${perSecond >= 10 ? Math.round(perSecond) : perSecond.toFixed(1)}/s`
  return remaining === undefined ? speed : `${speed}, ${describeDuration(remaining)} left`
}

/** A duration as one says it: `0.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`, `3 d 4 h`. Takes ms. */
export function describeDuration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return two(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  const minutes = Math.round(seconds / 60)
  if (minutes < 1440) return two(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  return two(Math.floor(minutes / 1440), 'd', Math.floor((minutes % 1440) / 60), 'h')
}

function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
}

/** How many there will be in all, as far as that can be told. */
export function expected({ done, total, ahead }: Counted): number | undefined {
  return total ?? (ahead === undefined ? undefined : done + ahead)
}

/** What is counted of a step, of how many, or how many are still to be expected. */
export interface Counted {
  readonly done: number
  readonly total: number | undefined
  readonly ahead?: number
}

/** `120 of 4000 units` */
export function unitsText({ done, total }: Counted): string {
  if (total !== undefined && total !== done) return `${done} of ${total} units`
  return counted(done, 'unit')
}
