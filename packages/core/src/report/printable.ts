import { mapTexts } from '../model/index.ts'

/**
 * Control characters but line feed and tab, line breaks that are none for a terminal, and what is not seen (Unicode's Default_Ignorable_Code_Point, in which are
 * the marks that turn the direction of writing, TR 9; "Trojan Source"): with it, two texts that differ read alike. What shapes an emoji, or joined letters, stays.
 */
const steering =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufff9-\ufffb]|\p{DI}(?<!\p{ExtPict}\p{EMod}?[\ufe0e\ufe0f]|\ufe0f(?=\u20e3)|[\p{ExtPict}\p{EMod}\ufe0f]\u200d(?=\p{ExtPict})|[\u0620-\u0dff][\u200c\u200d](?=[\u0620-\u0dff]))/gu
/** A line break of any kind, with the blanks around it. */
const breaks = /[^\S\n\r]*[\n\v\f\r\u0085\u2028\u2029]\s*/g

/** A text for a terminal: what would steer it, or hide how it reads, is replaced by U+FFFD. A plan may come from anybody. */
export function printable(text: string): string {
  return text.replaceAll(steering, '\ufffd')
}

/** JSON that says the same, in which such characters are escaped. */
export function printableJson(json: string): string {
  return json.replaceAll(steering, (char) => char.replaceAll(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`))
}

/** The same on one line: a text that has several must not pass for lines of ours. */
export function onOneLine(text: string): string {
  return printable(unbroken(text))
}

/** A text with a blank for each line break. */
export function unbroken(text: string): string {
  return text.replaceAll(breaks, ' ')
}

/** A copy of plain data with each text, also the names of fields, on one printable line. */
export function printableData<T>(data: T): T {
  return mapTexts(data, onOneLine)
}

/** The same for a report that people read: of a text of more than a thousand characters (UTF-16 units) the beginning. The whole is in its JSON. */
export function legibleData<T>(data: T): T {
  return mapTexts(data, (text) => beginningOf(onOneLine(text)))
}

const longest = 1000

function beginningOf(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…`
}

/** How many columns a terminal takes for a text without line breaks, tabs and colours: two for a wide character (UAX #11, "East Asian Width"), none for a mark upon another one. */
export function columnsOf(text: string): number {
  const seen = text.replaceAll(/[\p{Mn}\p{Me}\u200b-\u200d\ufeff]/gu, '')
  return Array.from(seen).length + (seen.match(wide)?.length ?? 0)
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/gu
