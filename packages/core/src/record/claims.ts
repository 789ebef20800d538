import { randomUUID } from 'node:crypto'
import { PlanError } from '../model/index.ts'
import { claimsRegister } from './claims-register.ts'
import type { ClaimEntry, ClaimsRegister } from './claims-register.ts'
import type { Clock } from './clock.ts'
import type { ProcessTable } from './holder.ts'
import { createLease, lastBeat, leaseOf, leaseTokens } from './lease.ts'
import type { Lease } from './lease.ts'
import type { RecordFs } from './record-fs.ts'
import type { Claim, ClaimRequest } from './run-store.ts'

/** What claims are made with. */
export interface ClaimsContext {
  readonly fs: RecordFs
  /** The folder of claims; made when first needed. */
  readonly folder: string
  readonly clock: Clock
  readonly processes: ProcessTable
  /** ms without heartbeat after which a holder on another machine counts as dead */
  readonly lease: number
  /** The largest epoch that the journal of a run knows; 0 where there is none. */
  readonly lastEpoch: (run: string) => number
  /** Whether nothing of a run is left to be done, so that its dead holder's claim is void. */
  readonly settled: (run: string) => boolean
}

/** A claim with what the store itself needs of it. */
export interface HeldClaim extends Claim {
  readonly run: string
  /** Errors: `stale`, once the claim is gone. */
  check(): void
}

/** How things stand with an entry of the table. */
type Standing = { readonly kind: 'alive'; readonly until?: Date } | { readonly kind: 'dead' } | { readonly kind: 'kept' }

/** Claims in a folder. */
export interface Claims {
  claim(request: ClaimRequest): HeldClaim
  /** Errors: `busy` while a holder is alive. */
  unlock(run: string): void
  /** Whether a living process holds a claim of the run. */
  alive(run: string): boolean
}

/** Claims by a table that processes change by compare-and-swap: all names or none, and one of two takers wins. */
export function folderClaims(context: ClaimsContext): Claims {
  const { fs, folder } = context
  const register = claimsRegister(fs, folder)
  return {
    claim: (request) => take(context, register, request),
    unlock(run) {
      change(register, (claims) => {
        for (const entry of claims) if (entry.run === run) demandNotAlive(context, entry)
        return claims.filter((entry) => entry.run !== run)
      }).forEach((entry) => leaseOf(fs, folder, entry.token).remove())
    },
    alive: (run) => register.read().table.claims.some((entry) => entry.run === run && standingOf(context, entry).kind === 'alive'),
  }
}

/** Repeats `edit` until its result replaced the version that it saw; gives the entries that are gone by it. */
function change(register: ClaimsRegister, edit: (claims: readonly ClaimEntry[]) => readonly ClaimEntry[]): readonly ClaimEntry[] {
  for (;;) {
    const version = register.read()
    const { table } = version
    const claims = edit(table.claims)
    if (claims.length === table.claims.length && claims.every((entry, index) => entry === table.claims[index])) return []
    if (register.swap(version, { ...table, claims })) return table.claims.filter((entry) => !claims.includes(entry))
  }
}

function take(context: ClaimsContext, register: ClaimsRegister, request: ClaimRequest): HeldClaim {
  const { fs, folder, clock } = context
  fs.makeFolder(folder, 0o700)
  // Read before the table: a lease is created only once its claim is in the table, so one that is here and not there is over.
  const leases = leaseTokens(fs, folder)
  const { entry, others, replaced } = enter(context, register, request)
  for (const { token } of replaced) leaseOf(fs, folder, token).remove()
  for (const token of leases) if (!others.includes(token)) leaseOf(fs, folder, token).remove()
  const lease = createLease(fs, folder, entry.token, clock.now())
  if (!register.read().table.claims.some(({ token }) => token === entry.token)) {
    lease.remove()
    throw new PlanError('busy', `Cannot claim run "${request.run}": another process took it over at once`)
  }
  return held(context, register, entry, lease)
}

interface Entrance {
  readonly entry: ClaimEntry
  /** Tokens of everybody else in the table. */
  readonly others: readonly string[]
  readonly replaced: readonly ClaimEntry[]
}

