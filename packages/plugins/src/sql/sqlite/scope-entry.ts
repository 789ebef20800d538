import type { Touch } from '@backout/core/plugin'

/** Whether an entry of `scope.databases` covers a part: names as SQLite compares them, without case; `*` stands for any run of characters. */
export function coversTable(entry: string, part: string): boolean {
  if (entry === '*') return true
  if (!entry.includes('*')) return entry.toLowerCase() === part.toLowerCase()
  const pattern = entry.split('*').map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
  return new RegExp(`^${pattern.join('.*')}$`, 'is').test(part)
}

/** Whether two touches of one database conflict: one of them writes, and they may name the same. */
export function tablesOverlap(a: Touch, b: Touch): boolean {
  if (a.access === 'read' && b.access === 'read') return false
  return coversTable(a.part, b.part) || coversTable(b.part, a.part)
}
