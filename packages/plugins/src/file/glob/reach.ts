/**
 * Whether the ends of two lists are reached together by steps that `moves` allows: each is how many elements to pass in the first and in the
 * second list; one that would lead past an end is none. Every pair of places is looked at once, so that patterns with many stars stay cheap.
 */
export function reachesEnd<A, B>(
  a: ArrayLike<A>,
  b: ArrayLike<B>,
  moves: (one: A | undefined, other: B | undefined) => readonly (readonly [number, number])[],
): boolean {
  const width = b.length + 1
  const seen = new Uint8Array((a.length + 1) * width)
  const open = [0]
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (seen[place]) continue
    seen[place] = 1
    const [i, j] = [Math.floor(place / width), place % width]
    if (i === a.length && j === b.length) return true
    for (const [right, down] of moves(a[i], b[j]))
      if (i + right <= a.length && j + down <= b.length) open.push(place + right * width + down)
  }
  return false
}
