import { setTimeout as sleep } from 'node:timers/promises'
import { isBusy } from './failure.ts'

/**
 * Tries again while another connection holds a lock, for at most `patience` ms; the last error is thrown.
 * SQLite's own busy handler would block the thread, and with it whatever in this process is to free the lock.
 */
export async function whileBusy<T>(patience: number, signal: AbortSignal | undefined, work: () => T): Promise<T> {
  const until = performance.now() + patience
  for (let pause = 1; ; pause = Math.min(pause * 2, 50)) {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || performance.now() >= until || signal?.aborted) throw error
      await sleep(pause)
    }
  }
}
