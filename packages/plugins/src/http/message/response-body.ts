import { PlanError, type Value } from '@backout/core/plugin'
import type { HttpAnswer } from './request.ts'

/**
 * The body of an answer: parsed where the content-type is JSON, text where it is text, bytes otherwise.
 * JSON integers beyond 2^53 become 64-bit integers, so that none loses digits. Errors: `failed` where JSON is announced but not sent.
 */
export function decodeBody(answer: Pick<HttpAnswer, 'status' | 'headers' | 'body'>): Value {
  const { type, charset } = contentType(answer.headers['content-type'] ?? '')
  if (isJson(type)) return answer.body.length === 0 ? null : parsedJson(jsonTextOf(answer.body, charset), answer.status, type)
  return textOf(answer.body, charset) ?? answer.body
}

function contentType(header: string): { readonly type: string; readonly charset: string | undefined } {
  const charset = /;\s*charset="?([^";\s]+)/i.exec(header)?.[1]
  return { type: header.split(';', 1)[0]!.trim().toLowerCase(), charset }
}

function isJson(type: string): boolean {
  return type === 'application/json' || type === 'text/json' || type.endsWith('+json')
}

/** JSON is UTF-8 (RFC 8259, 8.1), whatever is announced; where it is not, it may be what is. */
function jsonTextOf(bytes: Uint8Array, charset: string | undefined): string | undefined {
  return (bytes.includes(0) ? undefined : textOf(bytes, undefined)) ?? (charset === undefined ? undefined : textOf(bytes, charset))
}

/** Undefined where the bytes are not text. */
function textOf(bytes: Uint8Array, charset: string | undefined): string | undefined {
  try {
    return new TextDecoder(charset ?? 'utf-8', { fatal: charset === undefined }).decode(bytes)
  } catch {
    return charset === undefined ? undefined : textOf(bytes, undefined)
  }
}

function parsedJson(text: string | undefined, status: number, type: string): Value {
  if (text === undefined) throw new PlanError('failed', `Cannot read the body: the JSON of the answer ${status} is not UTF-8`)
  if (isTooDeep(text))
    throw new PlanError('failed', `Cannot read the body: the JSON of the answer ${status} is nested more than ${deepest} levels deep`)
  try {
    return /\d{16}/.test(text) ? (parseExactly(text) as Value) : (JSON.parse(text) as Value)
  } catch (cause) {
    throw new PlanError('failed', `Cannot read the body: the answer ${status} is announced as ${type}, but it is not JSON`, { cause })
  }
}

/** Levels of lists and maps; whatever walks through a deeper value would run out of stack. */
const deepest = 1000

/** Brackets outside of strings are counted; by a look at each mark once, since whoever answers may send what is no JSON at all. */
function isTooDeep(text: string): boolean {
  const marks = /["[\]{}]/g
  let depth = 0
  for (let mark = marks.exec(text)?.[0]; mark !== undefined; mark = marks.exec(text)?.[0]) {
    if (mark === '"') marks.lastIndex = endOfString(text, marks.lastIndex)
    else if (mark === '[' || mark === '{') depth += 1
    else depth -= 1
    if (depth > deepest) return true
  }
  return false
}

/** Where a string that begins before `from` is over. */
function endOfString(text: string, from: number): number {
  const marks = /["\\]/g
  marks.lastIndex = from
  while (marks.exec(text)?.[0] === '\\') marks.lastIndex += 1
  return marks.lastIndex || text.length
}

function parseExactly(text: string): unknown {
  const reviver = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '') ? BigInt(context!.source!) : value
  return JSON.parse(text, reviver)
}
