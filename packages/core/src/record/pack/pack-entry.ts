import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/**
 * An entry of a pack: 56 bytes of header, then the stored bytes. Header: magic `BOUNDO1\n` (8), SHA-256 of the bytes (32),
 * size of the bytes (6, big endian), size as stored (4), coding (2: 0 as they are, 1 zstd), CRC-32 of the header before it (4).
 */
export interface PackEntry {
  /** SHA-256, hex */
  readonly digest: string
  /** bytes, before compression */
  readonly size: number
  readonly stored: number
  readonly coding: number
}

/** bytes */
export const headerSize = 56

/** What an entry's header begins with. */
export const magic = Buffer.from('BOUNDO1\n')

/** An entry of these bytes: what it says, and its header and stored bytes. */
export function encodeEntry(
  digest: string,
  bytes: Uint8Array,
): { readonly entry: PackEntry; readonly header: Buffer; readonly stored: Buffer } {
  const packed = bytes.length < worthwhile ? undefined : zstdCompressSync(bytes, quick)
  const smaller = packed !== undefined && packed.length < bytes.length
  const stored = smaller ? packed : Buffer.from(bytes)
  const entry: PackEntry = { digest, size: bytes.length, stored: stored.length, coding: smaller ? 1 : 0 }
  return { entry, header: encodeHeader(entry), stored }
}

function encodeHeader({ digest, size, stored, coding }: PackEntry): Buffer {
  const header = Buffer.alloc(headerSize)
  magic.copy(header)
  header.write(digest, 8, 'hex')
  header.writeUIntBE(size, 40, 6)
  header.writeUInt32BE(stored, 46)
  header.writeUInt16BE(coding, 50)
  header.writeUInt32BE(crc32(header.subarray(0, 52)), 52)
  return header
}

/** The entry of a header, or undefined where it is damaged. */
export function decodeHeader(header: Buffer): PackEntry | undefined {
  if (header.length < headerSize || !header.subarray(0, 8).equals(magic)) return undefined
  if (header.readUInt32BE(52) !== crc32(header.subarray(0, 52))) return undefined
  return {
    digest: header.toString('hex', 8, 40),
    size: header.readUIntBE(40, 6),
    stored: header.readUInt32BE(46),
    coding: header.readUInt16BE(50),
  }
}

/** The bytes of an entry. Throws where they cannot be decompressed, or are more than anything stores; whether they have the digest is not looked at. */
export function decodeStored({ coding, size }: PackEntry, stored: Uint8Array): Uint8Array {
  if (size > largest) throw new Error(`${size} bytes are more than any entry has`)
  if (coding === 0) return stored
  if (coding !== 1) throw new Error(`coding ${coding} is not known to this version`)
  const { buffer, byteOffset, byteLength } = zstdDecompressSync(stored, { maxOutputLength: Math.max(size, 1) })
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** Bytes that an entry may have: what is imported must not fill the memory. What a step stores as one value is smaller. */
const largest = 2 ** 31

/** The quickest level: a twentieth more bytes in half the time of the usual one. */
const quick = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

// Compressing so few bytes takes longer than it saves.
const worthwhile = 96
