import { inputsOfSteps, type Plan } from '../model/index.ts'
import { type Plugin, stepTypeOf } from '../plugin.ts'
import { marksIn } from '../plugin/schema-marks.ts'

/** The files that a plan brings, as written in it (relative to the plan file), each once: inputs whose schema says `"x-backout": {"file": true}`. */
export function referencedFiles(plan: Plan, plugins: readonly Plugin[]): readonly string[] {
  const paths = inputsOfSteps(plan).flatMap(({ uses, with: input }) =>
    marksIn(stepTypeOf(plugins, uses)?.input, input).flatMap(({ mark, value }) =>
      mark['file'] === true && typeof value === 'string' ? [value] : [],
    ),
  )
  return [...new Set(paths)].toSorted()
}
