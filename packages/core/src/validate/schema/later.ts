/** Keys that are planned and not honoured yet: refused, so that nobody relies on them. By kind of file and JSON Pointer. */
export const laterKeys: { readonly [kind: string]: { readonly [pointer: string]: string } } = {
  Project: {
    '/policies': '"policies" are not honoured yet: nothing would enforce them',
    '/signOffs/trust': '"signOffs.trust" is not honoured yet: signers and roles are read from the commit at HEAD',
  },
  MigrationPlan: {
    '/policies': '"policies" are not honoured yet: nothing would enforce them',
  },
}

/** Step types that are planned, with what does the same until they are there. */
export const laterStepTypes: ReadonlyMap<string, string> = new Map([
  ['sql/backfill', 'sql/execute'],
  ['sql/copy', 'sql/execute'],
  ['sql/compare', 'sql/query'],
  ['file/codemod', 'file/replace'],
])
