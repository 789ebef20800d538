/** For authors of plugins: one conformance suite that every step type and driver passes. */
export { type Breach, breachesOf } from './testing/breaches.ts'
export type { Cases, DriverCase, OfWorld, StepCase, World } from './testing/case.ts'
export { conformance } from './testing/conformance.ts'
