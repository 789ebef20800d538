import { isScalar, type Scalar } from 'yaml'
import { locate } from './locate.ts'
import type { Reading } from './mend.ts'

/**
 * Offsets in the file of a part of a string value. Undefined where the value is not written as it reads: escapes,
 * folded lines, or a text that was mended.
 */
export function offsetsWithin(
  reading: Reading,
  text: string,
  pointer: string,
  from: number,
  to: number,
): readonly [number, number] | undefined {
  if (reading.edits.length > 0) return undefined
  const { node, whole } = locate(reading.contents, pointer, reading.targets)
  if (!whole || !isScalar(node) || typeof node.value !== 'string' || !node.range) return undefined
  return node.type === 'BLOCK_LITERAL' ? inBlock(node as Scalar<string>, text, from, to) : inFlow(node as Scalar<string>, text, from, to)
}

function inFlow({ value, type, range }: Scalar<string>, text: string, from: number, to: number): readonly [number, number] | undefined {
  const start = range![0] + (type === 'PLAIN' ? 0 : 1)
  return text.startsWith(value, start) ? [start + from, start + to] : undefined
}

/** A literal block: its lines stand in the file one by one, behind the same indentation. */
function inBlock({ value, range }: Scalar<string>, text: string, from: number, to: number): readonly [number, number] | undefined {
  const line = value.slice(0, from).split('\n').length - 1
  const lineStart = value.lastIndexOf('\n', from - 1) + 1
  const lineEnd = value.indexOf('\n', lineStart) < 0 ? value.length : value.indexOf('\n', lineStart)
  const content = value.slice(lineStart, lineEnd)
  let at = text.indexOf('\n', range![0]) + 1
  for (let index = 0; index < line && at > 0; index++) at = text.indexOf('\n', at) + 1
  const column = at > 0 ? text.indexOf(content, at) : -1
  if (column < 0 || text.slice(at, column).trim() !== '') return undefined
  return [column + from - lineStart, column + Math.min(to, lineEnd) - lineStart]
}