function enter(context: ClaimsContext, register: ClaimsRegister, request: ClaimRequest): Entrance {
  const token = randomUUID()
  for (let replaced: readonly ClaimEntry[] = []; ; ) {
    const version = register.read()
    const { claims, epoch: last } = version.table
    const won = claims.find((each) => each.token === token)
    if (won) return { entry: won, others: tokensBut(claims, token), replaced }
    const rivals = claims.filter((each) => each.run === request.run || each.names.some((name) => request.names.includes(name)))
    for (const rival of rivals) demandFree(context, rival, request)
    const rest = claims.filter((each) => !rivals.includes(each))
    const epoch = Math.max(last, context.lastEpoch(request.run)) + 1
    const entry = entryOf(context, request, token, epoch)
    replaced = rivals
    if (register.swap(version, { epoch, claims: [...rest, entry] })) return { entry, others: tokensBut(rest, token), replaced }
  }
}

function tokensBut(claims: readonly ClaimEntry[], token: string): readonly string[] {
  return claims.flatMap((entry) => (entry.token === token ? [] : [entry.token]))
}

function entryOf(
  { clock, processes, lease }: ClaimsContext,
  { run, names, holder }: ClaimRequest,
  token: string,
  epoch: number,
): ClaimEntry {
  return { run, names, holder, identity: processes.self(), epoch, token, since: clock.now().toISOString(), lease }
}

function standingOf({ fs, folder, processes, clock }: ClaimsContext, entry: ClaimEntry): Standing {
  if (entry.kept) return { kind: 'kept' }
  const seen = lastBeat(fs, folder, entry.token) ?? new Date(entry.since)
  const standing = processes.standing(entry.identity, seen)
  if (standing !== 'elsewhere') return { kind: standing }
  const until = new Date(seen.getTime() + entry.lease)
  return until > clock.now() ? { kind: 'alive', until } : { kind: 'dead' }
}

/** A run takes over what is its own unless a process holds it; from another run only what is settled. */
function demandFree(context: ClaimsContext, rival: ClaimEntry, request: ClaimRequest): void {
  const standing = standingOf(context, rival)
  if (standing.kind !== 'alive' && (rival.run === request.run || context.settled(rival.run))) return
  const name = rival.run === request.run ? `run "${rival.run}"` : `"${rival.names.find((each) => request.names.includes(each)) ?? ''}"`
  throw busy(`Cannot claim ${name}`, rival, standing)
}

function demandNotAlive(context: ClaimsContext, entry: ClaimEntry): void {
  const standing = standingOf(context, entry)
  if (standing.kind === 'alive') throw busy(`Cannot unlock run "${entry.run}"`, entry, standing)
}

function busy(tried: string, { run, holder, since }: ClaimEntry, standing: Standing): PlanError {
  const { is, hint } = describe(run, standing)
  return new PlanError('busy', `${tried}: run "${run}" holds it, by ${holder}, since ${since}, ${is}`, { hint })
}

function describe(run: string, standing: Standing): { readonly is: string; readonly hint: string } {
  switch (standing.kind) {
    case 'alive':
      return standing.until === undefined
        ? { is: 'and its process is alive', hint: `Wait until it ends; plan status ${run} shows where it is` }
        : { is: `on another machine, and counts as alive until ${standing.until.toISOString()}`, hint: `Wait until it ends, or until then` }
    case 'dead':
      return { is: 'and its process is dead', hint: `plan resume ${run}, plan rollback ${run}, or plan unlock ${run} --reason …` }
    case 'kept':
      return { is: 'and it waits', hint: `plan resume ${run}, plan rollback ${run}, or plan unlock ${run} --reason …` }
    default:
      return standing satisfies never
  }
}

function held(context: ClaimsContext, register: ClaimsRegister, entry: ClaimEntry, lease: Lease): HeldClaim {
  const loss = new AbortController()
  let kept = false
  let open = true
  const stale = (): PlanError =>
    new PlanError('stale', `Cannot go on with run "${entry.run}": its claim was taken over or freed`, {
      hint: `plan status ${entry.run} shows who holds it`,
    })
  const check = (): void => {
    if (open && lease.held) return
    if (!loss.signal.aborted) loss.abort(stale())
    throw stale()
  }
  const beat = setInterval(() => {
    try {
      check()
      lease.beat(context.clock.now())
    } catch {
      // A lost claim has been signalled; a disk that fails is reported by the next append.
    }
  }, context.lease / 3)
  beat.unref()

  return {
    run: entry.run,
    epoch: entry.epoch,
    lost: loss.signal,
    check,
    keep() {
      kept = true
    },
    async [Symbol.asyncDispose]() {
      if (!open) return
      open = false
      clearInterval(beat)
      change(register, (claims) =>
        claims.flatMap((each) => (each.token !== entry.token ? [each] : kept ? [{ ...each, kept: true as const }] : [])),
      )
      lease.remove()
    },
  }
}
