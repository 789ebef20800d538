import type { SchemaValidator } from '../../plugin/validator.ts'
import type { Format } from './envelope.ts'
import { validatePlanEnvelope } from './plan.generated.ts'
import { validateProjectEnvelope } from './project.generated.ts'
import { planEnvelope } from '../schema/plan.ts'
import { projectEnvelope } from '../schema/project.ts'

/** The format of plan files. */
export const planFormat: Format = { kind: 'MigrationPlan', schema: planEnvelope, validator: validatePlanEnvelope as SchemaValidator }

/** The format of `backout.yaml`. */
export const projectFormat: Format = { kind: 'Project', schema: projectEnvelope, validator: validateProjectEnvelope as SchemaValidator }
