/** Which steps come before which, for steps in the order of the plan, by index. */
export interface Ancestry {
  /** Whether one step is always done, or skipped, before the other begins. */
  isBefore(earlier: number, later: number): boolean
  /** The steps above one that may run at the same time. */
  besides(step: number): readonly number[]
}

/**
 * The ancestry of steps, as one row of bits for each: n²/8 bytes and about n²/32 operations, so 500 KB for 2,000 steps.
 * `needs` are indexes of steps above; undefined stands for all of them.
 */
export function ancestryOf(needs: readonly (readonly number[] | undefined)[]): Ancestry {
  const width = Math.ceil(needs.length / 32)
  const rows: Uint32Array[] = []
  for (const [index, direct] of needs.entries()) {
    const row = new Uint32Array(width)
    if (direct === undefined) fill(row, index)
    else for (const need of direct) if (need < index) merge(row, rows[need]!, need)
    rows.push(row)
  }
  const isBefore = (earlier: number, later: number) => earlier < later && (rows[later]![earlier >> 5]! & (1 << (earlier & 31))) !== 0
  return { isBefore, besides: (step) => missingBits(rows[step]!, step) }
}

function fill(row: Uint32Array, count: number): void {
  row.fill(0xffffffff, 0, count >> 5)
  if ((count & 31) !== 0) row[count >> 5] = 2 ** (count & 31) - 1
}

function merge(row: Uint32Array, other: Uint32Array, bit: number): void {
  for (let word = 0; word <= bit >> 5; word++) row[word]! |= other[word]!
  row[bit >> 5]! |= 1 << (bit & 31)
}

function missingBits(row: Uint32Array, count: number): readonly number[] {
  const missing: number[] = []
  for (let word = 0; word <= (count - 1) >> 5; word++) {
    if (row[word] === 0xffffffff) continue
    for (let bit = word << 5; bit < Math.min(count, (word + 1) << 5); bit++) if ((row[word]! & (1 << (bit & 31))) === 0) missing.push(bit)
  }
  return missing
}
