import type { ActionName, Overseer } from '../connection/actions.ts'
import { ownPrefix } from './authority.ts'

/** What compiling a statement showed that running it would do in the database itself (`main`). Names as SQLite gives them. */
export interface Footprint {
  /** Tables and views with rows that would be inserted, updated or deleted, also by triggers and foreign keys. */
  readonly writes: ReadonlySet<string>
  /** Tables and views whose columns would be read. */
  readonly reads: ReadonlySet<string>
  /** Triggers and views whose text takes part. */
  readonly within: ReadonlySet<string>
  /** What would be dropped. */
  readonly drops: readonly { readonly type: string; readonly name: string }[]
  /** The table that would be altered. */
  readonly alters: string | undefined
  /** Indexes that would be built anew. */
  readonly rebuilds: ReadonlySet<string>
  /** Whether it is about the TEMP schema. */
  readonly isTemp: boolean
  /** Whether it asks what was inserted or changed last. */
  readonly asksLastChange: boolean
}

/** Collects a footprint while statements are compiled under `overseer`. */
export function footprints(): { readonly overseer: Overseer; readonly footprint: Footprint } {
  const writes = new Set<string>()
  const reads = new Set<string>()
  const withins = new Set<string>()
  const rebuilds = new Set<string>()
  const drops: { type: string; name: string }[] = []
  const footprint = {
    writes,
    reads,
    within: withins,
    drops,
    alters: undefined as string | undefined,
    rebuilds,
    isTemp: false,
    asksLastChange: false,
  }
  const overseer: Overseer = ({ does, first, second, schema, within }) => {
    if (within.startsWith(ownPrefix)) return
    if (/^(?:CREATE|DROP)_TEMP_/.test(does) || (does.endsWith('_VTABLE') && schema === 'temp')) footprint.isTemp = true
    if (does === 'ALTER_TABLE' && first === 'main') footprint.alters = second
    if (does === 'FUNCTION' && /^(?:last_insert_rowid|changes)$/i.test(second)) footprint.asksLastChange = true
    if (schema !== 'main') return
    if (within !== '') withins.add(within)
    if (does === 'INSERT' || does === 'UPDATE' || does === 'DELETE') {
      if (!/^sqlite_(?:schema|master)$/i.test(first)) writes.add(first)
    }
    if (does === 'READ' && first !== '' && !/^sqlite_/i.test(first)) reads.add(first)
    if (does === 'REINDEX') rebuilds.add(first)
    const type = dropped[does]
    if (type) drops.push({ type, name: first })
  }
  return { overseer, footprint }
}

const dropped: { readonly [does in ActionName]?: string } = {
  DROP_TABLE: 'table',
  DROP_VTABLE: 'table',
  DROP_VIEW: 'view',
  DROP_INDEX: 'index',
  DROP_TRIGGER: 'trigger',
}
