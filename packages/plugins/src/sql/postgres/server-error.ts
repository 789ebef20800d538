/** What a server said of an error, with the fields of the protocol (PostgreSQL manual, 53.8). */
export interface ServerError extends Error {
  readonly severity?: string
  /** SQLSTATE */
  readonly code?: string
  readonly detail?: string
  readonly hint?: string
  readonly position?: string
  readonly where?: string
}

/**
 * What a server said of an error, without the values of rows and parameters that it quotes: they belong to the database, or are secrets, and no journal is to hold them.
 * What it quotes of the statement itself stays: such errors have a position, or are of another class (PostgreSQL manual, appendix A).
 */
export function withoutValues(error: ServerError): ServerError {
  const { message, detail, where } = error
  return {
    ...error,
    name: error.name,
    message:
      error.code === notInEncoding
        ? 'a character of it is not in the encoding of the database'
        : quotesData(error)
          ? unquoted(message)
          : message,
    ...(detail !== undefined && { detail: quotesData(error) ? unquoted(detail) : withoutRows(detail) }),
    ...(where !== undefined && { where: where.replace(/^JSON data, line .*\n?/gm, '') }),
  }
}

/** What the server says then begins with the character. */
const notInEncoding = '22P05'

/** Class 22, data exceptions, and text that was to be a search (`syntax error in tsquery: "…"`). */
function quotesData({ code = '', position, message }: ServerError): boolean {
  return position === undefined && (code.startsWith('22') || (code === '42601' && /: ".*"$/s.test(message)))
}

/** What stands in quotes at the end is a value; what stands in quotes elsewhere may be one. A value may hold quotes too. */
function unquoted(text: string): string {
  if (text.startsWith('line ')) return 'it cannot be parsed'
  const shorter = text.replace(/: ".*"$/s, '')
  return shorter === text ? text.replace(/".*"/s, '"…"') : shorter
}

/** From the first value to the last parenthesis, since a value may hold some too. */
function withoutRows(detail: string): string {
  return detail.replace(/^Failing row contains \(.*\)\.?$/s, 'the row is not allowed').replace(/=\(.*\)(?=[ .]|$)/s, '')
}
