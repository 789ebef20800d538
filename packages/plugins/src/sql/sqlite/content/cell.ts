import type { Stored } from '../connection/connection.ts'

/** A text whose bytes are not valid in the database's encoding: it can only be kept as bytes. */
export class RawText {
  readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
}

/** A cell, exactly. */
export type Cell = Stored | RawText

/** Whether two cells are the same in type and bytes. */
export function isSameCell(one: Cell, other: Cell): boolean {
  if (one instanceof RawText || other instanceof RawText)
    return one instanceof RawText && other instanceof RawText && isSameBytes(one.bytes, other.bytes)
  if (one instanceof Uint8Array || other instanceof Uint8Array)
    return one instanceof Uint8Array && other instanceof Uint8Array && isSameBytes(one, other)
  return Object.is(one, other)
}

function isSameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}

/** A parameter's place in SQL for a cell: text that is not valid goes in as bytes and is told to be text. */
export function placeFor(cell: Cell): string {
  return cell instanceof RawText ? 'CAST(? AS TEXT)' : '?'
}

/** A cell as a parameter at its {@link placeFor}. */
export function bound(cell: Cell): Stored {
  return cell instanceof RawText ? cell.bytes : cell
}
