/**
 * The journal beside bare loops that write and fdatasync the very same lines. Prints how fast the journal is as a ratio of the
 * bare loop (1 = as fast), the median of rounds that take turns in one process. Run: `node --conditions=backout-source bench/journal.ts`
 */
import { closeSync, fdatasync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { folderRunStore, type Journal, newRunId } from '@backout/core/record'
import type { BoundPlan, RunEvent } from '@backout/core/model'

/** Under the working copy, not in the system's temporary folder: that may be in memory, where a sync costs nothing. */
const root = mkdtempSync(join(process.cwd(), '.backout-bench-'))
const clock = { now: () => new Date() }
const rounds = Number(process.env['ROUNDS'] ?? 9)
const steps = Number(process.env['STEPS'] ?? 1000)

const eventsOf = (step: number): readonly RunEvent[][] => [
  [
    { kind: 'step-started', step: `step_${step}`, effect: 'write', guarantee: 'idempotent', undo: 'derived', attempt: 1 },
    {
      kind: 'unit-intended',
      step: `step_${step}`,
      unit: 0,
      key: `run/step_${step}/0`,
      title: 'docs/a.md: written',
      content: { path: 'docs/a.md' },
    },
  ],
  [
    { kind: 'unit-applied', step: `step_${step}`, unit: 0, result: { bytes: 12 }, after: { hash: 'abcdef' } },
    { kind: 'step-finished', step: `step_${step}`, output: { bytes: 12 } },
  ],
]

/** Made beforehand, as the lines of the bare loops are. */
const allEvents = Array.from({ length: steps }, (_, step) => eventsOf(step))

/** Runs `use` with an open journal of a new run; gives ms, and the lines that were written. */
async function withJournal(use: (journal: Journal) => Promise<void>): Promise<{ readonly ms: number; readonly lines: readonly Buffer[] }> {
  const store = folderRunStore(join(root, 'runs'), { clock })
  const run = newRunId('bench', clock, Math.random)
  const bound = { name: 'bench', environment: 'local', planDigest: '', bindingDigest: '', files: {} } as unknown as BoundPlan
  await using claim = await store.claim({ run, names: [`run:${run}`], holder: 'bench', purpose: 'measure' })
  await store.create({ run, bound, files: new Map() }, [{ kind: 'interrupted', reason: 'not begun' }])
  await using journal = await store.append(run, claim)
  const since = performance.now()
  await use(journal)
  const ms = performance.now() - since
  return {
    ms,
    // Without the first, which every run begins with.
    lines: readFileSync(store.folderOf(run).journal, 'latin1')
      .trimEnd()
      .split(/(?<=\n)/)
      .slice(1)
      .map((line) => Buffer.from(line, 'latin1')),
  }
}

/** Calls `work` for each number below `count`, so many at a time. */
async function inFlight(lanes: number, count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (next < count) await work(next++)
    }),
  )
}

function bareFile(): number {
  return openSync(join(root, `bare-${Math.random()}`), 'a')
}

/** The floor of a serial run: two lines at a time, written and synced. */
async function bareSerial(lines: readonly Buffer[], sync: (fd: number) => Promise<void> | void): Promise<number> {
  const fd = bareFile()
  const since = performance.now()
  for (let index = 0; index < lines.length; index += 2) {
    writeSync(fd, Buffer.concat([lines[index]!, lines[index + 1]!]))
    await sync(fd)
  }
  closeSync(fd)
  return performance.now() - since
}

/** The floor in parallel: whoever waits is written and synced together. */
async function bareGroup(lanes: number, lines: readonly Buffer[], sync: (fd: number) => Promise<void> | void): Promise<number> {
  const fd = bareFile()
  let waiting: { readonly bytes: Buffer; readonly done: () => void }[] = []
  let busy = false
  const commit = async (): Promise<void> => {
    const group = waiting
    waiting = []
    writeSync(fd, Buffer.concat(group.map(({ bytes }) => bytes)))
    await sync(fd)
    for (const { done } of group) done()
    if (waiting.length > 0) setImmediate(commit)
    else busy = false
  }
  const append = (bytes: Buffer): Promise<void> =>
    new Promise((done) => {
      waiting.push({ bytes, done })
      if (busy) return
      busy = true
      setImmediate(commit)
    })
  const since = performance.now()
  await inFlight(lanes, lines.length / 4, async (index) => {
    await append(Buffer.concat([lines[4 * index]!, lines[4 * index + 1]!]))
    await append(Buffer.concat([lines[4 * index + 2]!, lines[4 * index + 3]!]))
  })
  closeSync(fd)
  return performance.now() - since
}

const blocking = (fd: number): void => fdatasyncSync(fd)
const threaded = (fd: number): Promise<void> =>
  new Promise((resolve, reject) => fdatasync(fd, (error) => (error ? reject(error) : resolve())))
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

async function compare(title: string, lanes: number, law: number): Promise<boolean> {
  const rows: { ours: number; blocking: number; threaded: number }[] = []
  for (let round = 0; round <= rounds; round++) {
    const { ms, lines } = await withJournal((journal) =>
      inFlight(lanes, steps, async (step) => {
        for (const events of allEvents[step]!) await journal.append(events, 'durable')
      }),
    )
    const bare =
      lanes === 1 ? bareSerial : (lines: readonly Buffer[], sync: (fd: number) => Promise<void> | void) => bareGroup(lanes, lines, sync)
    rows.push({ ours: ms, blocking: await bare(lines, blocking), threaded: await bare(lines, threaded) })
  }
  // The first round warms up.
  const measured = rows.slice(1)
  const ratio = (peer: 'blocking' | 'threaded'): number => median(measured.map((row) => row[peer] / row.ours))
  const ms = (of: 'ours' | 'blocking' | 'threaded'): string =>
    median(measured.map((row) => row[of]))
      .toFixed(0)
      .padStart(6)
  const holds = Math.min(ratio('blocking'), ratio('threaded')) >= law
  console.log(
    `${title.padEnd(14)} journal ${ms('ours')} ms | bare, blocking sync ${ms('blocking')} ms: ${ratio('blocking').toFixed(2)} × | ` +
      `bare, sync in a thread ${ms('threaded')} ms: ${ratio('threaded').toFixed(2)} × | ${holds ? 'holds' : 'MISSED'}: at least ${law}`,
  )
  return holds
}

try {
  console.log(`${steps} steps of two durable appends, median of ${rounds} rounds; a ratio above 1: the journal is faster`)
  const results = [await compare('serial', 1, 0.85), await compare('16 in flight', 16, 0.7), await compare('64 in flight', 64, 0.7)]
  if (results.includes(false)) process.exitCode = 1
} finally {
  rmSync(root, { recursive: true, force: true })
}
