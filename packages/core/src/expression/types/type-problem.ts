import type { Node } from '../node.ts'

/** Where types do not fit, in words. */
export interface TypeProblem {
  readonly node: Node
  readonly message: string
  readonly suggestion?: string
}
