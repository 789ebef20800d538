import { resolveCall, stepTakenBackBy } from '@backout/core/model'
import type { RunPhase } from '@backout/core/record'
import type { OutcomeJson } from '../shapes/run.ts'
import type { StepToSettle } from './to-settle.ts'

/** Where a run stands, as far as it decides what one types next. */
export interface RunStanding extends Pick<OutcomeJson, 'run' | 'waiting' | 'toSettle' | 'direction'> {
  readonly ending: OutcomeJson['ending'] | RunPhase
  /** The step that a person has to look at. */
  readonly step?: string | undefined
  /** Whether a process is working on it. */
  readonly alive?: boolean
  /** Whether it was begun to end its rollback window. */
  readonly finalizing?: boolean
}

/** The commands that one would type next about a run: the likely one first. */
export function nextOf({ run, ending, waiting, toSettle, direction, step, alive, finalizing }: RunStanding): readonly string[] {
  if (alive) return [`plan status ${run}`]
  if (finalizing) return [`plan finalize ${run}`]
  switch (ending) {
    case 'succeeded':
    case 'failed':
    case 'rolled-back':
    case 'finalized':
    case 'baselined':
      return [`plan report ${run}`]
    case 'waiting':
      return [waiting?.for === 'sign-off' && !waiting.given ? `plan sign ${run} --role ${waiting.role}` : `plan resume ${run}`]
    case 'paused':
      return toSettle[0] ? settle(run, toSettle[0], direction) : afterPause(run, direction, step)
    case 'created':
    case 'running':
    case 'rolling-back':
    case 'interrupted':
      return onwards(run, direction)
    default:
      return ending satisfies never
  }
}

function afterPause(run: string, direction: RunStanding['direction'], step: string | undefined): readonly string[] {
  if (direction === 'apply') return onwards(run, direction)
  const answers = step === undefined ? [] : (['reverted', 'left'] as const).map((as) => resolveCall(run, step, as))
  return [`plan rollback ${run}`, ...answers]
}

/** A rollback is one-way. */
function onwards(run: string, direction: RunStanding['direction']): readonly string[] {
  return direction === 'apply' ? [`plan resume ${run}`, `plan rollback ${run}`] : [`plan resume ${run}`]
}

/** Who can only let a step be done again, may also want the way back. */
function settle(run: string, { step, as }: StepToSettle, direction: RunStanding['direction']): readonly string[] {
  const answers = as.map((each) => resolveCall(run, step, each))
  if (as.length > 1) return answers
  const takenBack = stepTakenBackBy(step)
  if (takenBack !== undefined) return [...answers, resolveCall(run, takenBack, 'left')]
  return direction === 'apply' ? [...answers, `plan rollback ${run}`] : answers
}
