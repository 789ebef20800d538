import type { BlobRef, CommitWish, Direction, Ending, Failure, Json, UndoChunk, Waiting } from '../../model/index.ts'

/** Where a unit stands. `failed`: its effect may be there in part; `unknown`: it cannot be told. */
export type UnitPhase =
  | 'intended'
  | 'applied'
  | 'absent'
  | 'failed'
  | 'unknown'
  | 'reverting'
  | 'reverted'
  | 'conflicted'
  | 'left'
  | 'discarded'

/** A unit, as the journal tells of it. */
export interface UnitState {
  readonly number: number
  readonly key: string
  readonly title: string
  readonly format: number
  readonly content: Json | undefined
  readonly contentBlob: BlobRef | undefined
  readonly transaction: string | undefined
  readonly partition: Json | undefined
  readonly checkpoint: Json | undefined
  readonly prepared: { readonly result: Json; readonly after: Json } | undefined
  /** Whether it is tried again although nobody knows what became of an earlier try: that one may have had its effect. */
  readonly repeated: boolean
  phase: UnitPhase
  /** How many pieces of undo were captured of it: of a journal that was cut off behind its intent, `undo` has none of them. */
  readonly captured: number
  undo: readonly UndoChunk[]
  /** How often its revert was begun. */
  reverts: number
  result: Json
  after: Json
  /** Why it conflicts, failed, or was left. */
  reason: string | undefined
  /** Whether a person said where it stands. */
  decided: boolean
}

/** Where a step stands. */
export type StepPhase = 'pending' | 'started' | 'skipped' | 'finished' | 'failed' | 'reverted'

/** A step, as the journal tells of it. Steps that the journal does not name are pending. */
export interface StepState {
  readonly id: string
  phase: StepPhase
  /** Whether its `if` held when its turn came. */
  conditionMet: boolean
  /** ISO 8601, of its first attempt, or of the first one since it failed. */
  startedAt: string
  endedAt: string | undefined
  effect: 'none' | 'write'
  guarantee: string | undefined
  undo: 'derived' | 'snapshot' | 'written' | 'none' | undefined
  rollback: Json | undefined
  attempts: number
  /** ISO 8601: not to be tried again before. */
  retryAt: string | undefined
  /** By number: parallel units are journalled in any order. */
  readonly units: Map<number, UnitState>
  output: Json | undefined
  outputBlob: BlobRef | undefined
  withheld: boolean
  failure: Failure | undefined
  /** Whether it has failed, and was not done since. */
  failed: boolean
  check: { readonly holds: boolean; readonly assert: string; readonly operands: { readonly [expression: string]: string } } | undefined
}

/** What a run is doing, or how it ended. */
export type RunPhase = 'created' | 'running' | 'rolling-back' | 'waiting' | 'interrupted' | Ending | 'finalized' | 'baselined'

/** A database or service, as the journal tells of it; `before` is its fingerprint from before the run. */
export interface ResourceState {
  readonly identity: string
  readonly before: { readonly value: string; readonly parts?: Json; readonly partsBlob?: BlobRef } | undefined
  /** Whether its ledger may be gone already: nothing was written there since it was to go. */
  readonly dropping: boolean
}

/** Everything that is known of a run: replayed from its journal, never stored. */
export interface RunState {
  run: string
  plan: string
  environment: string
  commit: string | undefined
  commitTo: CommitWish | undefined
  /** The last commit that was made of its changes. */
  committed: string | undefined
  actor: string
  createdAt: string
  phase: RunPhase
  direction: Direction
  /** All that it waits for, where steps in parallel wait for several things. */
  readonly waits: Waiting[]
  /** Why a person is needed, or why the run was interrupted. */
  reason: string | undefined
  /** The last pause: at which step, and which one goes neither on nor back until a person has said what became of it. */
  pause: { readonly step?: string; readonly decide?: string }
  failure: Failure | undefined
  endedAt: string | undefined
  /** When it succeeded: the rollback window counts from here. ISO 8601. */
  succeededAt: string | undefined
  /** Whether what was set aside is being dropped: there is no way back from there. */
  finalizing: boolean
  readonly steps: Map<string, StepState>
  readonly resources: Map<string, ResourceState>
  readonly signOffs: Map<string, { readonly role: string; readonly principal: string; readonly key?: string }[]>
}
