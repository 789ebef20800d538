/** Lines of cells that stand under each other, two spaces apart; the last cell of a line is not padded. Cells that are very wide widen no other line. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [column, cell] of row.entries()) if (cell.length <= widest) widths[column] = Math.max(widths[column] ?? 0, cell.length)
  }
  return rows.map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  '))
}

/** UTF-16 units */
const widest = 100
