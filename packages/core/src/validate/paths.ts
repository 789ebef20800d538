/** Why a path (or glob) can't be used in a plan, as the end of a sentence; undefined where nothing is wrong. */
export function pathProblem(path: string): string | undefined {
  if (/^(?:[/~]|\\(?![*?[\]{}!])|[A-Za-z]:[\\/])/.test(path)) return 'is absolute: paths are relative'
  const parts = path.split(/[\\/]/)
  if (parts.includes('..')) return 'leads up with "..": paths stay below where they begin'
  if (parts[0] === '.backout' || (parts[0] === '.' && parts[1] === '.backout')) return 'is in .backout/, which belongs to Backout itself'
  if (parts[0] === '.git' || (parts[0] === '.' && parts[1] === '.git')) return 'is in .git/, which belongs to git'
  return path.includes('\0') ? 'holds a zero character' : undefined
}
