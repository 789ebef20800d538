/** Backout as a library: from a plan file to a run on record. Step types and drivers are written against `@backout/core/plugin`. */
export { loadPlanFile, loadProjectFile } from './load/index.ts'
export { planSchema, projectSchema, validatePlan, validateProject, type ValidPlan, type ValidProject } from './validate/index.ts'
export { compile, type Facts, referencedFiles } from './compile/index.ts'
export {
  baseline,
  createRun,
  type Effects,
  execute,
  finalize,
  type NewRunRequest,
  type Outcome,
  preview,
  resolve,
  rollback,
} from './execute/index.ts'
export { auditRun, exportRun, folderRunStore, importRun, newRunId, replay, type RunState, type RunStore } from './record/index.ts'
export { reportMarkdown, reportText, runReport } from './report/index.ts'
export { type BoundPlan, type Diagnostic, PlanError, type RunEvent } from './model/index.ts'
