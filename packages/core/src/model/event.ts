import type { Json } from './value.ts'

/** What went wrong, as it is journalled: masked, without stack. */
export interface Failure {
  readonly code: string
  readonly message: string
  /** What to do about it, as a sentence or a command. */
  readonly hint?: string
  /** For a failed `assert`: the value of each operand, as text. */
  readonly operands?: { readonly [expression: string]: string }
}

/** A reference to stored bytes: SHA-256 (hex) and size in bytes. */
export interface BlobRef {
  readonly digest: string
  readonly size: number
}

/** A piece of a unit's undo, of `size` bytes: a blob, or where it is small and carries no secret, in the record itself. */
export type UndoChunk = BlobRef | { readonly inline: Json; readonly size: number }

/** Either way through a plan. */
export type Direction = 'apply' | 'revert'

/** How a run, or its rollback, ended. `paused` needs a person. */
export type Ending = 'succeeded' | 'failed' | 'rolled-back' | 'paused'

/** Who or what a run waits for. Times are ISO 8601. */
export type Waiting =
  | {
      readonly for: 'sign-off'
      readonly step: string
      readonly requirement: string
      readonly role: string
      /** Where somebody has signed: why that does not do. */
      readonly why?: string
    }
  | { readonly for: 'time'; readonly step: string; readonly resumeAfter: string }

/** What a person can say of a unit that could not be settled. */
export const resolutions = ['applied', 'absent', 'reverted', 'left'] as const
/** One of these answers. */
export type Resolution = (typeof resolutions)[number]

/** The commit of a run's file changes, once it has succeeded: it follows `base` (a full hash), on a ref. */
export interface CommitWish {
  readonly base: string
  /** `refs/heads/main`, or `HEAD` where it is detached. */
  readonly ref: string
  /** The ref does not exist yet. */
  readonly fresh: boolean
}

/**
 * Everything that can happen to a run. The journal is a list of these, and all state is replayed from it.
 * A unit is named by its step and its number in that step, from 0. Values are stored in their encoded form, sealed (no secrets).
 */
