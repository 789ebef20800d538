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
 * What it quotes of the statement itself stays: such errors have a position, or are of another class (PostgreSQL manual, appendix A). Told by codes and marks alone, since a
 * server may speak any language.
 */
export function withoutValues(error: ServerError): ServerError {
  const { detail, where } = error
  return {
    ...error,
    name: error.name,
    message: shownMessage(error),
    ...(detail !== undefined && { detail: quotesData(error) ? unquoted(detail) : withoutRows(error, detail) }),
    ...(where !== undefined && { where: placesOf(where) }),
  }
}

/** Quotation marks of all languages that servers speak. */
const mark = '["“”„«»‹›「」『』]'
const atEnd = new RegExp(`[:：] ?${mark}.*${mark}$`, 's')
const anywhere = new RegExp(`${mark}.*${mark}`, 's')

function shownMessage(error: ServerError): string {
  // It begins with the bytes of the character.
  if (error.code === '22P05') return 'a character of it is not in the encoding of the database'
  return quotesData(error) ? unquoted(error.message) : error.message
}

/** Class 22, data exceptions, and text that was to be a search (`syntax error in tsquery: "…"`). */
function quotesData({ code = '', position, message }: ServerError): boolean {
  return position === undefined && (code.startsWith('22') || (code === '42601' && atEnd.test(message)))
}

/** What stands in quotes at the end is a value; what stands in quotes elsewhere may be one. A value may hold quotes too. */
function unquoted(text: string): string {
  if (text.startsWith('line ')) return 'it cannot be parsed'
  const shorter = text.replace(atEnd, '')
  return shorter === text ? text.replace(anywhere, '"…"') : shorter
}

/** Of a row that is not allowed nothing is left; of a key all from the first value to the last parenthesis, since a value may hold some too. */
function withoutRows({ code = '' }: ServerError, detail: string): string {
  return /^(23502|23514|44000)$/.test(code) ? 'the row is not allowed' : detail.replace(/=\(.*\)/s, '')
}

/** Where in code of functions it happened; not the statements that these have made of values, nor a piece of JSON. */
function placesOf(where: string): string {
  return where
    .split('\n')
    .filter((line) => /\bPL\/\w/.test(line) && !new RegExp(mark).test(line))
    .join('\n')
}
