/** Whether a text of an input holds an expression, so that it is known only once the step is bound. One that is left out is known. */
export function isUnbound(text: string | undefined): boolean {
  return text?.includes('${{') === true
}
