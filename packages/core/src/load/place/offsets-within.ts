import { isScalar, type Scalar } from 'yaml'
import { locate } from './locate.ts'
import type { Reading } from '../mend/mend.ts'

/**
 * Offsets in the file of a part of a string value, whatever way it is written in: plain, in quotes with escapes, over several lines, as a block, folded or
 * not. Undefined where that can't be told, or where the text was mended.
 */
export function offsetsWithin(
  reading: Reading,
  text: string,
  pointer: string,
  from: number,
  to: number,
): readonly [number, number] | undefined {
  if (reading.edits.length > 0) return undefined
  const { node, written, whole } = locate(reading.contents, pointer, reading.targets)
  if (!whole || node !== written || !isScalar(node) || typeof node.value !== 'string' || !node.range) return undefined
  const places = placesOf(node as Scalar<string>, text)
  const [first, last] = [places?.[from], places?.[Math.max(from, to - 1)]]
  if (!first || !last) return undefined
  return [first.start, to > from ? Math.min(last.end, first.start + lineFrom(text, first.start).length) : first.start]
}

function lineFrom(text: string, start: number): string {
  return /^[^\r\n]*/.exec(text.slice(start))![0]
}

interface Place {
  readonly start: number
  readonly end: number
}

/** Where each unit of a value stands in the text, and the end; undefined where value and text do not run side by side. */
function placesOf({ value, type, range }: Scalar<string>, text: string): readonly Place[] | undefined {
  const [start, end] = range!
  const isBlock = type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED'
  let at = isBlock ? text.indexOf('\n', start) + 1 : start + (type === 'PLAIN' ? 0 : 1)
  const places: Place[] = []
  for (let index = 0; index < value.length; ) {
    const piece = pieceAt(text, at, value, index, type)
    if (!piece || at > end) return undefined
    places.push(...placesIn(piece))
    index += piece.units
    at = piece.at + piece.length
  }
  return [...places, { start: at, end: at }]
}

/** Of several units that stand for several, the first begins where these begin, and the last ends where they end. */
function placesIn({ at, length, units }: Piece): readonly Place[] {
  const end = at + length
  return Array.from({ length: units }, (_, unit) => ({
    start: unit === 0 ? at : end - (units - unit),
    end: unit === units - 1 ? end : end - (units - unit) + 1,
  }))
}

interface Piece {
  /** Where it stands. */
  readonly at: number
  /** How many units of the text, and of the value, it takes. */
  readonly length: number
  readonly units: number
}

/** The next piece of the text: blanks that are folded or indent, an escape, or a character that stands for itself. */
function pieceAt(text: string, at: number, value: string, index: number, type: Scalar['type']): Piece | undefined {
  const escape = type === 'QUOTE_DOUBLE' ? escapeAt(text, at) : type === 'QUOTE_SINGLE' && text.startsWith("''", at) ? "'" : undefined
  if (escape === '') return pieceAt(text, at + /^\\\r?\n[ \t]*/.exec(text.slice(at))![0].length, value, index, type)
  if (escape !== undefined)
    return { at, length: type === 'QUOTE_SINGLE' ? 2 : escape.length, units: type === 'QUOTE_SINGLE' ? 1 : unitsOf(escape) }
  if (text[at] === value[index] && !isFold(text, at)) return { at, length: 1, units: 1 }
  return blanks(text, at, value, index, type)
}

/** Whether the blanks here hold the end of a line, so that they stand for others. */
function isFold(text: string, at: number): boolean {
  return /^[ \t]*\r?\n/.test(text.slice(at, at + 1000))
}

/** Blanks that indent, which stand for nothing, or that hold the end of a line, which stand for all blanks of the value. */
function blanks(text: string, at: number, value: string, index: number, type: Scalar['type']): Piece | undefined {
  const [run] = /^\s*/.exec(text.slice(at))!
  const { length } = run
  const { length: all } = /^\s*/.exec(value.slice(index))![0]
  const units = type?.startsWith('BLOCK') ? all : Math.min(all, Math.max(1, run.split('\n').length - 2))
  if (length === 0) return undefined
  return units === 0 || !isFold(text, at) ? pieceAt(text, at + length, value, index, type) : { at, length, units }
}

/** An escape of a text in double quotes; empty for a line break that is escaped. */
function escapeAt(text: string, at: number): string | undefined {
  const [escape] = /^\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n|[^])/.exec(text.slice(at, at + 10)) ?? []
  return escape?.endsWith('\n') ? '' : escape
}

function unitsOf(escape: string): number {
  return escape[1] === 'U' ? String.fromCodePoint(Number.parseInt(escape.slice(2), 16)).length : 1
}
