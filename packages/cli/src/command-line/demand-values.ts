import { unreadableCall } from './unreadable-call.ts'

/**
 * Refuses empty arguments and flags: in a script it is a variable that was not set, and nobody means "any run" or "all plans" by it.
 * Errors: `invalid`.
 */
export function demandValues(argv: readonly string[]): void {
  const [name] = argv.flatMap((word, index) => nameOfEmpty(word, argv[index - 1]))
  if (name === undefined) return
  throw unreadableCall(`${name} is empty`, 'Leave out what is not meant; in a script, see whether a variable is set')
}

function nameOfEmpty(word: string, before: string | undefined): readonly string[] {
  if (/^--[^=]+=$/.test(word)) return [word.slice(0, -1)]
  if (word !== '') return []
  return [before?.startsWith('-') && before !== '--' ? `what follows ${before}` : 'an argument']
}