export type RunEvent =
  | {
      readonly kind: 'run-created'
      readonly run: string
      readonly plan: string
      readonly path: string
      readonly environment: string
      readonly planDigest: string
      readonly bindingDigest: string
      readonly actor: string
      readonly commit?: string
      readonly commitTo?: CommitWish
      readonly engine: string
    }
  | {
      readonly kind: 'run-started'
      readonly epoch: number
      readonly host: string
      readonly pid: number
      readonly actor: string
      readonly direction: Direction
    }
  | {
      readonly kind: 'sign-off-accepted'
      readonly requirement: string
      readonly role: string
      readonly principal: string
      /** Fingerprint of the key that signed: whoever has it is one person, whatever their names. */
      readonly key?: string
      readonly file: string
      readonly digest: string
    }
  | { readonly kind: 'resource-opened'; readonly resource: string; readonly identity: string; readonly epoch?: number }
  | { readonly kind: 'ledger-intended' | 'ledger-drop-intended'; readonly resource: string }
  | {
      readonly kind: 'fingerprint-taken'
      readonly resource: string
      readonly when: 'before' | 'after-rollback'
      readonly value: string
      /** Of each part by its name, where the driver tells them: only of what was before. */
      readonly parts?: Json
      readonly partsBlob?: BlobRef
      /** It differs from the one before by what only other runs have touched. */
      readonly others?: true
    }
  /** What a step's `if` gave, once and for all: whatever it reads may be another value on resume. */
  | { readonly kind: 'condition-met' | 'step-skipped'; readonly step: string; readonly condition: string }
  | {
      readonly kind: 'step-started'
      readonly step: string
      readonly effect: 'none' | 'write'
      readonly guarantee?: string
      readonly undo?: 'derived' | 'snapshot' | 'written' | 'none'
      readonly touches?: Json
      readonly input?: Json
      /** The inputs of the written rollback steps, bound before the first unit. */
      readonly rollback?: Json
      readonly attempt?: number
    }
  | {
      readonly kind: 'unit-intended'
      readonly step: string
      readonly unit: number
      readonly key: string
      readonly title: string
      /** Which of its step type's formats unit and undo are of; left out for the first. */
      readonly format?: number
      readonly content?: Json
      readonly contentBlob?: BlobRef
      readonly transaction?: string
      readonly partition?: Json
      readonly checkpoint?: Json
      /** How many pieces of undo were captured with it; the next record of its batch has them. */
      readonly captured?: number
      /** For a unit in a transaction: what `apply` gave, known before the COMMIT. */
      readonly prepared?: { readonly result: Json; readonly after: Json }
      /** What it writes beyond what its step said when it started. */
      readonly touches?: Json
    }
  | { readonly kind: 'undo-captured'; readonly step: string; readonly unit: number; readonly chunks: readonly UndoChunk[] }
  | {
      readonly kind: 'unit-applied'
      readonly step: string
      readonly unit: number
      readonly result: Json
      readonly after: Json
      readonly settledBy?: 'ledger' | 'probe' | 'person'
    }
  | {
      readonly kind: 'unit-absent'
      readonly step: string
      readonly unit: number
      readonly failure?: Failure
      readonly settledBy?: 'ledger' | 'probe' | 'person'
    }
  /** It was tried and threw; its effect may be there in part, and can be reverted with what was captured. */
  | { readonly kind: 'unit-failed'; readonly step: string; readonly unit: number; readonly failure: Failure }
  | { readonly kind: 'unit-unknown'; readonly step: string; readonly unit: number; readonly failure: Failure }
  | {
      readonly kind: 'attempt-failed'
      readonly step: string
      readonly attempt: number
      readonly failure: Failure
      readonly retryAt?: string
    }
  | {
      readonly kind: 'check-evaluated'
      readonly step: string
      readonly holds: boolean
      readonly assert: string
      readonly operands?: { readonly [expression: string]: string }
    }
  | {
      readonly kind: 'step-finished'
      readonly step: string
      readonly output?: Json
      readonly outputBlob?: BlobRef
      readonly withheld?: true
    }
  | { readonly kind: 'step-failed'; readonly step: string; readonly failure: Failure }
  /** What sampling an invariant gave: at first, whenever it changes, and at the end. The counts are those since it was told last. */
  | {
      readonly kind: 'invariant-sampled'
      readonly step: string
      readonly holds: boolean
      readonly samples: number
      readonly failures: number
      readonly assert?: string
      readonly failure?: Failure
    }
  | { readonly kind: 'invariant-breached'; readonly step: string; readonly failures: number; readonly failure: Failure }
  | { readonly kind: 'waiting-began'; readonly waiting: Waiting }
  | { readonly kind: 'interrupted'; readonly reason: string }
  /** `decide` is the step that goes neither on nor back until a person has said what became of it. */
  | { readonly kind: 'paused'; readonly reason: string; readonly step?: string; readonly decide?: string }
  | { readonly kind: 'drift-found'; readonly path: string; readonly message: string }
  | { readonly kind: 'rollback-started'; readonly reason: string; readonly actor: string }
  | { readonly kind: 'revert-intended'; readonly step: string; readonly unit: number; readonly key: string }
  | { readonly kind: 'unit-reverted'; readonly step: string; readonly unit: number; readonly settledBy?: 'ledger' | 'probe' | 'person' }
  /** With `failed`, nothing says that somebody changed it: reverting it was tried, and something kept it from being done. */
  | { readonly kind: 'unit-conflicted'; readonly step: string; readonly unit: number; readonly conflict: string; readonly failed?: true }
  | { readonly kind: 'unit-left'; readonly step: string; readonly unit: number; readonly reason: string }
  | { readonly kind: 'step-reverted'; readonly step: string }
  | {
      readonly kind: 'resolved'
      readonly step: string
      readonly unit: number
      readonly as: Resolution
      readonly reason: string
      readonly actor: string
    }
  | { readonly kind: 'unlocked'; readonly reason: string; readonly actor: string }
  | { readonly kind: 'committed'; readonly commit: string; readonly branch: string }
  | { readonly kind: 'baselined'; readonly reason: string; readonly actor: string }
  | { readonly kind: 'finalize-started'; readonly actor: string }
  | { readonly kind: 'unit-discarded'; readonly step: string; readonly unit: number }
  | { readonly kind: 'finalized'; readonly actor: string }
  | { readonly kind: 'run-finished'; readonly ending: Ending; readonly failure?: Failure; readonly reason?: string }

/** An event as the journal holds it. `at` is ISO 8601 with ms; `prev` the SHA-256 (hex) of the previous record's line, up to its `sum`. */
export interface JournalRecord {
  readonly seq: number
  readonly batch: number
  readonly at: string
  readonly prev: string
  readonly event: RunEvent
}
