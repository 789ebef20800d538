import { printable, printableJson } from '@backout/core/report/printable'
import { ownColours } from './colour.ts'

/**
 * What is written for people: our own colours stay, everything else that would steer a terminal, or hide how a text reads, becomes U+FFFD. A plan may come
 * from anybody. A carriage return at the end of a line, as in a diff, is shown as a sign.
 */
export function terminalText(text: string): string {
  const visible = text.replaceAll('\r\n', '␍\n')
  return visible
    .split(ownColours)
    .map((part, index) => (index % 2 === 0 ? printable(part) : part))
    .join('')
}

/** JSON for people to look at, too. */
export function terminalJson(json: unknown): string {
  return printableJson(JSON.stringify(json, null, 2))
}
