import type { Overseer } from './actions.ts'
import { ownPrefix } from './authority.ts'

/** What compiling a statement showed that running it would do in the database itself (`main`). Names as SQLite gives them. */
export interface Footprint {
  /** Tables and views with rows that would be inserted, updated or deleted, also by triggers and foreign keys. */
  readonly writes: ReadonlySet<string>
  /** Tables and views whose columns would be read. */
  readonly reads: ReadonlySet<string>
  /** Triggers that could fire. */
  readonly triggers: ReadonlySet<string>
  /** Tables that would be dropped. */
  readonly drops: ReadonlySet<string>
  /** Tables that an ALTER TABLE would change. */
  readonly alters: ReadonlySet<string>
  /** Whether anything in TEMP would be created. */
  readonly makesTemp: boolean
}

/** Collects a footprint while statements are compiled under `overseer`. */
export function footprints(): { readonly overseer: Overseer; readonly footprint: Footprint } {
  const writes = new Set<string>()
  const reads = new Set<string>()
  const triggers = new Set<string>()
  const drops = new Set<string>()
  const alters = new Set<string>()
  const footprint: Footprint & { makesTemp: boolean } = { writes, reads, triggers, drops, alters, makesTemp: false }
  const overseer: Overseer = ({ does, first, second, schema, within }) => {
    if (within.startsWith(ownPrefix)) return
    if (does === 'ALTER_TABLE') alters.add(second)
    if (does.startsWith('CREATE_TEMP_')) footprint.makesTemp = true
    if (schema !== 'main') return
    if (does === 'INSERT' || does === 'UPDATE' || does === 'DELETE') {
      if (!/^sqlite_(?:schema|master)$/i.test(first)) writes.add(first)
      if (within !== '') triggers.add(within)
    }
    if (does === 'READ' && first !== '' && !/^sqlite_/i.test(first)) reads.add(first)
    if (does === 'DROP_TABLE') drops.add(first)
  }
  return { overseer, footprint }
}
