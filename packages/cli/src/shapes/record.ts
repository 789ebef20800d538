import { flag, list, number, object, optional, type TypeOf, text } from './shape.ts'

/** `plan audit --json` */
export const auditShape = object('Whether the record of a run holds', {
  run: text('The id of the run'),
  ok: flag('Whether all of it holds'),
  records: number('How many records of the journal hold'),
  blobs: number('How many undo and output blobs were verified'),
  signOffs: number('How many sign-offs at gates were compared with what was accepted'),
  torn: number('Bytes at the end of the journal that a crash left torn, and that do not count'),
  head: text('SHA-256 (hex) of the last record that holds'),
  problems: list(
    'What does not hold, in order',
    object('A problem', { seq: optional(number('The first record that does not hold')), message: text('What is wrong') }),
  ),
})

/** `plan export --json` */
export const exportShape = object('A run was written to a file', {
  run: text('The id of the run'),
  file: text('The file, as it was named'),
  bytes: number('Its size'),
})

/** `plan import --json` */
export const importShape = object('A run was read from a file', {
  run: text('The id of the run'),
  plan: text('The name of its plan'),
  environment: text('Its environment'),
  record: text('Where its record is now, relative to the root'),
})

/** A value of {@link auditShape}. */
export type AuditJson = TypeOf<typeof auditShape>
/** A value of {@link exportShape}. */
export type ExportJson = TypeOf<typeof exportShape>
/** A value of {@link importShape}. */
export type ImportJson = TypeOf<typeof importShape>
