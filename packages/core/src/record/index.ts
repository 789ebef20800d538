export type * from './run-store.ts'
