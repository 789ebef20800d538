import { decodeValue, encodeValue, type Json, type Value } from './value.ts'

/**
 * A value as bytes: its JSON; or, where there are bytes in it, which JSON would only hold as a text a third longer, a NUL (no JSON begins with one), the length of
 * the JSON (4 bytes, big endian), the JSON, in which `{"$apart": 7}` stands for the next 7 bytes of what follows, and these bytes. Errors: `internal`.
 */
export function bytesOfValue(value: Value): Uint8Array {
  const apart: Uint8Array[] = []
  const encoded = encodeValue(value, (bytes) => {
    apart.push(bytes)
    return { $apart: bytes.length }
  })
  const json = Buffer.from(JSON.stringify(encoded))
  return apart.length === 0 ? json : Buffer.concat([headOf(json.length), json, ...apart])
}

/** The value of bytes that {@link bytesOfValue} gave; bytes in it are a part of them. */
export function valueOfBytes(bytes: Uint8Array): Value {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (all[0] !== 0) return decodeValue(JSON.parse(all.toString()) as Json)
  let at = headSize + all.readUInt32BE(1)
  const json = JSON.parse(all.toString('utf8', headSize, at)) as Json
  return decodeValue(json, (length) => new Uint8Array(all.buffer, all.byteOffset + (at += length) - length, length))
}

const headSize = 5

function headOf(length: number): Buffer {
  const head = Buffer.alloc(headSize)
  head.writeUInt32BE(length, 1)
  return head
}
