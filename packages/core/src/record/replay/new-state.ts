import type { RunEvent } from '../../model/index.ts'
import type { RunState, StepState, UnitState } from './state.ts'

/** A run of which nothing is known yet. */
export function emptyState(): RunState {
  return {
    run: '',
    plan: '',
    environment: '',
    commit: undefined,
    commitTo: undefined,
    committed: undefined,
    actor: '',
    createdAt: '',
    phase: 'created',
    direction: 'apply',
    waits: [],
    reason: undefined,
    rollback: undefined,
    pause: {},
    failure: undefined,
    endedAt: undefined,
    succeededAt: undefined,
    finalizing: undefined,
    finalized: undefined,
    steps: new Map(),
    resources: new Map(),
    signOffs: new Map(),
  }
}

/** A step that the journal names for the first time, at `at` (ISO 8601). */
export function newStep(id: string, at: string): StepState {
  return {
    id,
    phase: 'pending',
    conditionMet: false,
    condition: undefined,
    startedAt: at,
    endedAt: undefined,
    revertedAt: undefined,
    effect: 'none',
    guarantee: undefined,
    undo: undefined,
    rollback: undefined,
    attempts: 0,
    failures: 0,
    retryAt: undefined,
    units: new Map(),
    output: undefined,
    outputBlob: undefined,
    withheld: false,
    failure: undefined,
    failed: false,
    check: undefined,
    samples: undefined,
  }
}

/** Phases of a unit whose effect may be there. */
const inDoubt: ReadonlySet<UnitState['phase']> = new Set(['intended', 'unknown', 'failed'])

/** A unit that is tried again keeps what was captured first. */
export function newUnit(event: RunEvent & { kind: 'unit-intended' }, before: UnitState | undefined, at: string): UnitState {
  return {
    number: event.unit,
    key: event.key,
    title: event.title,
    format: before?.format ?? event.format ?? 1,
    content: event.content,
    contentBlob: event.contentBlob,
    transaction: event.transaction,
    partition: event.partition,
    checkpoint: event.checkpoint,
    prepared: event.prepared,
    repeated: before !== undefined && inDoubt.has(before.phase),
    phase: 'intended',
    captured: event.captured ?? before?.captured ?? 0,
    undo: before?.undo ?? [],
    reverts: before?.reverts ?? 0,
    result: null,
    after: null,
    stuck: false,
    at,
    reason: undefined,
    decided: false,
  }
}
