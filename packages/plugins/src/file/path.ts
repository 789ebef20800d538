import { PlanError } from '@backout/core/plugin'

/**
 * A path as it is written in a plan, in the one form that everything else uses: relative to the root, with `/`, without `.` and empty parts.
 * Errors: `out-of-scope` for what can never be in scope: an absolute path, `..`, a NUL, `.git` and `.backout`.
 */
export function normalPath(path: string): string {
  const refuse = (why: string): never => {
    throw new PlanError('out-of-scope', `Cannot use path ${JSON.stringify(path)}: ${why}`, { text: path })
  }
  if (path.includes('\0')) refuse('it contains a NUL character')
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) refuse('it is absolute, and paths are relative to the root of the repository')
  const names = path.split('/').filter((name) => name !== '' && name !== '.')
  if (names.includes('..')) refuse('it contains ".."')
  if (names.length === 0) refuse('it names the root itself')
  const reserved = names.find(isReserved)
  if (reserved) refuse(`"${reserved}" can't be in scope`)
  return names.join('/')
}

/**
 * Whether a name belongs to git or to Backout. Case, trailing dots and spaces, stream suffixes, invisible characters and NTFS short names do not hide it:
 * some file systems drop them (the cases are those of git's `is_hfs_dotgit` and `is_ntfs_dotgit`).
 */
export function isReserved(name: string): boolean {
  const first = name.charCodeAt(0)
  if (first !== dot && first !== letterG && first !== letterBigG && first < 128) return false
  const plain = name
    .normalize('NFC')
    .replace(/\p{Cf}/gu, '')
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '')
    .toLowerCase()
  return plain === '.git' || plain === '.backout' || plain === 'git~1' || temporary.test(name)
}

/** The directory of a path; `''` for the root. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}

/** The last name of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** All directories above a path, the outermost first, without the root. */
export function ancestorsOf(path: string): readonly string[] {
  const found: string[] = []
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) found.push(path.slice(0, slash))
  return found
}

/** In the order of UTF-16 units: the same on every machine. */
export function comparePaths(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

const dot = 46
const letterG = 103
const letterBigG = 71
/** What half-written files are called; see `temporaryName`. */
const temporary = /^\.backout-[0-9a-f]{16}\.tmp$/
