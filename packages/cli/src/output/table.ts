import { stripVTControlCharacters } from 'node:util'
import { columnsOf, unbroken } from '@backout/core/report/printable'

/** Lines of columns that stand under each other, two spaces apart: one for each row, whatever is in its cells. Widths do not count colours; no line ends with blanks. */
export function table(cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map(unbroken))
  const widths: number[] = []
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, width(cell))
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat(widths[column]! - width(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function width(cell: string): number {
  return columnsOf(stripVTControlCharacters(cell))
}
