import { PlanError } from '../../model/index.ts'
import { spoken, waysOn } from './claim-words.ts'
import type { ClaimsContext } from './claims-context.ts'
import type { ClaimEntry } from './claims-table.ts'
import { lastBeat } from './lease.ts'
import type { ClaimRequest } from '../run-store.ts'

/** How things stand with an entry of the table. */
export type Standing =
  | { readonly kind: 'alive'; readonly until?: Date }
  | { readonly kind: 'dead'; readonly lastSeen?: Date }
  | { readonly kind: 'kept' }

/** How things stand with an entry: by its process where this machine can tell, else by its heartbeat. */
export function standingOf({ fs, folder, processes, clock, givenUp }: ClaimsContext, entry: ClaimEntry): Standing {
  if (entry.kept || givenUp.has(entry.token)) return { kind: 'kept' }
  const now = clock.now()
  const seen = (): Date => lastBeat(fs, folder, entry.token, now) ?? new Date(entry.since)
  const standing = processes.standing(entry.identity, seen)
  if (standing !== 'elsewhere') return { kind: standing }
  const lastSeen = seen()
  const until = new Date(lastSeen.getTime() + entry.lease)
  return until > now ? { kind: 'alive', until } : { kind: 'dead', lastSeen }
}

/** A run takes over what is its own unless a process holds it; from another run only what is settled. Errors: `busy`. */
export function demandFree(context: ClaimsContext, rival: ClaimEntry, request: ClaimRequest): void {
  const standing = standingOf(context, rival)
  if (standing.kind !== 'alive' && (rival.run === request.run || context.settled(rival.run))) return
  const shared = rival.names.find((each) => request.names.includes(each)) ?? ''
  const held = rival.run === request.run ? 'it is held' : `run "${rival.run}" holds ${spoken(shared)},`
  throw busy(`Cannot ${request.purpose}: ${held}`, rival, standing)
}

/** Errors: `busy`, while a process holds the entry. */
export function demandNotAlive(context: ClaimsContext, entry: ClaimEntry): void {
  const standing = standingOf(context, entry)
  if (standing.kind === 'alive') throw busy(`Cannot unlock run "${entry.run}": it is held`, entry, standing)
}

function busy(what: string, { run, holder, since }: ClaimEntry, standing: Standing): PlanError {
  const { is, hint } = describe(run, standing)
  return new PlanError('busy', `${what} by ${holder}, since ${since}, ${is}`, { hint })
}

function describe(run: string, standing: Standing): { readonly is: string; readonly hint: string } {
  switch (standing.kind) {
    case 'alive':
      return standing.until === undefined
        ? { is: 'and its process is alive', hint: `Wait until it ends; see where it is: plan status ${run}` }
        : { is: `on another machine, and counts as alive until ${standing.until.toISOString()}`, hint: `Wait until it ends, or until then` }
    case 'dead':
      return {
        is: standing.lastSeen ? `on another machine, and was last alive at ${standing.lastSeen.toISOString()}` : 'and its process is dead',
        hint: waysOn(run),
      }
    case 'kept':
      return { is: 'and stands open', hint: waysOn(run) }
    default:
      return standing satisfies never
  }
}
