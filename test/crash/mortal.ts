import type { RunEvent } from '@backout/core/model'
import type { Blobs, Journal, RunStore } from '@backout/core/record'
import type { Shelf } from '../support/shelf.ts'

/** What whatever a dead process still does throws. */
export class Death extends Error {}

/** A process that dies at its n-th moment, and is told things at others: a moment is right before and right after each append to the journal, blob and effect. */
export interface Life {
  readonly dead: boolean
  /** Moments that came by. */
  readonly moments: number
  /** Lets a moment pass. Throws {@link Death} once its time has come, and ever after. */
  moment(): void
}

export function lifeOf(last: number, told: ReadonlyMap<number, () => void> = new Map()): Life {
  let moments = 0
  return {
    get dead() {
      return moments > last
    },
    get moments() {
      return moments
    },
    moment() {
      moments += 1
      told.get(moments)?.()
      if (moments > last) throw new Death()
    },
  }
}

/**
 * A store as a process has it that may die: what it was told to write soon is lost with it, what it was told to make durable is there, or not, or it is there and
 * nobody was told.
 */
export function mortalStore(store: RunStore, life: Life): RunStore {
  return {
    ...store,
    append: async (run, claim) => mortalJournal(await store.append(run, claim), life),
    blobs: async (run, access) => mortalBlobs(await store.blobs(run, access), life),
  }
}

function mortalJournal(journal: Journal, life: Life): Journal {
  let soon: RunEvent[] = []
  const append: Journal['append'] = async (events, when) => {
    life.moment()
    soon.push(...events)
    if (when === 'soon') return
    const batch = soon
    soon = []
    await journal.append(batch, 'durable')
    life.moment()
  }
  return {
    append,
    flush: () => append([], 'durable'),
    async [Symbol.asyncDispose]() {
      if (!life.dead && soon.length > 0) await journal.append(soon, 'durable')
      await journal[Symbol.asyncDispose]()
    },
  }
}

function mortalBlobs(blobs: Blobs, life: Life): Blobs {
  return {
    async put(bytes, room) {
      life.moment()
      return blobs.put(bytes, room)
    },
    get: (ref) => blobs.get(ref),
    open: (refs, signal) => blobs.open(refs, signal),
    async flush() {
      life.moment()
      await blobs.flush()
    },
    [Symbol.asyncDispose]: () => blobs[Symbol.asyncDispose](),
  }
}

/** Lets every effect on a shelf be a moment of a life, before and after it. */
export function haunt(shelf: Shelf, life: Life, trouble: (what: string) => void = () => undefined): void {
  shelf.trouble = (what) => {
    life.moment()
    trouble(what)
  }
}
