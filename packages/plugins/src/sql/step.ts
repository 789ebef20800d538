/** For step types of others on databases: what the sessions of `sqlite` and `postgres` do, and what a text of SQL says by itself. */
export type { Batch, Dialect, Part, Script, Statement } from './dialect.ts'
export { dialectOf } from './dialects.ts'
export type { Estimate, Outcome, Params, Reversible, Rows, SqlSession, UndoKind } from './session.ts'
