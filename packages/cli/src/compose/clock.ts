import type { Clock } from '@backout/core/execute'

/** The machine's clock. */
export const machineClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const done = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      // setTimeout counts in 32 bits: a longer sleep is cut short, and whoever sleeps looks at the time again.
      const timer = setTimeout(done, Math.min(ms, 2 ** 31 - 1))
      signal.addEventListener('abort', done)
    }),
}
