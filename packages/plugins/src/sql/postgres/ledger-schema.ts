/** The schema of Backout's own tables. Nothing of it counts as a table of the plan's. */
export const ledgerSchema = 'backout'

/** What to do where the user of a connection may not use a ledger that another user made. */
export const ledgerRights = `Another user made the ledger: connect as that user, or grant usage on schema "${ledgerSchema}" and all on the tables in it`
