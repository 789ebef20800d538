import { columnsOf } from '@backout/core/report/printable'

/** A text in at most `room` columns; at least its first character is left. */
export function shortened(text: string, room: number): string {
  if (columnsOf(text) <= room) return text
  const kept = Array.from(text).slice(0, Math.max(1, room - 1))
  while (kept.length > 1 && columnsOf(kept.join('')) >= room) kept.pop()
  return `${kept.join('')}…`
}
