/** The plugin API: all that a step type or a resource driver needs. */
export * from './plugin/contract.ts'
export { defineStep } from './plugin/define-step.ts'
export type { SimpleStep } from './plugin/define-step.ts'
export { driverOf, stepTypeOf } from './plugin/registry.ts'
export { decodeValue, encodeValue, messageOf, PlanError, splitResource } from './model/index.ts'
export type { Access, Awaitable, ErrorCode, Family, Json, Touch, Value } from './model/index.ts'
