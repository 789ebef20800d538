/** One element of a segment of a pattern. */
export type Token =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'one' }
  | { readonly kind: 'many' }
  | { readonly kind: 'class'; readonly text: string; readonly test: RegExp }

/** A pattern without braces as segments between `/`; `'**'` for any number of directories. */
export type Segment = '**' | readonly Token[]

/** Reads a pattern without braces. Everything but `*`, `?`, `**` and classes (`[ab]`, `[!a-z]`, `[[:alpha:]]`) means itself. */
export function segmentsOf(glob: string): readonly Segment[] {
  const all = glob.split('/').filter((text) => text !== '' && text !== '.')
  const names = all.filter((text, index) => text !== '**' || all[index - 1] !== '**')
  return withoutEmptyEnd(names.map((text) => (text === '**' ? '**' : tokensOf(text))))
}

/** `a/**` also matches `a`; but behind a star, something has to be beneath (as picomatch has it). */
function withoutEmptyEnd(segments: readonly Segment[]): readonly Segment[] {
  const before = segments.at(-2)
  const isStar = before !== undefined && before !== '**' && before.at(-1)?.kind === 'many'
  return segments.at(-1) === '**' && isStar ? [...segments, [many]] : segments
}

const many: Token = { kind: 'many' }

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  for (let i = 0; i < text.length; ) {
    const [token, next] = tokenAt(text, i)
    if (!(token.kind === 'many' && tokens.at(-1)?.kind === 'many')) tokens.push(token)
    i = next
  }
  return tokens
}

function tokenAt(text: string, i: number): readonly [Token, next: number] {
  const char = text[i]!
  if (char === '\\' && i + 1 < text.length) return [{ kind: 'char', char: text[i + 1]! }, i + 2]
  if (char === '*') return [many, i + 1]
  if (char === '?') return [{ kind: 'one' }, i + 1]
  if (char === '[') {
    const found = classAt(text, i)
    if (found) return found
  }
  return [{ kind: 'char', char }, i + 1]
}

/** POSIX character classes, as ECMAScript has them for ASCII. */
const posix: { readonly [name: string]: string } = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
}

function classAt(text: string, open: number): readonly [Token, next: number] | undefined {
  const match = /^\[([!^]?)((?:\[:[a-z]+:\]|\\.|[^\]\\])+)\]/.exec(text.slice(open))
  if (!match) return undefined
  const inside = match[2]!.replace(/\[:([a-z]+):\]|\\.|[[^]/g, (part, name: string | undefined) =>
    name === undefined ? (part.length === 1 ? `\\${part}` : part) : (posix[name] ?? ''),
  )
  try {
    return [{ kind: 'class', text: match[0], test: new RegExp(`^[${match[1] ? '^' : ''}${inside}]$`, 's') }, open + match[0].length]
  } catch {
    return undefined
  }
}
