/** For step types of others that rewrite files: undo, compare-and-swap, preview and recovery come with these. */
export { defineFileStep, type FileStep } from './file-step.ts'
export type { PlannedFiles } from './pack/planned-files.ts'
export { planContent, planRemoval } from './plan/planned.ts'
export type { FilesSession } from './session.ts'
export { pathSchema, pathsSchema, patternsOf, touchesOf, touchOf } from './touches.ts'
