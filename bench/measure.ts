import { setTimeout as sleep } from 'node:timers/promises'

/** One thing that is timed: a floor, a peer, or Backout. Only `run` is timed; it may give its own time (ms) instead, where set-up is part of it. */
export interface Contender {
  readonly name: string
  before?(): void | Promise<void>
  run(): void | number | Promise<void | number>
  after?(): void | Promise<void>
}

/** What to reach. `time`: `subject` takes at most so many times what `against` takes. `speed`: it is at least so many times as fast. */
export type Target = {
  readonly subject: string
  readonly against: string
} & ({ readonly time: number } | { readonly speed: number })

/** How a comparison is run. `rounds` are measured after `warmups` that are not. */
export interface Options {
  readonly rounds?: number
  readonly warmups?: number
  readonly targets?: readonly Target[]
  /** How many operations one run is, for a rate in the table. */
  readonly operations?: number
}

/** Times (ms) of each contender, by name, one for each round: element N of every list was taken in the same round. */
export type Times = ReadonlyMap<string, readonly number[]>

/**
 * Runs the contenders interleaved: each round runs all of them once, starting with another one each time, so that
 * noise and drift of the machine reach all alike. Prints a table of medians and ratios, and each target with what was reached.
 * A missed target sets the exit code to 1.
 */
export async function compare(title: string, contenders: readonly Contender[], options: Options = {}): Promise<Times> {
  const times = await interleave(contenders, options.rounds ?? 11, options.warmups ?? 1)
  console.log(`\n## ${title}\n\n${table(times, options)}`)
  for (const target of options.targets ?? []) report(times, target)
  return times
}

/** Takes the times alone, without printing. */
export async function interleave(contenders: readonly Contender[], rounds: number, warmups: number): Promise<Times> {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]))
  for (let round = -warmups; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(turn + round + warmups) % contenders.length]!
      const time = await once(contender)
      if (round >= 0) times.get(contender.name)!.push(time)
      await sleep(1)
    }
  }
  return times
}

/** How many times as long `subject` took as `against`: the median of the rounds' own ratios. */
export function ratio(times: Times, subject: string, against: string): number {
  const theirs = timesOf(times, against)
  return median(timesOf(times, subject).map((time, round) => time / theirs[round]!))
}

/** The middle value; the mean of the two middle values where there is an even number. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

async function once({ before, run, after }: Contender): Promise<number> {
  await before?.()
  const start = performance.now()
  const own = await run()
  const time = own ?? performance.now() - start
  await after?.()
  return time
}

function timesOf(times: Times, name: string): readonly number[] {
  const found = times.get(name)
  if (!found) throw new Error(`No contender is named "${name}"`)
  return found
}

function table(times: Times, { operations }: Options): string {
  const names = [...times.keys()]
  const base = names[0]!
  const width = Math.max(...names.map((name) => name.length))
  const lines = names.map((name) => {
    const all = times.get(name)!
    const middle = median(all)
    const rate =
      operations === undefined
        ? ''
        : `  ${Math.round((operations / middle) * 1000)
            .toString()
            .padStart(8)}/s`
    const range = `${format(Math.min(...all))} – ${format(Math.max(...all))}`
    return `${name.padEnd(width)}  ${format(middle).padStart(9)} ms${rate}  × ${ratio(times, name, base).toFixed(2).padStart(6)}  (${range})`
  })
  return lines.join('\n')
}

function report(times: Times, target: Target): void {
  const taken = ratio(times, target.subject, target.against)
  const met = 'time' in target ? taken <= target.time : 1 / taken >= target.speed
  const said =
    'time' in target
      ? `takes ${taken.toFixed(2)} times what ${target.against} takes (at most ${target.time})`
      : `is ${(1 / taken).toFixed(2)} times as fast as ${target.against} (at least ${target.speed})`
  console.log(`${met ? 'met   ' : 'MISSED'}  ${target.subject} ${said}`)
  if (!met) process.exitCode = 1
}

function format(ms: number): string {
  return ms < 10 ? ms.toFixed(2) : ms.toFixed(1)
}
