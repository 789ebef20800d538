import { PlanError } from '@backout/core/model'
import type { PluginManifest } from '@backout/core/plugin'
import { compileSchemas } from '@backout/core/validate'
import type { PluginLocation } from './plugin-location.ts'

/** Every schema of a manifest is one: else only whoever writes a plan would find out. Errors: `invalid`. */
export async function demandSchemas({ listed }: PluginLocation, { steps, drivers }: PluginManifest): Promise<void> {
  const schemas = [
    ...steps.flatMap(({ uses, input, output }) => [
      [`input schema of step type "${uses}"`, input] as const,
      [`output schema of "${uses}"`, output] as const,
    ]),
    ...drivers.map(({ kind, config }) => [`schema of driver "${kind}"`, config] as const),
  ]
  const compile = await compileSchemas(schemas.map(([, schema]) => schema))
  for (const [what, schema] of schemas) {
    const compiled = compile(schema)
    if ('problem' in compiled)
      throw new PlanError('invalid', `Cannot use plugin "${listed}": its ${what} cannot be used: ${compiled.problem}`)
  }
}
