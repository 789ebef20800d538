import { dirname } from 'node:path'
import { PlanError } from '../../model/index.ts'
import { changeClaims } from './change-claims.ts'
import type { ClaimsContext } from './claims-context.ts'
import type { ClaimsRegister } from './claims-register.ts'
import type { ClaimEntry } from './claims-table.ts'
import type { Lease } from './lease.ts'
import type { Claim } from '../run-store.ts'

/** What a claim is held by. What a run has kept, or left behind when its process died, is kept on by whoever takes it over. */
export interface Hold {
  readonly lease: Lease
  readonly kept: boolean
}

/** A claim that was just won, with a heartbeat until it is disposed of; and what the store itself needs of it. */
export class HeldClaim implements Claim {
  readonly #context: ClaimsContext
  readonly #register: ClaimsRegister
  readonly #entry: ClaimEntry
  readonly #lease: Lease
  readonly #loss = new AbortController()
  readonly #beating: NodeJS.Timeout
  #kept: boolean
  #open = true

  constructor(context: ClaimsContext, register: ClaimsRegister, entry: ClaimEntry, { lease, kept }: Hold) {
    this.#context = context
    this.#register = register
    this.#entry = entry
    this.#lease = lease
    this.#kept = kept
    this.#beating = setInterval(() => this.#beat(), context.lease / 3)
    this.#beating.unref()
  }

  get run(): string {
    return this.#entry.run
  }

  get epoch(): number {
    return this.#entry.epoch
  }

  get lost(): AbortSignal {
    return this.#loss.signal
  }

  readonly check = (): void => {
    if (this.#open && this.#lease.held) return
    const { fs, folder } = this.#context
    this.lose(fs.exists(folder) ? stale(this.run) : recordGone(this.run, dirname(folder)))
  }

  /** Counts as lost from now on. Throws the error. */
  lose(error: PlanError): never {
    if (!this.lost.aborted) this.#loss.abort(error)
    throw error
  }

  keep(): void {
    this.#kept = true
  }

  letGo(): void {
    this.#kept = false
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#open) return
    this.#open = false
    clearInterval(this.#beating)
    try {
      changeClaims(this.#register, (claims) => claims.flatMap((each) => (each.token === this.#entry.token ? this.#left(each) : [each])))
      this.#lease.remove()
    } catch {
      // Where the disk fails the entry stays: as good as kept, and void once the run has ended.
      this.#context.givenUp.add(this.#entry.token)
    }
  }

  #left(entry: ClaimEntry): readonly ClaimEntry[] {
    return this.#kept ? [{ ...entry, kept: true }] : []
  }

  #beat(): void {
    try {
      this.check()
      this.#lease.beat(this.#context.clock.now())
    } catch {
      // A lost claim has been signalled; a disk that fails is reported by the next append.
    }
  }
}

/** The error of a run whose record, or all that are there, was removed while a process worked on it; `removed` is the path. */
export function recordGone(run: string, removed: string): PlanError {
  return new PlanError('stale', `Cannot go on with run "${run}": its record is gone, for something has removed "${removed}"`, {
    hint: 'Look at what the run has changed: without the record it can be neither resumed nor rolled back',
  })
}

function stale(run: string): PlanError {
  return new PlanError('stale', `Cannot go on with run "${run}": its claim was taken over or freed`, {
    hint: `See who holds it: plan status ${run}`,
  })
}
