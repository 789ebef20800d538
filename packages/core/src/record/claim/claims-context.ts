import type { Clock } from '../clock.ts'
import type { ProcessTable } from './holder.ts'
import type { RecordFs } from '../file/record-fs.ts'

/** What claims are made with. */
export interface ClaimsContext {
  readonly fs: RecordFs
  /** The folder of claims; made when first needed. */
  readonly folder: string
  readonly clock: Clock
  readonly processes: ProcessTable
  /** ms without heartbeat after which a holder on another machine counts as dead */
  readonly lease: number
  /** The largest epoch that the journal of a run knows; 0 where there is none. */
  readonly lastEpoch: (run: string) => number
  /** Whether nothing of a run is left to be done, so that its dead holder's claim is void. */
  readonly settled: (run: string) => boolean
  /** Tokens of claims that this process has given up, and had no room on the disk to say so. */
  readonly givenUp: Set<string>
}
