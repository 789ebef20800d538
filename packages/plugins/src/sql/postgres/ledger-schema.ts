/** The schema of Backout's own tables. Nothing of it counts as a table of the plan's. */
export const ledgerSchema = 'backout'
