import { PlanError } from '../../model/index.ts'

/** The error (`corrupt`) of a run's record that cannot be read, as a part of it is damaged or gone: no command can do anything with it. */
export function damagedRecord(run: string, message: string, cause?: unknown): PlanError {
  const last = '; where there is none, move it out of the folder of runs: nothing knows of the run then, and what it did is undone by hand'
  return new PlanError('corrupt', message, { cause, hint: `${backFromBackup(run)}${last}` })
}

/** The error (`corrupt`) of what a readable record refers to, as an undo, that is damaged or gone. */
export function damagedBlob(run: string, message: string): PlanError {
  return new PlanError('corrupt', message, { hint: backFromBackup(run) })
}

function backFromBackup(run: string): string {
  return `See what of it is whole: plan audit ${run}\nPut the folder of the run back from a backup`
}
