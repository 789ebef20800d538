/** What follows on what a check gave: the value of each operand, in parentheses behind `gap`. Empty where there are none. */
export function operandsText(operands: { readonly [expression: string]: string } = {}, gap = '  '): string {
  const values = Object.entries(operands).map(([expression, value]) => `${expression} = ${value}`)
  return values.length > 0 ? `${gap}(${values.join(', ')})` : ''
}
