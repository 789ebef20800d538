/**
 * Whether a text matches a pattern in which `*` stands for any text: each piece between two `*` is found as early as possible, so that no
 * pattern of a plan takes long (the greedy way for globs with one kind of wildcard).
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  if (!pattern.includes('*')) return pattern === text
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()!
  const end = text.length - last.length
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  for (const piece of rest) {
    const found = text.indexOf(piece, at)
    if (found < 0 || found + piece.length > end) return false
    at = found + piece.length
  }
  return true
}
