/** One element of a segment of a pattern. `other` is an extended glob or a class, of which only the text is known. */
export type Token =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'one' }
  | { readonly kind: 'many' }
  | { readonly kind: 'class'; readonly text: string }
  | { readonly kind: 'other'; readonly text: string }

/** A pattern without braces as segments between `/`; `'**'` for any number of directories. */
export type Segment = '**' | readonly Token[]

/** Reads a pattern without braces. */
export function segmentsOf(glob: string): readonly Segment[] {
  const segments = splitSegments(glob).filter((text) => text !== '' && text !== '.')
  return segments.map((text) => (text === '**' ? '**' : tokensOf(text)))
}

function splitSegments(glob: string): readonly string[] {
  const segments: string[] = []
  let start = 0
  let depth = 0
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i]
    if (char === '\\') i++
    else if (char === '(') depth++
    else if (char === ')') depth--
    else if (char === '/' && depth <= 0) {
      segments.push(glob.slice(start, i))
      start = i + 1
    }
  }
  return [...segments, glob.slice(start)]
}

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
  const close = /^[?*+@!]\(/.test(text.slice(i, i + 2)) ? closing(text, i + 1) : char === '(' ? closing(text, i) : -1
  if (close > 0) return [{ kind: 'other', text: text.slice(i, close) }, close]
  if (char === '\\' && i + 1 < text.length) return [{ kind: 'char', char: text[i + 1]! }, i + 2]
  if (char === '*') return [{ kind: 'many' }, i + 1]
  if (char === '?') return [{ kind: 'one' }, i + 1]
  const end = char === '[' ? text.indexOf(']', i + 2) + 1 : 0
  if (end > 0) return [{ kind: 'class', text: text.slice(i, end) }, end]
  return [{ kind: 'char', char }, i + 1]
}

function closing(text: string, open: number): number {
  let depth = 0
  for (let i = open; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '(') depth++
    else if (text[i] === ')' && --depth === 0) return i + 1
  }
  return -1
}
