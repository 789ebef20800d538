import { styleText } from 'node:util'

/** The ways in which text is set off. */
export type Ink = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** Matches, as a group, each code that {@link paintFor} writes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
export const ownColours = /(\u001b\[(?:[12]|22|3[1-36]|39)m)/

/** Sets text off, or leaves it as it is. */
export type Paint = (ink: Ink, text: string) => string

/** The paint of a stream. */
export function paintFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Paint {
  if (!isColoured(stream, env)) return (_ink, text) => text
  return (ink, text) => styleText(ink, text, { validateStream: false })
}

/** Whether a stream gets colours: `FORCE_COLOR` and `NO_COLOR` decide, and otherwise whether it is a terminal. */
function isColoured(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): boolean {
  const forced = env['FORCE_COLOR']
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false'
  if (env['NO_COLOR']) return false
  return stream.isTTY === true && env['TERM'] !== 'dumb'
}
