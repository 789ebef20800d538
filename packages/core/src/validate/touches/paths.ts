import type { Touch } from '../../model/index.ts'

/** Why a path (or glob) can't be used in a plan, as the end of a sentence; undefined where nothing is wrong. */
export function pathProblem(path: string): string | undefined {
  const absolute = absoluteProblem(path)
  if (absolute !== undefined) return absolute
  const names = path.split(/[\\/]/).filter((name) => name !== '' && name !== '.')
  if (names.includes('..')) return 'leads up with "..": paths stay below where they begin'
  if (names[0] === '.backout') return 'is in .backout/, which belongs to Backout itself'
  if (names[0] === '.git') return 'is in .git/, which belongs to git'
  return backslashProblem(path) ?? controlProblem(path)
}

function absoluteProblem(path: string): string | undefined {
  return /^(?:[/~]|\\(?![*?[\]{}!])|[A-Za-z]:[\\/])/.test(path) ? 'is absolute: paths are relative' : undefined
}

/** What a backslash before an ordinary character means differs between systems; before a special one it takes that from a pattern. */
function backslashProblem(path: string): string | undefined {
  return /\\(?![*?[\]{}!])/.test(path) ? 'holds a backslash: paths are written with "/"' : undefined
}

/** Why a part of a resource can't be meant, as the end of a sentence. A name in a database may hold anything: SQL has it in quotes. */
export function partProblem({ resource, part }: Touch): string | undefined {
  if (resource.startsWith('databases.')) return undefined
  return controlProblem(part) ?? (resource === 'files' ? (absoluteProblem(part) ?? backslashProblem(part)) : undefined)
}

/** An escape between double quotes was none. */
function controlProblem(part: string): string | undefined {
  const [control] = /\p{Cc}/u.exec(part) ?? []
  if (control === undefined) return undefined
  if (control === '\n') return 'holds a line feed: a block of text ends with one, unless it begins with "|-" or ">-"'
  const code = control.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
  return `holds the control character U+${code}: between double quotes, a backslash begins an escape`
}
