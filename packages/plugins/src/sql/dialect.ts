import type { Access, Awaitable, Traits } from '@backout/core/plugin'

/**
 * What can be said of SQL text alone, without a database: pure functions. One value for each kind of database, in
 * `dialects.ts`; it is found by the `driver` of the connection that a step names.
 */
export interface Dialect {
  /** The `kind` of the driver whose text this is. */
  readonly driver: string
  /** For people: `SQLite`. */
  readonly title: string
  /**
   * Splits a script into statements and says what is known of each and of all together. A promise where a parser has to be loaded.
   *
   * Errors: `invalid`, naming the line, for text that ends inside a string or comment, and for statements that Backout
   * can't run as part of a unit (a COMMIT in the middle, VACUUM, ATTACH …), each with the way out as `hint`.
   */
  read(sql: string): Awaitable<Script>
}

/** A script as its text tells it. */
export interface Script {
  /** In the order of the text; each becomes one unit of `sql/execute`. Empty for a script of comments only. */
  readonly batches: readonly Batch[]
  /**
   * `none` where every statement only reads; `write` where one certainly writes. `unknown` where functions of the database's own decide
   * (`select crm.repair()`): `sql/query` then runs it read-only, and `sql/execute` takes it for a write.
   */
  readonly effect: 'none' | 'write' | 'unknown'
  readonly guarantee: Traits['guarantee']
  /** By table (or view) as the dialect's scope names it. `unknown` where the text does not tell all (`DROP INDEX i`). */
  readonly touches: readonly Part[] | 'unknown'
  /** What it names for certain, where `touches` is unknown. */
  readonly known?: readonly Part[]
  /** Whether it calls what reaches beyond the tables of the database, such as the files of its server: a preview does not. */
  readonly reachesOut?: boolean
  /** What the session's {@link SqlSession.executeReversibly} could save for it. */
  readonly undo: Traits['undo']
  /** Whether it writes what may only be kept by a copy, where the plan asks for one: what is behind a name, the text does not tell. */
  readonly offersSnapshot?: boolean
  /** Doubts that a reviewer should read: an UPDATE without WHERE, data that is dropped. */
  readonly notes: readonly string[]
}

/** A table or view, and what happens to it. */
export interface Part {
  readonly part: string
  readonly access: Access
}

/**
 * Statements that become durable together: plain data, stored in the journal as the unit of `sql/execute`.
 * `transactional: false` is one statement that the database commits by itself (CREATE INDEX CONCURRENTLY): it gets
 * no transaction and no ledger row, but intent, statement, probe.
 */
export interface Batch {
  readonly statements: readonly Statement[]
  readonly transactional: boolean
  /** What the session has to switch before the transaction begins (SQLite's `foreign_keys`); the dialect's own words. */
  readonly settings: { readonly [name: string]: string }
}

/** One statement, without the semicolon and without comments around it, but for what the database's catalog keeps of them. */
export interface Statement {
  readonly sql: string
  /** Line of its first token in the script, from 1. */
  readonly line: number
  /** The file that it stands in, as the plan names it; absent where it stands in the plan itself. */
  readonly file?: string
  /** What it does, in words that start lists: `create table`, `update`. Lower case. */
  readonly kind: string
  /** Names of the parameters it has, without their prefix; numbers (`1`, `2`) for positional ones. Each once, in order. */
  readonly parameters: readonly string[]
}

/** Where a statement, or a line of it, stands: `line 3`, `line 3 of sql/001-expand.sql`. */
export function placeOf({ line, file }: Pick<Statement, 'line' | 'file'>): string {
  return file === undefined ? `line ${line}` : `line ${line} of ${file}`
}
