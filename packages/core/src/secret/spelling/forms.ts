import { base64Forms } from './base64-forms.ts'

/** Secrets below this length are hidden only where they stand alone, as a word: anywhere else they would be guessed from the gaps. */
export const shortest = 4
/** Lines of a secret below this length (`{`, `}`, `-----`) are not secrets of their own. */
const shortestLine = 8

/** Every spelling in which a secret is recognised, by a label that a marker can name. The first one of equal spellings counts. */
export function formsOf(secret: string): ReadonlyMap<string, string> {
  const forms = new Map<string, string>()
  const known = new Set([''])
  const add = (label: string, form: string) => {
    if (!known.has(form)) forms.set(label, form)
    known.add(form)
  }
  add('', secret)
  if (secret.length < shortest) return forms
  for (const [part, text] of partsOf(secret)) {
    for (const [label, form] of spellingsOf(text)) add([part, label].filter((word) => word !== '').join('.'), form)
  }
  return forms
}

/** The secret, without blanks around it, and where it has several lines, each that is long enough. */
function partsOf(secret: string): readonly (readonly [label: string, text: string])[] {
  const lines = secret.split(/\r\n|\r|\n/).map((line) => line.trim())
  const counted =
    lines.length < 2 ? [] : lines.flatMap((line, index) => (line.length < shortestLine ? [] : [[`line${index}`, line] as const]))
  const trimmed = secret.trim()
  return [['', secret], ...(trimmed.length < shortest ? [] : [['trim', trimmed] as const]), ...counted]
}

function spellingsOf(text: string): readonly (readonly [label: string, form: string])[] {
  const bytes = Buffer.from(text, 'utf8')
  const json = jsonText(text)
  return [
    ['', text],
    ['json', json],
    ['json2', jsonText(json)],
    ['ascii', asciiJson(json)],
    ['slash', json.replaceAll('/', '\\/')],
    ...htmlForms(text),
    ['sql', text.replaceAll("'", "''")],
    ['csv', text.replaceAll('"', '""')],
    ...quotedForms(text),
    ...percentForms(text),
    ['qp', quotedPrintable(bytes)],
    ...hexForms(bytes.toString('hex')),
    ...listForms([...bytes]),
    ...base64Forms(text),
  ]
}

/** As browsers and most libraries spell it, XML, Python, and Go. */
function htmlForms(text: string): readonly (readonly [label: string, form: string])[] {
  const spelled = (quote: string, apostrophe: string): string => {
    const entities: { readonly [char: string]: string } = { '&': 'amp', '<': 'lt', '>': 'gt', '"': quote, "'": apostrophe }
    return text.replace(/[&<>"']/g, (char) => `&${entities[char]};`)
  }
  return [
    ['html', spelled('quot', '#39')],
    ['xml', spelled('quot', 'apos')],
    ['html.hex', spelled('quot', '#x27')],
    ['html.decimal', spelled('#34', '#39')],
  ]
}

/** As shells print what they run and what is in their environment, and as Python and Node show a text. */
function quotedForms(text: string): readonly (readonly [label: string, form: string])[] {
  return [
    ['shell', text.replaceAll("'", String.raw`'\''`)],
    ['shell.joined', text.replaceAll("'", `'"'"'`)],
    ['shell.double', text.replace(/["$`\\]/g, String.raw`\$&`)],
    ['shell.escaped', text.replace(/[\s!"$&'()*,;<>?[\\\]^`{|}]/g, String.raw`\$&`)],
    ['quoted', text.replace(/['\\]/g, String.raw`\$&`)],
  ]
}

/** RFC 2045, 6.7, without line breaks of its own. */
function quotedPrintable(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[^\t\x20-\x3c\x3e-\x7e]/g, (char) => `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
}

/** In a row, and byte by byte as hex dumps and fingerprints have it. */
function hexForms(hex: string): readonly (readonly [label: string, form: string])[] {
  const spelled = [
    ['hex', hex],
    ['bytes', hex.replaceAll(/..(?!$)/g, '$& ')],
    ['colons', hex.replaceAll(/..(?!$)/g, '$&:')],
  ] as const
  return spelled.flatMap(([label, form]) => [[label, form] as const, [label.toUpperCase(), form.toUpperCase()] as const])
}

/** As programs print bytes that they take for numbers. */
function listForms(bytes: readonly number[]): readonly (readonly [label: string, form: string])[] {
  return [
    ['list', bytes.join(',')],
    ['list.spaced', bytes.join(', ')],
    ['list.plain', bytes.join(' ')],
    ['list.hex', bytes.map((byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(', ')],
  ]
}

/** As encodeURIComponent, RFC 3986, HTML forms, encodeURI and the user part of a URL spell it; digits in either case. */
function percentForms(text: string): readonly (readonly [label: string, form: string])[] {
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  const component = encodeURIComponent(whole)
  const forms = [
    ['url', component],
    ['rfc3986', component.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)],
    ['form', new URLSearchParams([['', whole]]).toString().slice(1)],
    ['uri', encodeURI(whole)],
    ['user', userPart(whole)],
  ] as const
  return forms.flatMap(([label, form]) => [
    [label, form] as const,
    [`${label}.lower`, form.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase())] as const,
  ])
}

function userPart(text: string): string {
  const url = new URL('http://host')
  url.password = text
  return url.password
}

function jsonText(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function asciiJson(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
