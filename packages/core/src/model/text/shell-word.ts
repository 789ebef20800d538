/** An argument as one would type it in a shell: on one line, and with nothing that steers a terminal (`$'…'` of POSIX.1-2024). */
export function shellWord(argument: string): string {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument
  if (argument.search(unseen) < 0) return `'${argument.replaceAll("'", String.raw`'\''`)}'`
  return `$'${argument.replaceAll(/['\\]/g, String.raw`\$&`).replaceAll(unseen, (char) => encodeURIComponent(char).replaceAll('%', String.raw`\x`))}'`
}

/** Control characters, separators of lines, and what is not seen, in which are the marks that turn the direction of writing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const unseen = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufff9-\ufffb]|\p{DI}/gu
