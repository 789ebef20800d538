import { builtins } from '@backout/plugins'
import { planSchema, projectSchema } from '@backout/core/validate'
import { planEnvelope } from '../../packages/core/src/validate/schema/plan.ts'
import { projectEnvelope } from '../../packages/core/src/validate/schema/project.ts'
import { reference } from './reference.ts'
import { envelopeModule, validatorsModule } from './validators.ts'

/** All generated files, by path from the root of the repository. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['packages/core/src/validate/envelope/plan.generated.ts', envelopeModule('validatePlanEnvelope', planEnvelope)],
    ['packages/core/src/validate/envelope/project.generated.ts', envelopeModule('validateProjectEnvelope', projectEnvelope)],
    ['packages/plugins/src/validators.generated.ts', validatorsModule(builtins)],
    ['schemas/plan.schema.json', json(planSchema(builtins))],
    ['schemas/project.schema.json', json(projectSchema(builtins))],
    ['docs/reference.md', reference(builtins)],
  ])
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
