import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRun, type Effects, execute, type Outcome, rollback } from '@backout/core/execute'
import type { BoundPlan, RunEvent } from '@backout/core/model'
import type { Plugin } from '@backout/core/plugin'
import { folderRunStore, type Journal, replay, type RunState, type RunStore } from '@backout/core/record'

/** An engine over a store in a temporary folder, which a test can crash and start again. */
export interface Bench extends AsyncDisposable {
  readonly root: string
  readonly store: RunStore
  readonly effects: Effects
  /** Creates the run `run-1` (or another), and executes it. */
  run(bound: BoundPlan, more?: Partial<Effects>, id?: string): Promise<Outcome>
  resume(more?: Partial<Effects>, id?: string): Promise<Outcome>
  rollback(more?: Partial<Effects>, id?: string): Promise<Outcome>
  /** Appends to the record of a run, as a command does that does not execute it. */
  note(events: readonly RunEvent[], id?: string): Promise<void>
  state(id?: string): Promise<RunState>
  kinds(id?: string): Promise<readonly string[]>
}

/** A bench with these plugins. Waits up to `hold` ms pass at once. The record is kept by the same clock. */
export async function engineBench(plugins: readonly Plugin[], options: Partial<Effects> = {}): Promise<Bench> {
  const root = await mkdtemp(join(tmpdir(), 'backout-engine-'))
  let now = Date.parse('2026-01-02T03:04:05.000Z')
  const clock: Effects['clock'] = {
    now: () => new Date((now += 1)),
    async sleep(ms) {
      now += ms
    },
  }
  const store = folderRunStore(join(root, 'runs'), { clock: options.clock ?? clock })
  const effects: Effects = {
    store,
    plugins,
    root,
    secrets: () => undefined,
    clock,
    actor: 'tester',
    holder: { host: 'here', pid: process.pid },
    stop: new AbortController().signal,
    abort: new AbortController().signal,
    gate: async () => ({ met: false, why: 'no one signed' }),
    observe: () => undefined,
    grace: 200,
    ...options,
  }
  const state = async (id = 'run-1'): Promise<RunState> => replay((await store.read(id)).records)
  return {
    root,
    store,
    effects,
    async run(bound, more = {}, id = 'run-1') {
      const claim = await createRun({ run: id, bound, files: new Map(), signOffs: [] }, { ...effects, ...more })
      return execute(id, { ...effects, ...more }, claim)
    },
    resume: (more = {}, id = 'run-1') => execute(id, { ...effects, ...more }),
    rollback: (more = {}, id = 'run-1') => rollback(id, { ...effects, ...more }, { reason: 'a test wants it' }),
    async note(events, id = 'run-1') {
      await using claim = await store.claim({ run: id, names: [`run:${id}`], holder: 'tester', purpose: 'note something' })
      await using journal = await store.append(id, claim)
      await journal.append(events, 'durable')
    },
    state,
    kinds: async (id = 'run-1') => (await store.read(id)).records.map(({ event }) => event.kind),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}

/** What a crash throws. */
export class Crash extends Error {}

/** A store whose journal stops existing at the n-th event: it is written, or (with `before`) it is not, and nothing after it is. */
export function crashingStore(store: RunStore, at: (event: RunEvent) => boolean, when: 'before' | 'after'): RunStore {
  return {
    ...store,
    async append(run, claim) {
      const journal = await store.append(run, claim)
      let crashed = false
      const append: Journal['append'] = async (events, durability) => {
        if (crashed) throw new Crash()
        const index = events.findIndex(at)
        if (index < 0) return journal.append(events, durability)
        crashed = true
        await journal.append(events.slice(0, when === 'before' ? index : index + 1), 'durable')
        throw new Crash()
      }
      return {
        append,
        flush: () => journal.flush(),
        [Symbol.asyncDispose]: () => journal[Symbol.asyncDispose](),
      }
    },
  }
}
