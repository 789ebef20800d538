import type { HolderIdentity } from './holder.ts'

/** Who holds what in a folder of runs. */
export interface ClaimsTable {
  /** The largest epoch that was given out. */
  readonly epoch: number
  readonly claims: readonly ClaimEntry[]
}

/** One run's claim. */
export interface ClaimEntry {
  readonly run: string
  readonly names: readonly string[]
  /** For people. */
  readonly holder: string
  readonly identity: HolderIdentity
  readonly epoch: number
  /** Names the claim's lease file. */
  readonly token: string
  /** ISO 8601 */
  readonly since: string
  /** ms */
  readonly lease: number
  /** Left behind on purpose by a run that stands open: no process holds it. */
  readonly kept?: true
}

/** A table from its JSON. Throws where it is none. */
export function parseTable(bytes: Uint8Array): ClaimsTable {
  const table = JSON.parse(Buffer.from(bytes).toString()) as ClaimsTable
  if (!Number.isSafeInteger(table?.epoch) || !Array.isArray(table.claims) || !table.claims.every(isEntry))
    throw new Error('it is no table of claims')
  return table
}

function isEntry(entry: ClaimEntry): boolean {
  const { run, names, holder, identity, epoch, token, since, lease } = entry ?? {}
  return (
    [run, holder, token, since, identity?.host].every(isText) &&
    [epoch, lease, identity.pid].every(Number.isSafeInteger) &&
    Array.isArray(names) &&
    names.every(isText)
  )
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}
