import { setImmediate as nextTurn } from 'node:timers/promises'

/**
 * For work that holds the thread, piece after piece: what it gives, called between two of them, now and then lets everything else of this process have its turn (a
 * signal, a timeout, progress, the heartbeat of a claim), and is undefined otherwise, so that nothing is awaited. Errors: the reason of an abort.
 */
export function breathing(signal?: AbortSignal): () => Promise<void> | undefined {
  let last = performance.now()
  return () => {
    if (performance.now() - last < longestHold) return undefined
    return nextTurn().then(() => {
      signal?.throwIfAborted()
      last = performance.now()
    })
  }
}

/** ms */
const longestHold = 50
