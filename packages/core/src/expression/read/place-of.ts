/** How an expression names a step: `steps.expand`, and a step of a `forEach` as `steps['fill[a]']`. */
export function placeOf(id: string): string {
  return /^[a-z][a-z0-9_]*$/.test(id) ? `steps.${id}` : `steps['${id.replaceAll(/[\\']/g, '\\$&')}']`
}
