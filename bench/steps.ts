/**
 * A run of trivial steps beside bare loops that write and sync the very same records. In parallel this is the whole engine
 * beside a loop that does nothing else; the journal by itself is measured in journal.ts.
 */
import { closeSync, fdatasync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { compare } from './measure.ts'
import { temporaryFolder } from './processes.ts'
import type { JournalRecord } from '@backout/core/model'
import { runTrivialSteps } from './trivial-run.ts'

const folder = temporaryFolder('steps')
try {
  await serial(1000)
  for (const width of [16, 64]) await parallel(4000, width)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The floor makes two syncs a step, intent and result, as a run may at most; the other one makes the syncs that this run made. */
async function serial(steps: number): Promise<void> {
  const { lines } = await runTrivialSteps(folder, steps, 1)
  const batches = grouped(lines, ({ batch }) => batch)
  const halves = grouped(lines, ({ event }) => `${'step' in event ? event.step : ''} ${/applied|finished/.test(event.kind)}`)
  const floor = `bare loop, ${halves.length} syncs`
  await compare(
    `${steps} trivial steps, one after another`,
    [
      { name: floor, run: () => writeAndSync(halves) },
      { name: `bare loop, ${batches.length} syncs`, run: () => writeAndSync(batches) },
      { name: 'backout', run: async () => (await runTrivialSteps(folder, steps, 1)).time },
    ],
    { rounds: 9, operations: steps, targets: [{ subject: 'backout', against: floor, speed: 0.85 }] },
  )
}

/** The floor waits for each step's records once, as the run does for its intent. */
async function parallel(steps: number, width: number): Promise<void> {
  const { lines } = await runTrivialSteps(folder, steps, width)
  const records = grouped(lines, ({ event }) => ('step' in event ? event.step : ''))
  await compare(
    `${steps} trivial steps, ${width} in flight`,
    [
      { name: 'bare group commit', run: () => groupCommit(records, width) },
      { name: 'backout', run: async () => (await runTrivialSteps(folder, steps, width)).time },
    ],
    { rounds: 9, operations: steps },
  )
}

function grouped(lines: readonly string[], by: (record: JournalRecord) => unknown): readonly Buffer[] {
  const groups = Map.groupBy(
    lines.filter((line) => line.startsWith('{')),
    (line) => by(JSON.parse(line) as JournalRecord),
  )
  return [...groups.values()].map((group) => Buffer.from(group.join('')))
}

function writeAndSync(groups: readonly Buffer[]): void {
  const fd = openSync(join(folder, `bare-${Math.random()}`), 'ax')
  for (const group of groups) {
    writeSync(fd, group)
    fdatasyncSync(fd)
  }
  closeSync(fd)
}

async function groupCommit(records: readonly Buffer[], width: number): Promise<void> {
  const fd = openSync(join(folder, `bare-${Math.random()}`), 'ax')
  let waiting: { readonly bytes: Buffer; readonly done: () => void }[] = []
  let busy = false
  const commit = (): void => {
    const group = waiting
    waiting = []
    busy = true
    writeSync(fd, Buffer.concat(group.map(({ bytes }) => bytes)))
    fdatasync(fd, (error) => {
      if (error) throw error
      busy = false
      for (const { done } of group) done()
      if (waiting.length > 0) setImmediate(commit)
    })
  }
  const append = (bytes: Buffer): Promise<void> =>
    new Promise((done) => {
      if (waiting.length === 0 && !busy) setImmediate(commit)
      waiting.push({ bytes, done })
    })
  const queue = records.values()
  const lane = async (): Promise<void> => {
    for (const bytes of queue) await append(bytes)
  }
  await Promise.all(Array.from({ length: width }, lane))
  closeSync(fd)
}
