/** Whether a part is a pattern: it has `*`, `?`, `[` or `{` that no backslash escapes. */
export function isGlob(part: string): boolean {
  return /[*?[{]/.test(part) && (!part.includes('\\') || /(?<!\\)(?:\\\\)*[*?[{]/.test(part))
}

/** Whether a pattern takes away what others match. */
export function isExclusion(pattern: string): boolean {
  return pattern.startsWith('!')
}

/** A path as a pattern that matches this path alone. */
export function escapeGlob(path: string): string {
  return path.replace(/[*?[\]{}\\]|^!/g, '\\$&')
}

/** The path that an escaped pattern means. */
export function unescapeGlob(part: string): string {
  return part.includes('\\') ? part.replace(/\\(.)/gs, '$1') : part
}
