import type { DatabaseSync } from 'node:sqlite'

/** What SQLite is about to compile into a statement, by names of its authorizer (https://www.sqlite.org/c3ref/c_alter_table.html). */
export interface Action {
  readonly does: ActionName
  /** First and second argument: a table and its column, an index and its table, a pragma and its argument. */
  readonly first: string
  readonly second: string
  /** `main`, `temp`, or empty. */
  readonly schema: string
  /** The innermost trigger or view that asks for it, or empty. */
  readonly within: string
}

const names = [
  'COPY',
  'CREATE_INDEX',
  'CREATE_TABLE',
  'CREATE_TEMP_INDEX',
  'CREATE_TEMP_TABLE',
  'CREATE_TEMP_TRIGGER',
  'CREATE_TEMP_VIEW',
  'CREATE_TRIGGER',
  'CREATE_VIEW',
  'DELETE',
  'DROP_INDEX',
  'DROP_TABLE',
  'DROP_TEMP_INDEX',
  'DROP_TEMP_TABLE',
  'DROP_TEMP_TRIGGER',
  'DROP_TEMP_VIEW',
  'DROP_TRIGGER',
  'DROP_VIEW',
  'INSERT',
  'PRAGMA',
  'READ',
  'SELECT',
  'TRANSACTION',
  'UPDATE',
  'ATTACH',
  'DETACH',
  'ALTER_TABLE',
  'REINDEX',
  'ANALYZE',
  'CREATE_VTABLE',
  'DROP_VTABLE',
  'FUNCTION',
  'SAVEPOINT',
  'RECURSIVE',
] as const

/** A name of {@link Action}. */
export type ActionName = (typeof names)[number]

/** Sees every action of the statements that are compiled meanwhile; throws to refuse one. */
export type Overseer = (action: Action) => void

/** Puts an overseer between SQLite and the statements of others. */
export interface Oversight {
  /** Runs work with every action shown to the overseer. What it throws is what this throws. */
  under<T>(overseer: Overseer, work: () => T): T
}

/** Installs the authorizer of a connection, once: replacing one would make SQLite compile every statement again. */
export function oversee(db: DatabaseSync): Oversight {
  let current: Overseer | undefined
  let refusal: { readonly cause: unknown } | undefined
  const refusalOf = (cause: unknown): unknown => (refusal ? refusal.cause : cause)
  db.setAuthorizer((code, first, second, schema, within) => {
    if (!current) return ok
    try {
      current({ does: names[code] ?? 'COPY', first: first ?? '', second: second ?? '', schema: schema ?? '', within: within ?? '' })
      return ok
    } catch (cause) {
      refusal ??= { cause }
      return deny
    }
  })
  return {
    under(overseer, work) {
      const outer = current
      current = overseer
      refusal = undefined
      try {
        return work()
      } catch (cause) {
        throw refusalOf(cause)
      } finally {
        current = outer
        refusal = undefined
      }
    },
  }
}

const ok = 0
const deny = 1
