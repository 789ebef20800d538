import { printable, printableJson } from '@backout/core/report/printable'
import { ownColours } from './colour.ts'

/**
 * What is written for people: our own colours stay, everything else that would steer a terminal, or hide how a text reads, becomes U+FFFD. A plan may come
 * from anybody. A carriage return at the end of a line, as in a diff, is shown as a sign.
 */
export function terminalText(text: string): string {
  return withReturns(text)
    .split(ownColours)
    .map((part, index) => (index % 2 === 0 ? printable(part) : part))
    .join('')
}

/** A text that is not ours, of several lines, to be put among what is: no colours stay. */
export function foreignText(text: string): string {
  return printable(withReturns(text))
}

function withReturns(text: string): string {
  return text.replaceAll('\r\n', '␍\n')
}

/** JSON for people to look at, too. */
export function terminalJson(json: unknown): string {
  return printableJson(JSON.stringify(json, null, 2))
}
