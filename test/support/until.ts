import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until something holds: asks again every 10 ms. Where it never does, the test ends by its own time. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(10)
}
