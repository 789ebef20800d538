/**
 * What a text looks like inside a longer base64 text: at each of the three alignments, the characters that only its own bytes
 * decide; in the standard and in the URL-safe alphabet (RFC 4648); and, alone, with its padding.
 */
export function base64Forms(text: string): readonly (readonly [label: string, form: string])[] {
  const bytes = Buffer.from(text, 'utf8')
  const forms: [string, string][] = [['base64', bytes.toString('base64')]]
  for (const shift of [0, 1, 2]) forms.push([`base64.${shift}`, base64Inner(bytes, shift)])
  return forms.flatMap(([label, form]) => [
    [label, form],
    [label.replace('base64', 'base64url'), form.replaceAll('+', '-').replaceAll('/', '_')],
  ])
}

/** What alone the bytes of a text decide of a base64 text in which `shift` other bytes stand before them. */
export function base64Inner(bytes: Uint8Array, shift: number): string {
  const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
  return encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6))
}
