import type { BoundPlan, BoundSignOff } from '../../model/index.ts'
import type { VoidReason } from './judge.ts'
import type { FolderFile } from '../folder/read-folder.ts'
import type { Asked, SignOffRules } from '../rules.ts'
import type { SshTools } from '../ssh/ssh-keygen.ts'

/** Everything that decides whether a plan's sign-offs are met. */
export interface SignOffQuestion {
  readonly bound: BoundPlan
  readonly asked: readonly Asked[]
  /** The sign-off files beside the plan and, for a run, those attached to it. */
  readonly files: readonly FolderFile[]
  readonly rules: SignOffRules
  /** For a run that has started: when it did, else now. `expires` of a requirement counts from signing to then. */
  readonly now: Date
  /** The run whose gates are asked too. Without it they stay `missing`. */
  readonly run?: GateQuestion
  /** What runs that failed, or were rolled back, have used up. */
  readonly spent?: SpentSignOffs
  readonly tools: SshTools
}

/** Sign-offs for the start that do not count again: another run needs new ones. */
export interface SpentSignOffs {
  /** Those that such a run started with: its id by their digest. */
  readonly by: ReadonlyMap<string, string>
  /** The latest such run of the same binding: what was signed before it started is not new, whether or not it was used. */
  readonly latest?: { readonly run: string; readonly startedAt: Date }
}

/** Who signed; with the fingerprint of their key, where that is known. */
export interface KnownSigner {
  readonly principal: string
  readonly key?: string
}

/** A run that waits at a gate, or has passed some. */
export interface GateQuestion {
  readonly id: string
  readonly now: Date
  /** By requirement: the journal's heads since the run began to wait there. A sign-off must name one of them. */
  readonly heads: ReadonlyMap<string, readonly string[]>
  /** By requirement: whose sign-offs the run has accepted. They are met, and these people are taken. */
  readonly accepted?: ReadonlyMap<string, readonly KnownSigner[]>
}

/** A sign-off that does not count, and why. */
export interface VoidSignOff {
  readonly file: string
  readonly role?: string
  readonly principal?: string
  /** ISO 8601, as it says itself. */
  readonly signedAt?: string
  readonly reason: VoidReason
  readonly why: string
}

/** A sign-off that counts. */
export interface CountedSignOff {
  readonly file: string
  readonly principal: string
  /** Fingerprint of the key: `SHA256:…`. */
  readonly key: string
  /** ISO 8601 */
  readonly signedAt: string
  /** SHA-256 (hex) of what was signed. */
  readonly digest: string
}

/** How one requirement stands. `void`: there are sign-offs, but too few that count. */
export interface RequirementState {
  readonly requirement: BoundSignOff
  readonly state: 'met' | 'missing' | 'void' | 'rejected' | 'not-needed'
  readonly by: readonly CountedSignOff[]
  readonly void: readonly VoidSignOff[]
  /** One sentence, without a full stop. */
  readonly why: string
}

/** How all requirements stand. */
export interface SignOffState {
  /** Whether everything that is needed before the first step is met. Gates do not count here. */
  readonly ready: boolean
  readonly requirements: readonly RequirementState[]
  /** Files that are for no requirement, or cannot be read. */
  readonly others: readonly VoidSignOff[]
}
