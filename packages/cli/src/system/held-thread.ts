import { Worker } from 'node:worker_threads'

/** Watches that code gives the thread back. */
export interface HeldThread extends Disposable {
  /** From now on a step has `ms` to end, or all time (Infinity). Disposing says that it has ended. */
  limit(step: string, ms: number): Disposable
}

/**
 * Ends this process, as a crash would, where a step holds its only thread though its time is over, as one SQLite statement without end does: then neither its timeout
 * nor a signal can stop it. What tells is that the thread has not counted for seconds; a second thread looks once a second. Of steps that run at the same time, nobody knows
 * which one it is: the time of all has to be over. `message` goes to stderr, with their ids for `{steps}`.
 */
export function watchThread(message: string): HeldThread {
  const shared = new SharedArrayBuffer(offsetOfNames + longestNames)
  const beats = new Int32Array(shared, 0, 1)
  const until = new Float64Array(shared, 8, 1)
  until[0] = Number.POSITIVE_INFINITY
  const limits = new Set<{ readonly step: string; readonly at: number }>()
  let worker: Worker | undefined
  const counting = setInterval(() => Atomics.add(beats, 0, 1), 500).unref()
  const share = (): void => {
    until[0] = limits.size === 0 ? Number.POSITIVE_INFINITY : Math.max(...[...limits].map(({ at }) => at))
    const steps = [...limits].map(({ step }) => `"${step}"`).join(', ')
    new TextEncoder().encodeInto(`${steps}\0`, new Uint8Array(shared, offsetOfNames))
  }
  return {
    limit(step, ms) {
      const limit = { step, at: Date.now() + ms }
      limits.add(limit)
      share()
      worker ??= started({ shared, offsetOfNames, message, pid: process.pid })
      return {
        [Symbol.dispose]() {
          limits.delete(limit)
          share()
        },
      }
    },
    [Symbol.dispose]() {
      clearInterval(counting)
      void worker?.terminate()
    },
  }
}

const offsetOfNames = 16
/** bytes; what is longer is cut */
const longestNames = 1024

/** Undefined where the system lets the user start no more threads: a step that ends in time needs nobody to watch it. */
function started(workerData: object): Worker | undefined {
  try {
    const worker = new Worker(watcher, { eval: true, workerData, env: {}, execArgv: [] })
    worker.on('error', () => undefined)
    worker.unref()
    return worker
  } catch {
    return undefined
  }
}

/** Runs in the second thread. A process that was stopped (SIGSTOP) counts on as soon as it goes on. */
const watcher = `
const { writeSync } = require('node:fs')
const { shared, offsetOfNames, message, pid } = require('node:worker_threads').workerData
const beats = new Int32Array(shared, 0, 1)
const until = new Float64Array(shared, 8, 1)
let [last, still] = [0, 0]
const looking = setInterval(() => {
  const beat = Atomics.load(beats, 0)
  still = beat === last ? still + 1 : 0
  last = beat
  if (still < 5 || Date.now() < until[0]) return
  clearInterval(looking)
  const steps = Buffer.from(new Uint8Array(shared, offsetOfNames)).toString().split('\\0')[0]
  writeSync(2, message.replace('{steps}', () => steps))
  process.kill(pid, 'SIGKILL')
}, 1000)
`
