/**
 * The ledger's tables, in the user's database for as long as a run needs them. `WITHOUT ROWID` keeps them to one row of
 * `sqlite_schema` each; nothing here counts with AUTOINCREMENT, which would leave `sqlite_sequence` behind.
 *
 * `backout_ledger`: one row for each unit that was committed (`applied`), or settled as absent (a tombstone).
 * `backout_runs`: one row for each run that still needs the ledger, and one with an empty name for the database's identity and last epoch.
 */
const ledgerTables: ReadonlySet<string> = new Set(['backout_ledger', 'backout_runs'])

/** Whether a name is one of the ledger's tables. */
export function isLedger(name: string): boolean {
  return ledgerTables.has(name.toLowerCase())
}
