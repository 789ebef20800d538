import { createRequire } from 'node:module'
import type * as cel from '@bufbuild/cel'

type Library = typeof cel

let loaded: Library | undefined

/** The CEL library, loaded when it is first needed (about 90 ms); synchronously, so that checks need not wait. */
export function library(): Library {
  loaded ??= createRequire(import.meta.url)('@bufbuild/cel') as Library
  return loaded
}

/** A parsed expression with its source's positions. */
export type Parsed = ReturnType<Library['parse']>
/** A node of the library's tree. */
export type Expr = Parsed['expr']
