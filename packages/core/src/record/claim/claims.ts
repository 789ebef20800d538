import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import { PlanError } from '../../model/index.ts'
import { writeError } from '../file/write-error.ts'
import { demandFree, demandNotAlive, standingOf } from './claim-standing.ts'
import type { ClaimsContext } from './claims-context.ts'
import { changeClaims } from './change-claims.ts'
import { claimsRegister, type ClaimsRegister } from './claims-register.ts'
import type { ClaimEntry } from './claims-table.ts'
import { syncFolder } from '../file/durable-file.ts'
import { HeldClaim } from './held-claim.ts'
import { createLease, type Lease, leaseOf, leaseTokens } from './lease.ts'
import type { RecordFs } from '../file/record-fs.ts'
import type { ClaimRequest } from '../run-store.ts'

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
      const freed = changeClaims(register, (claims) => {
        for (const entry of claims) if (entry.run === run) demandNotAlive(context, entry)
        return claims.filter((entry) => entry.run !== run)
      })
      for (const { token } of freed) leaseOf(fs, folder, token).remove()
    },
    alive: (run) => register.read().table.claims.some((entry) => entry.run === run && standingOf(context, entry).kind === 'alive'),
  }
}

function take(context: ClaimsContext, register: ClaimsRegister, request: ClaimRequest): HeldClaim {
  const { fs, folder } = context
  makeClaimsFolder(fs, folder)
  // Read before the table: a lease is created only once its claim is in the table, so one that is here and not there is over.
  const leases = leaseTokens(fs, folder)
  const { entry, others, replaced } = enter(context, register, request)
  for (const { token } of replaced) leaseOf(fs, folder, token).remove()
  for (const token of leases) if (!others.includes(token)) leaseOf(fs, folder, token).remove()
  const lease = leaseFor(context, register, entry)
  if (!register.read().table.claims.some(({ token }) => token === entry.token)) {
    lease.remove()
    throw new PlanError('busy', `Cannot claim run "${request.run}": another process took it over at once`)
  }
  return new HeldClaim(context, register, entry, { lease, kept: replaced.some(({ run }) => run === entry.run) })
}

/** A claim without a lease counts for nothing: where the disk has no room for one, the claim is given back, if it has room for that. */
function leaseFor({ fs, folder, clock }: ClaimsContext, register: ClaimsRegister, { token }: ClaimEntry): Lease {
  try {
    return createLease(fs, folder, token, clock.now())
  } catch (cause) {
    changeClaims(register, (claims) => claims.filter((each) => each.token !== token))
    throw writeError(`the claims in "${folder}"`, cause)
  }
}

/** Durable: what a waiting run keeps must outlast a crash of the machine. */
function makeClaimsFolder(fs: RecordFs, folder: string): void {
  if (fs.exists(folder)) return
  try {
    fs.makeFolder(folder, 0o700)
    syncFolder(fs, dirname(folder))
  } catch (cause) {
    throw writeError(`the claims in "${folder}"`, cause)
  }
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
