/** Whether a part is a pattern: it has a special character that no backslash escapes. */
export function isGlob(part: string): boolean {
  return /(?<!\\)(?:\\\\)*[*?[\]{}()!]/.test(part)
}

/** A path as a pattern that matches this path alone. */
export function escapeGlob(path: string): string {
  return /[*?[\]{}()!\\]/.test(path) ? path.replace(/[*?[\]{}()!\\]/g, '\\$&') : path
}

/** The path that an escaped pattern means. */
export function unescapeGlob(part: string): string {
  return part.includes('\\') ? part.replace(/\\(.)/gs, '$1') : part
}

/** The patterns that a pattern with `{a,b}` stands for; undefined where they are too many, or a range. */
export function expandBraces(glob: string, limit = 256): readonly string[] | undefined {
  const open = indexOfOpen(glob)
  if (open < 0) return [glob]
  const parts = bracePartsAt(glob, open)
  if (!parts || parts.options.length < 2) return undefined
  const [before, after] = [glob.slice(0, open), glob.slice(parts.end)]
  const all: string[] = []
  for (const option of parts.options) {
    const expanded = expandBraces(`${before}${option}${after}`, limit)
    if (!expanded || all.length + expanded.length > limit) return undefined
    all.push(...expanded)
  }
  return all
}

function indexOfOpen(glob: string): number {
  for (let i = 0; i < glob.length; i++) {
    if (glob[i] === '\\') i++
    else if (glob[i] === '{') return i
  }
  return -1
}

function bracePartsAt(glob: string, open: number): { readonly options: readonly string[]; readonly end: number } | undefined {
  const options: string[] = []
  let depth = 0
  let start = open + 1
  for (let i = open; i < glob.length; i++) {
    const char = glob[i]
    if (char === '\\') i++
    else if (char === '{') depth++
    else if (char === ',' && depth === 1) {
      options.push(glob.slice(start, i))
      start = i + 1
    } else if (char === '}' && --depth === 0) return { options: [...options, glob.slice(start, i)], end: i + 1 }
  }
  return undefined
}
