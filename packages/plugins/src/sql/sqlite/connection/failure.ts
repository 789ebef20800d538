import { messageOf, PlanError } from '@backout/core/plugin'

/** SQLite's extended result code of an error (https://www.sqlite.org/rescode.html), or undefined for any other error. */
export function extendedCode(error: unknown): number | undefined {
  const code = (error as { readonly errcode?: unknown } | null)?.errcode
  return typeof code === 'number' ? code : undefined
}

/** SQLite's primary result code of an error, or undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  const code = extendedCode(error)
  return code === undefined ? undefined : code & 0xff
}

/** Whether another connection's lock is what stands in the way: SQLITE_BUSY or SQLITE_LOCKED. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error)
  return code === 5 || code === 6
}

/** Whether a constraint refused it: SQLITE_CONSTRAINT. */
export function isConstraint(error: unknown): boolean {
  return sqliteCode(error) === 19
}

/**
 * What an error of SQLite means, with what was tried in front: `Cannot write database "crm.db"`. A PlanError is passed on.
 * Codes: `busy` for a lock, else `failed`.
 */
export function failureOf(error: unknown, tried: string): PlanError {
  if (error instanceof PlanError) return error
  const code = extendedCode(error)
  const known = code === undefined ? undefined : (extended[code] ?? meanings[code & 0xff])
  if (!known) return unnamed(error, tried)
  return new PlanError(known.code ?? 'failed', `${tried}: ${known.what}`, { cause: error, ...(known.hint && { hint: known.hint }) })
}

function unnamed(error: unknown, tried: string): PlanError {
  const said = messageOf(error)
  const hint = hints.find(([pattern]) => pattern.test(said))?.[1]
  return new PlanError('failed', `${tried}: ${said}`, { cause: error, ...(hint && { hint }) })
}

const anew = 'Drop it before and create it anew behind'

/** By what SQLite says. A view that does not fit already, as where its table was just dropped, can be passed over; one that the statement would break stays broken. */
const hints: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/^error in (?:view|trigger) .* after (?:rename|drop column): /, anew],
  [/^error in (?:view|trigger) /, `${anew}, or begin the script with PRAGMA legacy_alter_table = ON`],
  [
    /- should this be a string literal in single-quotes\?$/,
    'Write the text in single quotes, or give the connection doubleQuotedStrings: true',
  ],
  [
    /^no such (?:function|module|collation sequence): /,
    'Where an application brings it along, let a command of that application run the statement',
  ],
]

interface Meaning {
  readonly code?: 'busy'
  readonly what: string
  readonly hint?: string
}

const locked: Meaning = {
  code: 'busy',
  what: 'another process holds its lock',
  hint: 'Wait until it is done, or give the connection a larger busyTimeout',
}

/** By extended result code, where it says something else than its primary one. */
const extended: { readonly [code: number]: Meaning } = {
  267: {
    what: 'what a virtual table keeps does not fit the table that it stands for',
    hint: `Rebuild it before, for FTS5 with INSERT INTO name (name) VALUES ('rebuild')`,
  },
}

const meanings: { readonly [code: number]: Meaning } = {
  3: { what: 'access was denied', hint: 'Give this user the right to read and write the file and its folder' },
  5: locked,
  6: locked,
  8: { what: 'it is read-only', hint: 'Give this user the right to write the file and its folder' },
  10: { what: 'the disk failed to read or write', hint: 'Check the disk; what was not committed is not there' },
  11: { what: 'the file is damaged', hint: 'Check it with PRAGMA integrity_check, and restore a backup' },
  13: { what: 'the disk is full', hint: 'Free some space; what was not committed is not there' },
  14: {
    what: 'the file, or one beside it, could not be opened',
    hint: 'Check the path, the rights of the file and its folder, and the room on its disk',
  },
  26: { what: 'the file is not an SQLite database', hint: 'Check `file` of the connection; one that is encrypted cannot be opened' },
}
