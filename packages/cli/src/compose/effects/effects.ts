import { hostname } from 'node:os'
import type { Effects, Notice, PreviewEffects } from '@backout/core/execute'
import type { BoundPlan } from '@backout/core/model'
import type { CompiledSchemas, Plugin } from '@backout/core/plugin'
import { newRunId, type RunStore } from '@backout/core/record'
import { secretSource } from '@backout/core/secret'
import type { Call } from '../../terminal/call.ts'
import type { HeldThread } from '../../system/held-thread.ts'
import type { StopSignals } from '../../system/stop-signals.ts'
import { machineClock } from '../clock.ts'
import type { Drift } from '../plans/drift.ts'
import { gateKeeper } from './gate-keeper.ts'

/** What the engine's effects are made from. */
export interface EffectsRequest {
  readonly root: string
  readonly store: RunStore
  readonly actor: string
  readonly plugins: readonly Plugin[]
  readonly signals: StopSignals
  /** Where something may hold the thread. */
  readonly thread: HeldThread | undefined
  readonly observe: (notice: Notice) => void
  readonly deadline?: Date | undefined
  readonly drift?: readonly Drift[]
}

/** The effects of a run on this machine: its clock, its environment for secrets, its user. */
export function effectsFor(
  { root, store, actor, plugins, signals, thread, observe, deadline, drift }: EffectsRequest,
  call: Call,
): Effects {
  return {
    store,
    plugins,
    schemas: readySchemas,
    root,
    secrets: secretsOf(call),
    clock: machineClock,
    actor,
    holder: { host: hostname(), pid: process.pid },
    stop: signals.stop,
    abort: signals.abort,
    limit: thread?.limit,
    gate: gateKeeper(root, store),
    observe,
    deadline,
    drift,
  }
}

/** The effects of a preview on this machine, which nothing tells to stop. */
export function previewEffects(
  { root, plugins, thread, bound }: Pick<EffectsRequest, 'root' | 'plugins' | 'thread'> & { readonly bound: BoundPlan },
  call: Call,
): Omit<PreviewEffects, 'observe' | 'allows'> {
  const abort = new AbortController().signal
  return {
    plugins,
    schemas: readySchemas,
    root,
    secrets: secretsOf(call),
    clock: machineClock,
    abort,
    run: newRunId(bound.name, machineClock, Math.random),
    limit: thread?.limit,
  }
}

/** The schemas of inputs that were compiled when Backout was built; loaded where they are asked for. */
async function readySchemas(): Promise<CompiledSchemas> {
  return (await import('../plugins/compiled-schemas.ts')).compiledSchemas
}

/** Secrets of the caller: `NAME`, or the file that `NAME_FILE` names. */
export function secretsOf(call: Pick<Call, 'env' | 'secretFile'>): (name: string) => string | undefined {
  return secretSource(call.env, call.secretFile)
}
