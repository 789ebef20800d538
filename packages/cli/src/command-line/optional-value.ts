/**
 * oclif knows no flag whose value may be left out. Rewrites a bare `--commit` so that it does: with a word behind it that can't be
 * anything else (an argument of the command is there beside it) to `--commit=<word>`, and otherwise to `--commit=<absent>`.
 */
export function withOptionalValue(argv: readonly string[], flag: string, absent: string, takesValue: ReadonlySet<string>): string[] {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length
  const at = argv.indexOf(flag)
  if (at < 0 || at > end) return [...argv]
  const next = at + 1 < end ? argv[at + 1] : undefined
  const isValue = next !== undefined && !next.startsWith('-') && hasArgument(argv, [at, at + 1], takesValue)
  return [...argv.slice(0, at), `${flag}=${isValue ? next : absent}`, ...argv.slice(isValue ? at + 2 : at + 1)]
}

function hasArgument(argv: readonly string[], besides: readonly number[], takesValue: ReadonlySet<string>): boolean {
  return argv.some(
    (word, index) => !besides.includes(index) && word !== '--' && !word.startsWith('-') && !takesValue.has(argv[index - 1] ?? ''),
  )
}
