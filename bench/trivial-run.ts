import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRun, execute, type Effects } from '@backout/core/execute'
import type { BoundPlan, BoundStep } from '@backout/core/model'
import { defineStep, type Plugin } from '@backout/core/plugin'
import { folderRunStore, newRunId } from '@backout/core/record'

const nothing = defineStep({
  uses: 'bench/nothing',
  summary: 'Writes nothing',
  input: { type: 'object', additionalProperties: false, properties: { number: { type: 'integer' } } },
  describe: () => ({ touches: [], guarantee: 'idempotent' }),
  apply: async () => null,
})

const plugin: Plugin = { name: 'bench', version: '1.0.0', steps: [nothing], drivers: [] }

/** What a run of trivial steps took, and the lines (with line feeds) that its journal holds afterwards. */
export interface TrivialRun {
  /** ms from the first step to the end of the run */
  readonly time: number
  readonly lines: readonly string[]
}

/** Runs so many steps that do nothing, with a real journal in `folder`: one after another, or as many in flight as `width` says. */
export async function runTrivialSteps(folder: string, steps: number, width: number): Promise<TrivialRun> {
  const clock = { now: () => new Date(), sleep: async () => {} }
  const store = folderRunStore(join(folder, 'runs'), { clock })
  const run = newRunId('bench', clock, Math.random)
  const effects: Effects = {
    store,
    plugins: [plugin],
    root: folder,
    secrets: () => undefined,
    clock,
    actor: 'bench',
    holder: { host: 'bench', pid: process.pid },
    stop: new AbortController().signal,
    abort: new AbortController().signal,
    gate: async () => ({ met: false, why: 'nobody signs here' }),
    observe: () => {},
    concurrency: width,
  }
  const claim = await createRun({ run, bound: boundPlan(run, steps, width === 1), files: new Map(), signOffs: [] }, effects)
  const start = performance.now()
  const { ending } = await execute(run, effects, claim)
  const time = performance.now() - start
  if (ending !== 'succeeded') throw new Error(`the run ended as ${ending}`)
  const lines = readFileSync(store.folderOf(run).journal, 'utf8').split(/(?<=\n)/)
  return { time, lines }
}

function boundPlan(name: string, count: number, serial: boolean): BoundPlan {
  const steps = Array.from({ length: count }, (_, index) => boundStep(index, serial && index > 0 ? [`step_${index - 1}`] : []))
  return {
    format: 1,
    name,
    path: 'plan.yaml',
    metadata: { name },
    environment: 'local',
    protected: false,
    inputs: {},
    inputSchemas: {},
    tunable: [],
    scope: {},
    connections: {},
    secrets: [],
    preconditions: [],
    steps,
    invariants: [],
    successCriteria: [],
    onFailure: 'rollback',
    rollbackWindow: 0,
    signOffs: { require: [], distinct: true },
    files: {},
    versions: { engine: '1.0.0', plugins: {} },
    planDigest: 'sha256-v1:bench',
    bindingDigest: 'sha256-v1:bench',
    bindingParts: {},
  }
}

function boundStep(index: number, needs: readonly string[]): BoundStep {
  return {
    id: `step_${index}`,
    uses: 'bench/nothing',
    with: { number: index },
    needs,
    rollback: { none: 'it does nothing' },
    pointOfNoReturn: false,
    onFailure: 'rollback',
    at: { line: index + 1, column: 1 },
  }
}
