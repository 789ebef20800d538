import { decodeValue, type Json, type Value } from '@backout/core/model'

/** A stored value as a reviewer reads it: JSON, with the digits of large integers, `-0`, and bytes as `x'00ff'`; of many bytes the first, and how many there are. */
export function valueText(stored: Json): string {
  return textOf(decodeValue(stored))
}

function textOf(value: Value): string {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (value instanceof Uint8Array) return bytesText(value)
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}: ${textOf(item)}`)
    .join(', ')}}`
}

const shownBytes = 32

function bytesText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.subarray(0, shownBytes)).toString('hex')
  return bytes.length > shownBytes ? `x'${hex}…' (${bytes.length} bytes)` : `x'${hex}'`
}
