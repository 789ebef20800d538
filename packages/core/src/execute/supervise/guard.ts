import { AsyncLocalStorage } from 'node:async_hooks'
import { type Access, PlanError, quotedEntry } from '../../model/index.ts'
import { type Guard, inScope, type OpaqueDriver, scopeHint, type Touch } from '../../plugin.ts'

/** On whose behalf the code that asks a guard is running. */
export interface Acting {
  readonly step: string
  /** What this code may do at all: a check reads. */
  readonly access: Access
  readonly signal: AbortSignal
}

const acting = new AsyncLocalStorage<Acting>()

/** Runs code of a step so that every guard knows which step asks. */
export function actAs<T>(who: Acting, body: () => T): T {
  return acting.run(who, body)
}

/** A guard for one resource; `demandHeld` throws `stale` once another process has the run. Law: a context refuses effects outside scope, after an abort, and under a stale epoch. */
export function makeGuard(resource: string, entries: readonly string[], driver: OpaqueDriver, demandHeld: () => void): Guard {
  const allows = (part: string): boolean => inScope(driver, entries, part)
  return {
    allows: (part, access) => allows(part) && (access === 'read' || acting.getStore()?.access !== 'read'),
    demand(part, access) {
      const who = acting.getStore()
      if (access === 'write') demandHeld()
      if (who?.signal.aborted) throw stopped(who, part, access, resource)
      if (access === 'write' && who?.access === 'read') throw readsOnly(who, part, resource)
      if (!allows(part)) throw outOfScope(who, { resource, part, access }, entries, scopeHint(driver, entries, { resource, part }))
    },
  }
}

function stopped(who: Acting, part: string, access: Access, resource: string): PlanError {
  return new PlanError('interrupted', `Cannot ${access} "${part}" of ${resource}: step "${who.step}" was stopped`)
}

function readsOnly(who: Acting, part: string, resource: string): PlanError {
  return new PlanError('out-of-scope', `Cannot write "${part}" of ${resource}: step "${who.step}" has no effect, so it may only read`)
}

function outOfScope(who: Acting | undefined, { resource, part, access }: Touch, entries: readonly string[], hint: string): PlanError {
  const scope = entries.length === 0 ? 'nothing' : entries.map(quotedEntry).join(', ')
  return new PlanError(
    'out-of-scope',
    `Cannot ${access} ${quotedEntry(part)} of ${resource}${who ? ` in step "${who.step}"` : ''}: scope.${resource} allows ${scope}`,
    { hint },
  )
}
