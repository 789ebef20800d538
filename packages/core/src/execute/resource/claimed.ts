import { PlanError, type RunEvent } from '../../model/index.ts'
import type { ClaimOwner } from '../../plugin.ts'
import { codeOf } from '../supervise/failure.ts'
import { fingerprintBefore, type FingerprintContext } from './fingerprints.ts'
import { unitKey } from '../journal/unit-keys.ts'
import { demandApart, demandSameResource } from './same-resource.ts'
import { demandWholeRecord } from './whole-record.ts'

/** The resources that a run writes: claimed once, then written under their epoch. */
export interface Claimed {
  /** Opens for writing; at the first time fingerprints, claims, and compares with what the journal knows. Errors: `busy`, `restored`. */
  writable(resource: string): Promise<AsyncDisposable>
  /** Law: exactly once by ledger. Errors: `unknown` where the COMMIT's outcome was lost; whatever `body` throws. */
  transact<T>(resource: string, key: string, body: (session: AsyncDisposable) => Promise<T>): Promise<T>
  /** Whether a unit was committed, made certain. */
  settle(resource: string, key: string): Promise<'applied' | 'absent'>
  /** Forgets a connection that lost an answer: it is of no use for asking again. */
  reopen(resource: string): Promise<void>
  /** Looks, before anything is reverted, whether some resource knows more than the journal, or less: of these, and of all that the journal knows. Errors: `restored`. */
  demandWhole(resources: readonly string[]): Promise<void>
  /** Gives up the claims; with `last`, ledgers forget the run, and go away with the last one that was in them. */
  release(last: boolean): Promise<void>
}

/** What {@link makeClaimed} stands on. */
export interface Holding extends FingerprintContext {
  readonly run: string
  readonly owner: ClaimOwner
}

/** Claims on demand, each resource once. */
export function makeClaimed(holding: Holding): Claimed {
  const { bound, run, sessions } = holding
  const epochs = makeEpochs(holding)
  const claim = async (resource: string) => {
    const epoch = await epochs.of(resource)
    const session = await sessions.open(resource, 'write')
    return { epoch, session, driver: sessions.locate(resource).driver }
  }
  return {
    writable: async (resource) => (await claim(resource)).session,
    async transact(resource, key, body) {
      const { epoch, session, driver } = await claim(resource)
      if (!driver.transact)
        throw new PlanError('internal', `Cannot apply a unit in ${resource}: driver "${driver.kind}" has no transactions`)
      return driver.transact(session, unitKey(bound, run, key), epoch, body)
    },
    async settle(resource, key) {
      const { epoch, session, driver } = await claim(resource)
      if (!driver.settle) throw new PlanError('unknown', `Cannot settle unit "${key}": driver "${driver.kind}" keeps no ledger`)
      return driver.settle(session, unitKey(bound, run, key), epoch)
    },
    async reopen(resource) {
      epochs.forget(resource)
      await sessions.drop(resource, 'write')
    },
    async demandWhole(resources) {
      const all = new Set([...holding.recorder.state.resources.keys(), ...resources])
      for (const resource of all) await demandSettled(holding, resource).catch(passRestored)
    },
    release: (last) => releaseAll(holding, last),
  }
}

/** The epochs under which resources are written; a claim that failed is made again. */
function makeEpochs(holding: Holding): { of(resource: string): Promise<number>; forget(resource: string): void } {
  const epochs = new Map<string, Promise<number>>()
  return {
    of(resource) {
      const known = epochs.get(resource)
      if (known) return known
      const epoch = takeOver(holding, resource)
      epochs.set(resource, epoch)
      epoch.catch(() => epochs.delete(resource))
      return epoch
    },
    forget: (resource) => void epochs.delete(resource),
  }
}

/**
 * Gives up every claim of the run, also of a process before this one. That one stays behind is no harm: its lease ends. That a ledger stays would be, but
 * where the resource could never be claimed there is none.
 */
async function releaseAll(holding: Holding, last: boolean): Promise<void> {
  const { sessions, recorder, owner } = holding
  for (const [resource, { identity }] of recorder.state.resources) {
    const { driver } = sessions.locate(resource)
    if (!driver.release) continue
    if (last) await recorder.record([{ kind: 'ledger-drop-intended', resource }], 'durable')
    const released = sessions.open(resource, 'write').then(async (session) => {
      if (last) await demandWholeRecord(holding, resource)
      await driver.release?.(session, owner, { last })
    })
    await (last && identity !== '' ? released : released.catch(passRestored))
  }
}

/** A resource that cannot be asked says nothing: whoever needs it is told. */
function passRestored(cause: unknown): void {
  if (codeOf(cause) === 'restored') throw cause
}

async function demandSettled(holding: Holding, resource: string): Promise<void> {
  const known = holding.recorder.state.resources.get(resource)
  if (known?.identity && !known.dropping) await demandSameResource(holding, resource, known.identity)
  await demandWholeRecord(holding, resource)
}

/** Opens a resource for writing, in the order that lets every crash be told from every other. */
async function takeOver(holding: Holding, resource: string): Promise<number> {
  const { sessions, recorder, owner } = holding
  const { driver } = sessions.locate(resource)
  const session = await sessions.open(resource, 'write')
  const known = recorder.state.resources.get(resource)
  const first: RunEvent[] = []
  if (known?.before === undefined && driver.fingerprint) {
    first.push(await fingerprintBefore(holding, resource))
  }
  await demandSettled(holding, resource)
  if (driver.claim) demandApart(holding, resource, (await driver.identity?.(session)) ?? '')
  if (driver.claim) first.push({ kind: 'ledger-intended', resource })
  if (first.length > 0) await recorder.record(first, driver.claim ? 'durable' : 'soon')
  const demandKept = (): Promise<void> => demandSettled(holding, resource)
  const epoch = driver.claim ? await driver.claim(session, { ...owner, demandKept }) : 0
  const identity = (await driver.identity?.(session)) ?? ''
  await recorder.record([{ kind: 'resource-opened', resource, identity, epoch }], 'soon')
  return epoch
}
