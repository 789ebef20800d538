/** The plugin API: all that a step type or a resource driver needs. */
export * from './plugin/contract.ts'
export * from './plugin/driver.ts'
export * from './plugin/schema.ts'
export { defineStep } from './plugin/define-step.ts'
export { inScope, scopeHint } from './plugin/in-scope.ts'
export type { SimpleStep } from './plugin/define-step.ts'
export { type ManifestDriver, MANIFEST_FILE, type ManifestStep, manifestOf, parseManifest, type PluginManifest } from './plugin/manifest.ts'
export { markProblems } from './plugin/mark-problems.ts'
export { configTarget, pluginFromManifest } from './plugin/plugin-from-manifest.ts'
export { driverOf, implicitResource, type Located, type OpaqueDriver, type OpaqueStepType, stepTypeOf } from './plugin/registry.ts'
export {
  breathing,
  decodeValue,
  durationOf,
  durationPattern,
  encodeValue,
  isQuick,
  isUnbound,
  longestDuration,
  longestTimer,
  messageOf,
  PlanError,
  splitResource,
  systemCodeOf,
  withinTime,
} from './model/index.ts'
export type { Access, Awaitable, ErrorCode, Family, Json, Touch, Value } from './model/index.ts'
export type { CompiledSchemas, SchemaError, SchemaValidator } from './plugin/validator.ts'
