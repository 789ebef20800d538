import { PlanError } from '@backout/core/plugin'

/** Headers by name. */
export type Headers = { readonly [name: string]: string }

/** Headers in lower case, checked; later ones win. Errors: `invalid`, which never quotes a value. */
export function mergeHeaders(...layers: readonly (Headers | undefined)[]): { [name: string]: string } {
  const merged: { [name: string]: string } = {}
  for (const layer of layers) Object.assign(merged, checkedHeaders(layer ?? {}))
  return merged
}

/** Headers in lower case. Errors: `invalid` for names and values that HTTP does not allow, for doubles, and for headers that frame the message. */
export function checkedHeaders(headers: Headers): { [name: string]: string } {
  const checked: { [name: string]: string } = {}
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase()
    if (!/^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(key)) throw bad(name, 'a header name has only letters, digits and -')
    if (framing.has(key)) throw bad(name, 'it is set by the connection itself')
    if (Object.hasOwn(checked, key)) throw bad(name, 'it is given twice')
    if (!isAllowedValue(String(value))) throw bad(name, 'its value holds a line break or a character outside Latin-1')
    checked[key] = String(value)
  }
  return checked
}

/** Headers for people: values that are credentials are replaced. */
export function shownHeaders(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, isCredential(name) ? '***' : value]))
}

/** Response headers as an answer holds them. */
export function answerHeaders(raw: { readonly [name: string]: string | readonly string[] | undefined }): Headers {
  const kept = Object.entries(raw).filter(([name, value]) => value !== undefined && name.toLowerCase() !== 'set-cookie')
  return Object.fromEntries(kept.map(([name, value]) => [name.toLowerCase(), typeof value === 'string' ? value : value!.join(', ')]))
}

const framing: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'proxy-connection',
])

function isCredential(name: string): boolean {
  return /auth|cookie|token|secret|password|api-?key|credential|signature/i.test(name)
}

function isAllowedValue(value: string): boolean {
  return /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value)
}

function bad(name: string, reason: string): PlanError {
  return new PlanError('invalid', `Cannot send header ${JSON.stringify(name)}: ${reason}`)
}
