/** A run of trivial steps beside bare loops that write and sync the very same records. */
import { closeSync, fdatasync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { compare } from './measure.ts'
import type { JournalRecord } from '@backout/core/model'
import { runTrivialSteps } from './trivial-run.ts'

// Beside the repository's own files and not in the system's temporary folder, which may be in memory, where a sync costs nothing.
const folder = mkdtempSync(join(import.meta.dirname, '.steps-'))
try {
  await serial(1000)
  for (const width of [16, 64]) await parallel(4000, width)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Two floors: with as many syncs as the run itself made, and with the two a step that it may make at most. */
async function serial(steps: number): Promise<void> {
  const { lines } = await runTrivialSteps(folder, steps, 1)
  const batches = grouped(lines, ({ batch }) => batch)
  const halves = grouped(lines, ({ event }) => `${'step' in event ? event.step : ''} ${/applied|finished/.test(event.kind)}`)
  const least = `bare loop, ${batches.length} syncs`
  await compare(
    `${steps} trivial steps, one after another`,
    [
      { name: least, run: () => writeAndSync(batches) },
      { name: `bare loop, ${halves.length} syncs`, run: () => writeAndSync(halves) },
      { name: 'backout', run: async () => (await runTrivialSteps(folder, steps, 1)).time },
    ],
    { rounds: 9, operations: steps, targets: [{ subject: 'backout', against: least, speed: 0.85 }] },
  )
}

/** The floor waits for each step's records once, as the run does for its intent. */
async function parallel(steps: number, width: number): Promise<void> {
  const { lines } = await runTrivialSteps(folder, steps, width)
  const records = grouped(lines, ({ event }) => ('step' in event ? event.step : ''))
  const floor = 'bare group commit'
  await compare(
    `${steps} trivial steps, ${width} in flight`,
    [
      { name: floor, run: () => groupCommit(records, width) },
      { name: 'backout', run: async () => (await runTrivialSteps(folder, steps, width)).time },
    ],
    { rounds: 9, operations: steps, targets: [{ subject: 'backout', against: floor, speed: 0.7 }] },
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
