import type { Paint } from '../terminal/colour.ts'

/** The first `limit` hunks of several unified diffs, and how many are left. A diff of which none is shown becomes empty. */
export function firstHunks(diffs: readonly string[], limit: number): { readonly shown: readonly string[]; readonly left: number } {
  let room = limit
  let left = 0
  const shown = diffs.map((diff) => {
    const [head = '', ...hunks] = diff.split(/^(?=@@ )/m)
    const kept = hunks.slice(0, room)
    room -= kept.length
    left += hunks.length - kept.length
    return kept.length > 0 ? head + kept.join('') : ''
  })
  return { shown, left }
}

/** A unified diff whose lines end after `limit` characters, and say how many more there are: what a tool has put onto one line is not read as a whole. */
export function shortLines(diff: string, limit: number): string {
  const cut = (line: string): string => `${line.slice(0, limit).toWellFormed()}… ${line.length - limit} more characters (--full shows all)`
  return diff
    .split('\n')
    .map((line) => (line.length > limit ? cut(line) : line))
    .join('\n')
}

/** A unified diff in colours, without its last line feed. */
export function colourDiff(diff: string, paint: Paint): string {
  return diff
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      if (line.startsWith('---') || line.startsWith('+++')) return paint('bold', line)
      if (line.startsWith('@@')) return paint('cyan', line)
      if (line.startsWith('+')) return paint('green', line)
      return line.startsWith('-') ? paint('red', line) : line
    })
    .join('\n')
}
