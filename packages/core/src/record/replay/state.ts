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
  /** Whether it is there still because reverting it failed, and not because it conflicts. */
  stuck: boolean
  /** When it came to where it stands. ISO 8601. */
  at: string
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
  /** The condition that did not hold, where it was skipped. */
  condition: string | undefined
  /** ISO 8601, of its first attempt, or of the first one since it failed. */
  startedAt: string
  endedAt: string | undefined
  revertedAt: string | undefined
  effect: 'none' | 'write'
  guarantee: string | undefined
  undo: 'derived' | 'snapshot' | 'written' | 'none' | undefined
  rollback: Json | undefined
  /** How often it was begun. */
  attempts: number
  /** How many attempts have failed since it began anew. */
  failures: number
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
  check:
    | {
        readonly holds: boolean
        readonly assert: string
        readonly operands: { readonly [expression: string]: string }
        readonly at: string
      }
    | undefined
  /** Of an invariant: how often it was asked, and how often it did not hold. */
  samples: { readonly total: number; readonly failed: number } | undefined
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
  committed: { readonly commit: string; readonly branch: string } | undefined
  actor: string
  createdAt: string
  phase: RunPhase
  direction: Direction
  /** All that it waits for, where steps in parallel wait for several things. */
  readonly waits: Waiting[]
  /** Why a person is needed, or why the run was interrupted; not while it is under way. */
  reason: string | undefined
  /** How it came to be rolled back. */
  rollback: { readonly at: string; readonly reason: string; readonly actor: string } | undefined
  /** The last pause: at which step, and which one goes neither on nor back until a person has said what became of it. */
  pause: { readonly step?: string; readonly decide?: string }
  failure: Failure | undefined
  /** When it ended, or was left to a person. ISO 8601. */
  endedAt: string | undefined
  /** When it succeeded: the rollback window counts from here. ISO 8601. */
  succeededAt: string | undefined
  /** Who began to drop what was set aside: there is no way back from there. */
  finalizing: { readonly at: string; readonly actor: string } | undefined
  finalized: { readonly at: string; readonly actor: string } | undefined
  readonly steps: Map<string, StepState>
  readonly resources: Map<string, ResourceState>
  readonly signOffs: Map<string, { readonly role: string; readonly principal: string; readonly key?: string }[]>
}
