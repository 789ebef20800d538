import type { Access, Family, Json, Touch } from '../model/index.ts'
import type { JsonSchema } from './schema.ts'

/** Refuses what the plan's scope does not cover. Drivers ask it at the moment of each effect. */
export interface Guard {
  /** Asked right before each effect. Errors: `out-of-scope`; `interrupted` after an abort; `stale` where another process has the run by now. */
  demand(part: string, access: Access): void
  /** The same of what is known all at once, after a unit: whatever is out of scope is told together. */
  demandAll(touches: readonly Pick<Touch, 'part' | 'access'>[]): void
  allows(part: string, access: Access): boolean
}

/** How a driver's session is opened. */
export interface Opening {
  /** `databases.crm`, `files` */
  readonly resource: string
  readonly root: string
  /** A read session must be unable to write. */
  readonly access: Access
  readonly mode: 'preview' | 'run'
  readonly guard: Guard
  readonly signal: AbortSignal
}

/** Names one unit in a resource's ledger. */
export interface UnitKey {
  readonly key: string
  readonly run: string
  readonly plan: string
  readonly environment: string
}

/** Who claims a resource. */
export interface ClaimOwner {
  readonly run: string
  readonly plan: string
  readonly environment: string
  readonly holder: string
  /** ms without heartbeat after which the claim is dead */
  readonly lease: number
  /**
   * Asked by a driver whose claim lives on a connection that was lost, before it takes the claim up again over another one: that may lead to an older state of the
   * resource, as on a standby that took over. Errors: `restored` where the resource lacks what the journal knows; then nothing is written any more.
   */
  demandKept?(): Promise<void>
}

/** A kind of resource: a database, a service, the working tree. One readonly value in one file. An absent member means "cannot". */
export interface ResourceDriver<Session extends AsyncDisposable> {
  readonly kind: string
  readonly family: Family
  readonly config: JsonSchema
  /** The configuration of a resource that no connection declares (the working tree: name `''`; a service named by its origin), or undefined. */
  implicit?(name: string): { readonly [key: string]: Json } | undefined
  /** Where a configuration leads, without secrets: it is signed, shown, and compared. */
  target(config: { readonly [key: string]: Json }): string
  /** Keys of the configuration that decide what a step does there, as whether deletes cascade: they are signed beside the target. How long something may take is not. */
  readonly decides?: readonly string[]
  /** Set where its sessions work in this thread, and give it back to no timer or signal while they do. A step that does not end then can only be ended with the whole process. */
  readonly holdsThread?: true
  /** `host:port` of what opening would reach over the network; undefined for what is local. The configuration is as `open` gets it, with its expressions expanded. */
  host?(config: { readonly [key: string]: Json }): string | undefined
  /** Paths, relative to the repository root, of files in which this resource keeps its data, also those that come and go. */
  files?(config: { readonly [key: string]: Json }): readonly string[]
  /** Paths, relative to the repository root, of other files that opening reads: certificates and keys. The configuration is as `open` gets it. */
  reads?(config: { readonly [key: string]: Json }): readonly string[]
  /** Whether an entry of `scope` covers a part. */
  covers(entry: string, part: string): boolean
  /** Whether two touches of one resource conflict, which two reads never do. */
  overlaps(a: Touch, b: Touch): boolean
  /**
   * The places that a part lies in, each within the one before: parts overlap only where the last place of one is among the places of the other. So many plans
   * are compared at once; without it, each with each.
   */
  places?(part: string): readonly string[]
  open(config: { readonly [key: string]: Json }, opening: Opening): Promise<Session>
  /** What tells this resource from another one under the same name. Another one on resume is refused. */
  identity?(session: Session): Promise<string>
  /** Prepares the ledger, where the driver keeps one, and takes the resource's claim, also over from a dead process of the same run; gives its epoch. Errors: `busy`. */
  claim?(session: Session, owner: ClaimOwner): Promise<number>
  /** Gives up the claim. With `last`, the run will not come back: its ledger rows go, and the ledger's own tables too if no other run is in them. */
  release?(session: Session, owner: ClaimOwner, options: { readonly last: boolean }): Promise<void>
  /** Inserts the key first, then runs `body`, then commits, all in one transaction. A key that is there already: `conflict`. A moved epoch: `stale`. */
  transact?<T>(session: Session, key: UnitKey, epoch: number, body: (session: Session) => Promise<T>): Promise<T>
  /** Whether a unit was committed; absence is made certain with a tombstone under the same key. A moved epoch: `stale`. */
  settle?(session: Session, key: UnitKey, epoch: number): Promise<'applied' | 'absent'>
  /** Read-only: which of these units the ledger knows as applied, in the order asked. */
  recorded?(session: Session, keys: readonly UnitKey[]): Promise<readonly boolean[]>
  /** A writable stand-in that shows what is there and keeps writes to itself. Preview applies here. */
  overlay?(session: Session, opening: Opening): Promise<Session>
  /** A copy with all that is there, for rehearsals, which come later: nothing asks for it yet. */
  clone?(session: Session): Promise<Session>
  /** SHA-256 (hex) over the parts, as they are, without what entries with `!` take out of them; the same value means that nothing differs. */
  fingerprint?(session: Session, parts: readonly string[]): Promise<string>
  /** What the fingerprint is over, by itself: a digest of each table, each file, by its name. Compared in its place, so that what a rollback left different is told by name. */
  digests?(session: Session, parts: readonly string[]): Promise<{ readonly [part: string]: string }>
}
