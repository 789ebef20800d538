import { pointerParts, valueAt } from '../../load/index.ts'

/** Whose mistake something at a pointer is, as the beginning of a sentence: `Step "expand": `; empty outside of the four lists. */
export function whose(value: unknown, pointer: string): string {
  const [list, index] = pointerParts(pointer)
  const noun = list === undefined ? undefined : nouns[list]
  if (noun === undefined || index === undefined) return ''
  const id = valueAt(value, `/${list}/${index}/id`)
  return typeof id === 'string' ? `${noun} "${id}": ` : `${noun} ${Number(index) + 1}: `
}

/** What an entry of a list is called. */
export const nouns: { readonly [list: string]: string } = {
  preconditions: 'Precondition',
  steps: 'Step',
  invariants: 'Invariant',
  successCriteria: 'Success criterion',
}
