import { PlanError, type Value } from '@backout/core/plugin'
import type { Headers } from './headers.ts'

/** Bytes to send, and the content-type that goes with them unless a header says otherwise. */
export interface EncodedBody {
  readonly bytes: string | Uint8Array
  readonly contentType: string
}

/** Encodes a body by what it is and by the content-type of the headers. Errors: `invalid` for a form with nested values. */
export function encodeBody(body: Value, headers: Headers): EncodedBody {
  if (typeof body === 'string') return { bytes: body, contentType: 'text/plain; charset=utf-8' }
  if (body instanceof Uint8Array) return { bytes: body, contentType: 'application/octet-stream' }
  if (/^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '')) return formBody(body)
  return { bytes: jsonText(body), contentType: 'application/json' }
}

/** JSON text in which 64-bit integers keep all their digits, and bytes are Base64. */
function jsonText(value: Value): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? rawJson(item.toString()) : plainBytes(item)))
}

function rawJson(text: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text)
}

function plainBytes(item: unknown): unknown {
  return item instanceof Uint8Array ? Buffer.from(item).toString('base64') : item
}

function formBody(body: Value): EncodedBody {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) throw noForm()
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(body)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== null && typeof item === 'object') throw noForm()
      form.append(name, String(item))
    }
  }
  return { bytes: form.toString(), contentType: 'application/x-www-form-urlencoded' }
}

function noForm(): PlanError {
  return new PlanError('invalid', 'Cannot send the body as a form: it must be a map of names to texts, numbers or lists of them')
}
