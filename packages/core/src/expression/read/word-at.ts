/** The word at an offset, else the character; empty at the end. */
export function wordAt(expression: string, offset: number): string {
  return /^(?:\w+|.)/su.exec(expression.slice(offset))?.[0] ?? ''
}
