/** One way in which programs spell characters that they do not write as they are. */
export interface EscapeStyle {
  /** Names it in a marker. */
  readonly letter: string
  /** What one escape looks like: the source of an expression that captures nothing. */
  readonly pattern: string
  /** What one escape stands for; undefined where it stands for no character. */
  read(escape: string): string | undefined
  /** Spells characters: of what {@link read} gives, it makes the escape again. */
  write(text: string): string
}

/** As JSON, JavaScript, C, Python, shells, URLs, MIME (RFC 2045), HTML and XML have them; where two could be meant, the first. */
export const escapeStyles: readonly EscapeStyle[] = [
  { letter: 'u', pattern: String.raw`\\u[0-9a-f]{4}`, read: codeUnit, write: codeUnits((hex) => hex) },
  { letter: 'U', pattern: String.raw`\\u[0-9A-F]{4}`, read: codeUnit, write: codeUnits((hex) => hex.toUpperCase()) },
  codePoints('v', '\\u{', '[1-9a-f][0-9a-f]{0,5}', '}', (code) => code.toString(16)),
  codePoints('V', '\\u{', '[1-9A-F][0-9A-F]{0,5}', '}', (code) => code.toString(16).toUpperCase()),
  codePoints('h', '&#x', '[1-9a-f][0-9a-f]{0,5}', ';', (code) => code.toString(16)),
  codePoints('H', '&#x', '[1-9A-F][0-9A-F]{0,5}', ';', (code) => code.toString(16).toUpperCase()),
  codePoints('d', '&#', '[1-9][0-9]{0,6}', ';', String),
  codePoints('D', '&#0', '[1-9][0-9]', ';', String),
  hexBytes('x', '\\x', 'abcdef'),
  hexBytes('X', '\\x', 'ABCDEF'),
  hexBytes('p', '%', 'abcdef'),
  hexBytes('P', '%', 'ABCDEF'),
  hexBytes('Q', '=', 'ABCDEF'),
  bytes(
    'o',
    String.raw`\\[01][0-7]{2}`,
    String.raw`\\3[0-7]{2}(?:\\2[0-7]{2}){1,3}`,
    8,
    (byte) => `\\${byte.toString(8).padStart(3, '0')}`,
  ),
  words('n', { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" }),
  words('j', { '\\n': '\n', '\\r': '\r', '\\t': '\t', '\\b': '\b', '\\f': '\f' }),
  {
    letter: 'b',
    pattern: String.raw`\\[ -/:-@[-\x60{-~]`,
    read: (escape) => escape.slice(1),
    write: (text) => text.replaceAll(/./gs, String.raw`\$&`),
  },
]

function codeUnit(escape: string): string {
  return String.fromCharCode(Number.parseInt(escape.slice(2), 16))
}

function codeUnits(cased: (hex: string) => string): (text: string) => string {
  const spell = (unit: string): string => `\\u${cased(unit.charCodeAt(0).toString(16).padStart(4, '0'))}`
  return (text) => text.split('').map(spell).join('')
}

function codePoints(letter: string, before: string, number: string, after: string, spell: (code: number) => string): EscapeStyle {
  const base = spell(10) === '10' ? 10 : 16
  return {
    letter,
    pattern: `${literal(before)}${number}${literal(after)}`,
    read: (escape) => {
      const code = Number.parseInt(escape.slice(before.length, -after.length), base)
      return code > 0x10_ff_ff ? undefined : String.fromCodePoint(code)
    },
    write: (text) => Array.from(text, (char) => `${before}${spell(char.codePointAt(0)!)}${after}`).join(''),
  }
}

/** `letters` are the digits above 9: no escape mixes small ones and capitals. */
function hexBytes(letter: string, before: string, letters: string): EscapeStyle {
  const [a, b, c, d, e, f] = letters
  const digit = `[0-9${letters}]`
  const [start, more] = [literal(before), `(?:${literal(before)}[89${a}${b}]${digit})`]
  const longer = `${start}(?:[${c}${d}]${digit}${more}|${e}${digit}${more}{2}|${f}[0-4]${more}{3})`
  const spell = (byte: number): string => byte.toString(16).padStart(2, '0')
  return bytes(letter, `${start}[0-7]${digit}`, longer, 16, (byte) => `${before}${a === 'a' ? spell(byte) : spell(byte).toUpperCase()}`)
}

/** UTF-8, byte by byte. */
function bytes(letter: string, one: string, longer: string, base: number, spell: (byte: number) => string): EscapeStyle {
  const digits = base === 8 ? /[0-7]{3}/g : /[0-9a-fA-F]{2}/g
  const [size, width] = [spell(0).length, base === 8 ? 3 : 2]
  return {
    letter,
    pattern: `${one}|${longer}`,
    read: (escape) => {
      // Nearly all are of one byte, which is ASCII.
      if (escape.length === size) return String.fromCharCode(Number.parseInt(escape.slice(-width), base))
      const read = Buffer.from(escape.match(digits)!.map((byte) => Number.parseInt(byte, base)))
      const text = read.toString('utf8')
      return Buffer.from(text).equals(read) ? text : undefined
    },
    write: (text) => Array.from(Buffer.from(text), spell).join(''),
  }
}

function words(letter: string, known: { readonly [escape: string]: string }): EscapeStyle {
  const spelled = new Map(Object.entries(known).map(([escape, char]) => [char, escape]))
  return {
    letter,
    pattern: Object.keys(known).map(literal).join('|'),
    read: (escape) => known[escape],
    write: (text) => Array.from(text, (char) => spelled.get(char)!).join(''),
  }
}

function literal(text: string): string {
  return text.replace(/[\\{}]/g, String.raw`\$&`)
}
