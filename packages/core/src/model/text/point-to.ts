/** A JSON Pointer (RFC 6901) one part longer. */
export function pointTo(pointer: string, part: string | number): string {
  const text = String(part)
  const escaped = /[~/]/.test(text) ? text.replaceAll('~', '~0').replaceAll('/', '~1') : text
  return `${pointer}/${escaped}`
}
