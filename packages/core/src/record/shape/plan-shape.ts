import type { BoundConnection, BoundInvariant, BoundPlan, BoundSignOff, BoundStep, PlanMetadata } from '../../model/index.ts'
import { amount, type Check, count, either, flag, json, listOf, mapOf, object, oneOf, optional, type Shape, text } from './shape.ts'

/** Whether a frozen plan is as `compile` gives it: whoever goes on with the run relies on all of it. */
export function isBoundPlan(bound: unknown): bound is BoundPlan {
  return object(plan)(bound)
}

const onFailure = oneOf('rollback', 'pause')
const steps: Check = (value) => listOf(object(step))(value)

const step: Shape<BoundStep> = {
  id: text,
  uses: text,
  with: mapOf(json),
  if: optional(text),
  assert: optional(text),
  timeout: optional(amount),
  retry: optional(object<{ readonly every: number; readonly for: number }>({ every: amount, for: amount })),
  needs: listOf(text),
  rollback: optional(either(steps, object<{ readonly none: string }>({ none: text }))),
  undo: optional(oneOf('snapshot')),
  signOff: optional(text),
  pointOfNoReturn: flag,
  onFailure,
  each: optional(json),
  undoes: optional(text),
  at: object<BoundStep['at']>({ line: count, column: count }),
}

const invariant: Shape<BoundInvariant> = { ...step, every: amount, failureLimit: count }

const metadata = object<PlanMetadata>({
  name: text,
  title: optional(text),
  description: optional(text),
  owners: optional(listOf(text)),
  risk: optional(oneOf('low', 'medium', 'high', 'critical')),
  links: optional(listOf(text)),
  after: optional(listOf(text)),
})
const signOff = object<BoundSignOff>({ id: text, role: text, if: optional(text), count, expires: optional(amount), gate: flag })
const connection = object<BoundConnection>({ driver: text, config: mapOf(json), target: text })
const plugin = object<BoundPlan['versions']['plugins'][string]>({ version: text, integrity: text })

const plan: Shape<BoundPlan> = {
  format: count,
  name: text,
  title: optional(text),
  path: text,
  metadata,
  environment: text,
  protected: flag,
  inputs: mapOf(json),
  inputSchemas: mapOf(json),
  tunable: listOf(text),
  scope: object<BoundPlan['scope']>({
    files: optional(listOf(text)),
    databases: optional(mapOf(listOf(text))),
    services: optional(mapOf(listOf(text))),
    commands: optional(listOf(text)),
  }),
  connections: mapOf(connection),
  secrets: listOf(text),
  preconditions: steps,
  steps,
  invariants: listOf(object(invariant)),
  successCriteria: steps,
  onFailure,
  rollbackWindow: amount,
  signOffs: object<BoundPlan['signOffs']>({ require: listOf(signOff), distinct: flag }),
  files: mapOf(text),
  versions: object<BoundPlan['versions']>({ engine: text, plugins: mapOf(plugin) }),
  planDigest: text,
  bindingDigest: text,
  bindingParts: mapOf(text),
}
