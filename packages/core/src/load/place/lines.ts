import type { SourceRange } from '../../model/index.ts'

/** Finds the line and column of offsets; the lines are looked for once, when first needed. */
export function lineFinder(file: string, text: string): (start: number, end: number) => SourceRange {
  let starts: readonly number[] | undefined
  return (start, end) => {
    starts ??= lineStarts(text)
    const index = lastAtOrBefore(starts, start)
    const from = index === 0 && text.startsWith('\ufeff') ? 1 : starts[index]!
    return { file, line: index + 1, column: Math.max(0, start - from) + 1, start, end }
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function lastAtOrBefore(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (sorted[middle]! <= value) low = middle
    else high = middle - 1
  }
  return low
}
