import { hash } from 'node:crypto'
import { type Cell, RawText } from './values.ts'

/**
 * Cells as bytes, one after another: a tag, then for an integer its 8 bytes, for a real its 8 bytes (little endian both),
 * for text and blobs a 4-byte length and the bytes. The same cell always gives the same bytes.
 */
export interface Packer {
  /** Bytes so far. */
  readonly size: number
  flag(byte: number): void
  cell(cell: Cell): void
  raw(bytes: Uint8Array): void
  /** Everything packed so far, and an empty packer again. */
  take(): Buffer
}

const tags = { null: 0, integer: 1, real: 2, text: 3, blob: 4, rawText: 5 } as const

/** A growing buffer of cells. */
export function packer(): Packer {
  let buffer = Buffer.allocUnsafe(1024)
  let size = 0
  const room = (bytes: number): void => {
    if (size + bytes <= buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, size + bytes))
    buffer.copy(larger, 0, 0, size)
    buffer = larger
  }
  const flag = (byte: number): void => {
    room(1)
    buffer[size++] = byte
  }
  const raw = (bytes: Uint8Array): void => {
    room(bytes.length)
    buffer.set(bytes, size)
    size += bytes.length
  }
  const sized = (tag: number, bytes: number, write: (at: number) => void): void => {
    room(5 + bytes)
    buffer[size] = tag
    buffer.writeUInt32LE(bytes, size + 1)
    write(size + 5)
    size += 5 + bytes
  }
  const fixed = (tag: number, write: (at: number) => void): void => {
    room(9)
    buffer[size] = tag
    write(size + 1)
    size += 9
  }
  return {
    get size() {
      return size
    },
    flag,
    raw,
    cell(cell) {
      if (cell === null) flag(tags.null)
      else if (typeof cell === 'bigint') fixed(tags.integer, (at) => buffer.writeBigInt64LE(cell, at))
      else if (typeof cell === 'number') fixed(tags.real, (at) => buffer.writeDoubleLE(cell, at))
      else if (typeof cell === 'string') sized(tags.text, Buffer.byteLength(cell), (at) => void buffer.write(cell, at))
      else if (cell instanceof RawText) sized(tags.rawText, cell.bytes.length, (at) => buffer.set(cell.bytes, at))
      else sized(tags.blob, cell.length, (at) => buffer.set(cell, at))
    },
    take() {
      const taken = Buffer.from(buffer.subarray(0, size))
      size = 0
      return taken
    },
  }
}

/** Reads what a {@link Packer} wrote. */
export interface Unpacker {
  readonly done: boolean
  flag(): number
  cell(): Cell
  raw(bytes: number): Buffer
}

/** Reads from the start of packed bytes. */
export function unpacker(packed: Uint8Array): Unpacker {
  const buffer = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength)
  let at = 0
  const raw = (bytes: number): Buffer => buffer.subarray(at, (at += bytes))
  const sized = (): Buffer => raw(raw(4).readUInt32LE())
  return {
    get done() {
      return at >= buffer.length
    },
    flag: () => buffer[at++]!,
    raw,
    cell() {
      switch (buffer[at++]) {
        case tags.null:
          return null
        case tags.integer:
          return raw(8).readBigInt64LE()
        case tags.real:
          return raw(8).readDoubleLE()
        case tags.text:
          return sized().toString()
        case tags.rawText:
          return new RawText(sized())
        default:
          return sized()
      }
    },
  }
}

/** Bytes of a row's hash. */
export const hashSize = 16

/** Makes what tells one row from another: the first 16 bytes of SHA-256 over its packed cells. */
export function rowHasher(): (cells: readonly Cell[]) => Buffer {
  const row = packer()
  return (cells) => {
    for (const cell of cells) row.cell(cell)
    return hash('sha256', row.take(), 'buffer').subarray(0, hashSize)
  }
}
