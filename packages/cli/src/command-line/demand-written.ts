import { unreadableCall } from './unreadable-call.ts'

/** What is known of the flags of a command: by name, which kind each is, and its letter. */
export interface KnownFlags {
  readonly [name: string]: { readonly type: 'boolean' | 'option'; readonly char?: string | undefined }
}

/**
 * Refuses what the parser would take for something else: `--yes=no`, whose value it takes for an argument, and `-env staging`, which it
 * reads as `-e nv staging`. Errors: `invalid`.
 */
export function demandWritten(argv: readonly string[], flags: KnownFlags): void {
  const valued = valuedFlags(flags)
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length
  for (const [index, word] of argv.slice(0, end).entries()) if (!valued.has(argv[index - 1] ?? '')) demandWord(word, flags)
}

/** The flags whose next word is their value, as they are typed: `--env`, `-e`. */
export function valuedFlags(flags: KnownFlags): ReadonlySet<string> {
  const valued = Object.entries(flags).filter(([, { type }]) => type === 'option')
  return new Set(valued.flatMap(([name, { char }]) => [`--${name}`, ...(char ? [`-${char}`] : [])]))
}

function demandWord(word: string, flags: KnownFlags): void {
  const [, dashes, name, value] = /^(--?)([^-=][^=]*)(=.*)?$/s.exec(word) ?? []
  if (dashes === undefined || name === undefined || name.length < 2 || !Object.hasOwn(flags, name)) return
  if (dashes === '-') throw unreadableCall(`there is no flag "-${name}"`, `Did you mean: --${name}${value ?? ''}`)
  if (value === undefined || flags[name]!.type === 'option') return
  throw unreadableCall(`--${name} takes no value`, `Write --${name} where it is meant, and leave it out where it is not`)
}
