/** How a command is told to stop. */
export interface StopSignals {
  /** Finish the unit in hand, then stop. */
  readonly stop: AbortSignal
  /** Stop now. */
  readonly abort: AbortSignal
  /** Signals end the process again, as they do by default. */
  [Symbol.dispose](): void
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * The first SIGINT, SIGTERM or SIGHUP stops softly, a second one at once. `say` tells whoever sent it. `stop` is the call's, which outlasts the work that was in
 * hand then: nothing that comes after it begins any more.
 */
export function listenForStop(say: (text: string) => void, stop: AbortController): StopSignals {
  const abort = new AbortController()
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stop.signal.aborted) {
      say(`${signal} again: stopping now`)
      abort.abort(signal)
    } else {
      say(`${signal}: finishing the unit in hand; once more stops now`)
      stop.abort(signal)
    }
  }
  for (const signal of signals) process.on(signal, onSignal)
  // Where nothing but a promise is waited for that nobody keeps, the process would end as if nothing was left to do.
  const awake = setInterval(() => undefined, 2 ** 30)
  return {
    stop: stop.signal,
    abort: abort.signal,
    [Symbol.dispose]() {
      clearInterval(awake)
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}
