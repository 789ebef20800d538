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
  const demandAll: Guard['demandAll'] = (touches) => {
    const who = acting.getStore()
    for (const { part, access } of touches) {
      if (access === 'write') demandHeld()
      if (who?.signal.aborted) throw stopped(who, part, access, resource)
      if (access === 'write' && who?.access === 'read') throw readsOnly(who, part, resource)
    }
    const outside = touches.filter(({ part }) => !allows(part))
    if (outside.length > 0) throw outOfScope(who, { resource, ...byAccess(outside) }, entries, driver)
  }
  return {
    allows: (part, access) => allows(part) && (access === 'read' || acting.getStore()?.access !== 'read'),
    demand: (part, access) => demandAll([{ part, access }]),
    demandAll,
  }
}

function stopped(who: Acting, part: string, access: Access, resource: string): PlanError {
  return new PlanError('interrupted', `Cannot ${access} "${part}" of ${resource}: step "${who.step}" was stopped`)
}

function readsOnly(who: Acting, part: string, resource: string): PlanError {
  return new PlanError('out-of-scope', `Cannot write "${part}" of ${resource}: step "${who.step}" has no effect, so it may only read`)
}

interface Outside {
  readonly resource: string
  readonly written: readonly string[]
  /** And not written. */
  readonly read: readonly string[]
}

function byAccess(touches: readonly Pick<Touch, 'part' | 'access'>[]): Pick<Outside, 'written' | 'read'> {
  const partsOf = (access: Access): Set<string> => new Set(touches.filter((touch) => touch.access === access).map(({ part }) => part))
  const written = partsOf('write')
  return { written: [...written], read: [...partsOf('read').difference(written)] }
}

function outOfScope(who: Acting | undefined, outside: Outside, entries: readonly string[], driver: OpaqueDriver): PlanError {
  const { resource, written, read } = outside
  const wanted = [written.length > 0 ? `write ${listed(written)}` : '', read.length > 0 ? `read ${listed(read)}` : ''].filter(Boolean)
  return new PlanError(
    'out-of-scope',
    `Cannot ${wanted.join(', and ')} of ${resource}${who ? ` in step "${who.step}"` : ''}: scope.${resource} allows ${listed(entries)}`,
    { hint: scopeHint(driver, entries, { resource, parts: [...written, ...read] }) },
  )
}

/** So many are named at most: the hint names all that is missing, and the plan itself its scope. */
const mostNamed = 20

function listed(entries: readonly string[]): string {
  const named = entries.map(quotedEntry)
  if (named.length === 0) return 'nothing'
  const others = named.length - mostNamed
  return others > 0 ? `${named.slice(0, mostNamed).join(', ')} and ${others} more` : named.join(', ')
}
