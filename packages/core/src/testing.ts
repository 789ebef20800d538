/** For authors of plugins: one conformance suite that every step type passes. */
export type { Cases, OfWorld, StepCase, World } from './testing/case.ts'
export { conformance } from './testing/conformance.ts'
