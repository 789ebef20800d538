import type { Outcome } from '@backout/core/execute'
import { exitCodes } from '../exit-codes.ts'

/** What a person asked for: going forward, or back. */
export type Wish = 'forward' | 'back'

/** The exit status of an ending. A rollback that was asked for is a success; one that a failure brought about is not. */
export function exitCodeOfOutcome(
  { ending, left, failure, reason }: Pick<Outcome, 'ending' | 'left' | 'failure' | 'reason'>,
  wish: Wish,
): number {
  switch (ending) {
    case 'succeeded':
      return exitCodes.done
    case 'failed':
      if (left.length > 0) return exitCodes.person
      return failure?.code === 'busy' ? exitCodes.busy : exitCodes.failed
    case 'rolled-back':
      if (left.length > 0 || reason !== undefined) return exitCodes.person
      return wish === 'forward' && failure ? exitCodes.failed : exitCodes.done
    case 'paused':
      return exitCodes.person
    case 'waiting':
      return exitCodes.waiting
    case 'interrupted':
      return exitCodes.interrupted
    default:
      return ending satisfies never
  }
}
