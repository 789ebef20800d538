import type { Outcome } from '@backout/core/execute'
import { exitCodes } from './exit-codes.ts'
import type { OutcomeJson } from './shapes/run.ts'

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

/** The next command after an ending. */
export function nextAfter({ run, ending, waiting, toSettle, direction }: OutcomeJson): string {
  switch (ending) {
    case 'succeeded':
    case 'failed':
    case 'rolled-back':
    case 'finalized':
      return `plan report ${run}`
    case 'paused':
      if (toSettle[0] !== undefined) return `plan resolve ${run} ${toSettle[0]} --as applied|absent|reverted|left --reason …`
      return direction === 'revert' ? `plan rollback ${run}` : `plan resume ${run}`
    case 'waiting':
      return waiting?.for === 'sign-off' ? `plan sign ${run} --role ${waiting.role}` : 'plan resume --due'
    case 'interrupted':
      return `plan resume ${run}`
    default:
      return ending satisfies never
  }
}
