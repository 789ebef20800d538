import type { ClaimsRegister } from './claims-register.ts'
import type { ClaimEntry } from './claims-table.ts'

/** Repeats `edit` until its result replaced the version that it saw; gives the entries that are gone by it. */
export function changeClaims(
  register: ClaimsRegister,
  edit: (claims: readonly ClaimEntry[]) => readonly ClaimEntry[],
): readonly ClaimEntry[] {
  for (;;) {
    const version = register.read()
    const { table } = version
    const claims = edit(table.claims)
    if (claims.length === table.claims.length && claims.every((entry, index) => entry === table.claims[index])) return []
    if (register.swap(version, { ...table, claims })) return table.claims.filter((entry) => !claims.includes(entry))
  }
}
