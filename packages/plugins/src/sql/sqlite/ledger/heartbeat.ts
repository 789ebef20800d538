import type { ClaimOwner } from '@backout/core/plugin'
import type { Connection } from '../connection/connection.ts'
import type { Lane } from '../connection/lane.ts'
import { beat } from './claims.ts'

/** Keeps a claim alive until it is stopped. */
export interface Heartbeat {
  readonly epoch: number
  stop(): void
}

/** Beats three times in a lease, between transactions. A beat that fails is not the end: a unit's transaction checks the claim itself. */
export function startHeartbeat(connection: Connection, lane: Lane, { run, lease }: ClaimOwner, epoch: number): Heartbeat {
  const timer = setInterval(() => {
    void lane(async () => beat(connection, run, epoch, Date.now())).catch(() => undefined)
  }, lease / 3)
  timer.unref()
  return { epoch, stop: () => clearInterval(timer) }
}
