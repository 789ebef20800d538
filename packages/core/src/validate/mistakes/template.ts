/** Whether a text holds an expression; `$${{` is a literal `${{`. */
export function holdsExpression(value: unknown): value is string {
  return typeof value === 'string' && value.includes('${{') && /(?<!\$)\$\{\{/.test(value)
}

/** Whether a text is one expression and nothing else, so that its value may be of any type. */
export function isExpression(value: unknown): value is string {
  return holdsExpression(value) && value.trim() === value && value.startsWith('${{') && value.endsWith('}}') && value.indexOf('${{', 1) < 0
}
