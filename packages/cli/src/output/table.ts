import { stripVTControlCharacters } from 'node:util'
import { columnsOf, unbroken } from '@backout/core/report/printable'

/** Lines of columns that stand under each other, two spaces apart: one for each row, whatever is in its cells. Widths do not count colours; what is last in a row is not padded. */
export function table(cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map(unbroken))
  const widths: number[] = []
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, width(cell))
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column]!, column === row.length - 1))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function pad(cell: string, to: number, last: boolean): string {
  return last ? cell : cell + ' '.repeat(to - width(cell))
}

function width(cell: string): number {
  return columnsOf(stripVTControlCharacters(cell))
}
