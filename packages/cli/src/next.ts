import type { RunPhase } from '@backout/core/record'
import { shellWord } from './shell-word.ts'
import type { OutcomeJson } from './shapes/run.ts'

/** Where a run stands, as far as it decides what one types next. */
export interface RunStanding extends Pick<OutcomeJson, 'run' | 'waiting' | 'toSettle' | 'direction'> {
  readonly ending: OutcomeJson['ending'] | RunPhase
  /** The step that a person has to look at. */
  readonly step?: string | undefined
  /** Whether a process is working on it. */
  readonly alive?: boolean
}

/** The commands that one would type next about a run: the likely one first. */
export function nextOf({ run, ending, waiting, toSettle, direction, step, alive }: RunStanding): readonly string[] {
  if (alive) return [`plan status ${run}`]
  switch (ending) {
    case 'succeeded':
    case 'failed':
    case 'rolled-back':
    case 'finalized':
    case 'baselined':
      return [`plan report ${run}`]
    case 'waiting':
      return [waiting?.for === 'sign-off' ? `plan sign ${run} --role ${waiting.role}` : `plan resume ${run}`]
    case 'paused':
      return toSettle[0] === undefined ? afterPause(run, direction, step) : settle(run, toSettle[0], direction)
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
  const leave = step === undefined ? [] : [resolve(run, step, 'left')]
  return [`plan rollback ${run}`, ...leave]
}

/** A rollback is one-way. */
function onwards(run: string, direction: RunStanding['direction']): readonly string[] {
  return direction === 'apply' ? [`plan resume ${run}`, `plan rollback ${run}`] : [`plan resume ${run}`]
}

function settle(run: string, step: string, direction: RunStanding['direction']): readonly string[] {
  return answersTo(step, direction).map((as) => resolve(run, step, as))
}

/** A step of a rollback goes forward itself, and is done again where it did not happen. */
function answersTo(step: string, direction: RunStanding['direction']): readonly string[] {
  if (step.includes('~rollback[')) return ['absent', 'applied']
  return direction === 'apply' ? ['applied', 'absent'] : ['reverted', 'left']
}

function resolve(run: string, step: string, as: string): string {
  return `plan resolve ${run} ${shellWord(step)} --as ${as} --reason "…"`
}
