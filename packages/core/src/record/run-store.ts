import type { BlobRef, BoundPlan, JournalRecord, RunEvent } from '../model/index.ts'

/** Where runs are kept. A folder by default. */
export interface RunStore {
  /** For people: a path or a URL without secrets. */
  readonly location: string
  /** Whether other machines see the same runs. */
  readonly shared?: boolean
  /** All runs, oldest first. Cheap: reads each run's head and tail only. */
  list(): Promise<readonly RunHeader[]>
  /**
   * Creates a run: freezes its plan and files, with its first records, durably, all or nothing. It is younger than `after` (ISO 8601), the newest
   * of those that there are, although the clock may have gone back. Errors: `failed` (no space, no permission), `refused` where it exists.
   */
  create(run: NewRun, first: readonly RunEvent[], after?: string): Promise<void>
  /** The frozen plan and files. Errors: `missing`, `corrupt`. */
  frozen(run: string): Promise<NewRun>
  /**
   * Every valid record of a run, verified against the chain. A torn tail is dropped and said. Errors: `missing`, and `corrupt`
   * unless `damaged` asks for what there is before the damage.
   */
  read(run: string, options?: { readonly damaged?: 'refuse' | 'give' }): Promise<JournalContents>
  /** Opens a run for appending, under a claim of it; a torn tail is cut off. Errors: `missing`, `corrupt`, `stale`. */
  append(run: string, claim: Claim): Promise<Journal>
  /** Undo data and large contents of a run. */
  blobs(run: string, access: 'read' | 'write'): Promise<Blobs>
  /** Stores a small file with the run (a gate's sign-off), durably, under a plain file name. */
  attach(run: string, name: string, bytes: Uint8Array): Promise<void>
  /** The files that were attached, by name. */
  attachments(run: string): Promise<ReadonlyMap<string, Uint8Array>>
  /** Drops undo data, once a run is finalized: intent is journalled by the caller. */
  discardBlobs(run: string): Promise<void>
  /**
   * Claims names (`run:<id>`, `environment:<name>`, `scope:…`) for a holder, all or none, with a heartbeat until disposed.
   * Errors: `busy`, with who holds it, since when, and whether it is alive.
   */
  claim(request: ClaimRequest): Promise<Claim>
  /** Frees a dead holder's claims of a run. Errors: `busy` while the holder is alive. */
  unlock(run: string): Promise<void>
}

/** What a run starts from. `files` are the referenced files by their path as written in the plan. */
export interface NewRun {
  readonly run: string
  readonly bound: BoundPlan
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** One line of {@link RunStore.list}. */
export interface RunHeader {
  readonly run: string
  readonly plan: string
  readonly environment: string
  readonly planDigest: string
  readonly bindingDigest: string
  /** ISO 8601 */
  readonly createdAt: string
  /** The kinds of state that one wants to find runs by. */
  readonly state: 'open' | 'waiting' | 'succeeded' | 'failed' | 'rolled-back' | 'paused' | 'finalized' | 'baselined'
  /** Of a run that failed: whether something that it needs was busy. It touched nothing, and its plan is to be run again as if it had not begun. */
  readonly busy?: true
  /** Of a run that stands open: whether what it holds was freed (`unlock`), and it has not gone on since. */
  readonly freed?: true
  /** ISO 8601; for `waiting` on a time. */
  readonly resumeAfter?: string
  /** Of a run that has ended: why a person should look all the same, as that something of it is still in effect. */
  readonly reason?: string
  /** What is damaged of its record, as a sentence without full stop. */
  readonly problem?: string
}

/** The journal of a run as read. */
export interface JournalContents {
  readonly records: readonly JournalRecord[]
  /** The hash of the last record's line; the SHA-256 (hex) of the frozen plan (`run.json`) for an empty journal, which starts the chain. */
  readonly head: string
  /** How many bytes at the end were torn, and dropped. */
  readonly torn: number
  /** The first record that does not hold, and why; only where the reader asked for damaged journals. */
  readonly damage?: { readonly seq: number; readonly message: string }
  /** A record among the torn bytes that is whole, but not what was written: no crash leaves one like that. */
  readonly changed?: { readonly seq: number; readonly message: string }
}

/** An open journal. */
export interface Journal extends AsyncDisposable {
  /**
   * Appends events as one batch. `durable` resolves once they are on disk (fdatasync), sharing a sync with whatever else is
   * waiting (group commit). `soon` resolves at once: they are written with the next durable batch, or after 5 ms.
   * Errors: `failed` (disk full; all later appends fail too), `stale` (the claim moved on).
   */
  append(events: readonly RunEvent[], when: 'durable' | 'soon'): Promise<void>
  /** Resolves once everything appended so far is on disk. */
  flush(): Promise<void>
}

/** What a blob is for: undo and contents of units, or a step's output. They are kept apart, and found together. */
export type BlobRoom = 'undo' | 'outputs'

/** Content-addressed bytes of one run: compressed, readable by their owner only. */
export interface Blobs extends AsyncDisposable {
  /** Stores bytes, as `undo` if nothing is said; durable only after {@link flush}. Errors: `failed`. */
  put(bytes: Uint8Array, room?: BlobRoom): Promise<BlobRef>
  /** Errors: `corrupt` where it is not there, or its bytes do not have the digest. */
  get(ref: BlobRef): Promise<Uint8Array>
  /**
   * Has blobs at hand: each can be read again at once, by what this gives, and none is kept in memory. All are read before, so that what is damaged is known
   * before anything is done with the others. Errors: those of {@link get}, the reason of an abort.
   */
  open(refs: readonly BlobRef[], signal: AbortSignal): Promise<(ref: BlobRef) => Uint8Array>
  /** Resolves once everything put so far is on disk; shares a sync with whoever else waits. */
  flush(): Promise<void>
}

/** Names to hold. */
export interface ClaimRequest {
  readonly run: string
  readonly names: readonly string[]
  /** For people: `user@host pid 123`. */
  readonly holder: string
  /** For messages, what the claim is for: `run plan "crm" in local`. */
  readonly purpose: string
}

/** Held names. Disposing releases those that are not kept. */
export interface Claim extends AsyncDisposable {
  /** Larger than that of every earlier claim of the run. */
  readonly epoch: number
  /** Aborted once it is noticed that the claim was lost (lease expired and taken, or unlocked). */
  readonly lost: AbortSignal
  /** Looks whether the claim stands: a process that was suspended must not go on before it knows. Errors: `stale`. */
  check(): void
  /**
   * Keeps all names after dispose, for a run that stands open. What is kept, or whose holder died, can be claimed again by the same run
   * at once, and is kept on by it; any other run gets `busy` until that one has ended, or until `unlock`.
   */
  keep(): void
  /** Gives all names up with dispose after all: the run has ended. */
  letGo(): void
}
