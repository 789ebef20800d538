/** What oclif says of a call that it cannot read, in our words and on one line; what it says of where to look for help is left out. */
export function inOurWords(message: string): string {
  const lines = message
    .replace(/\nSee more help with --help$/, '')
    .replace(/^The following errors? occurred:\s*/, '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const missing = lines.map((line) => /^Missing required flag (\S+)$/.exec(line)?.[1]).filter((name) => name !== undefined)
  const flags = missing.map((name) => `--${name}`)
  // What one of several may do follows from what one needs.
  const others = lines.filter(
    (line) => !line.startsWith('Missing required flag') && !(lines.length > 1 && line.startsWith('Exactly one of')),
  )
  return [...(flags.length > 0 ? [lacking(flags, 'and')] : []), ...others.map(reworded)].join('; ')
}

/** `a is missing`, `a and b are missing`, `a or b is missing` */
export function lacking(names: readonly string[], link: 'and' | 'or'): string {
  return `${listed(names, link)} ${names.length === 1 || link === 'or' ? 'is' : 'are'} missing`
}

function reworded(line: string): string {
  for (const [pattern, words] of phrases) {
    const found = pattern.exec(line)
    if (found) return words(...(found.slice(1) as [string, string, string]))
  }
  return line.charAt(0).toLowerCase() + line.slice(1)
}

const phrases: readonly (readonly [oclif: RegExp, ours: (...parts: readonly [string, string, string]) => string])[] = [
  [/^Flag (\S+) expects a value$/, (flag) => `${flag} has no value`],
  [/^Flag (\S+) can only be specified once$/, (flag) => `${flag} is given more than once`],
  [/^Flag (\S+) expects one of these values: (.+)$/, (flag, values) => `${flag} has no value: it takes ${either(values)}`],
  [/^Expected (\S+?)=(.*) to be one of: (.+)$/s, (flag, given, values) => `${flag} takes ${either(values)}, not "${given}"`],
  [/^Expected (.+) to be one of: (.+)$/s, (word, values) => `"${word}" is none of ${values}`],
  [/^(?:Exactly|At least) one of the following must be provided: (.+)$/, (flags) => lacking(flags.split(', '), 'or')],
  [/^(--[^=\s]+).* cannot also be provided when using (\S+)$/s, (flag, other) => `${flag} and ${other} exclude each other`],
  [
    /^All of the following must be provided when using (\S+): (.+)$/,
    (flag, others) => `${flag} needs ${listed(others.split(', '), 'and')}`,
  ],
]

function either(values: string): string {
  return listed(values.split(', '), 'or')
}

function listed(words: readonly string[], link: 'and' | 'or'): string {
  return new Intl.ListFormat('en-GB', { type: link === 'and' ? 'conjunction' : 'disjunction' }).format(words)
}
