export { emptyState, evolve, replay } from './replay.ts'
export type * from './run-store.ts'
export type * from './state.ts'
