import { createRequire } from 'node:module'
import { unescapeGlob, isGlob } from './syntax.ts'

type Picomatch = (glob: string, options: { readonly dot: boolean; readonly posixSlashes: boolean }) => (path: string) => boolean

const matchers = new Map<string, (path: string) => boolean>()
let picomatch: Picomatch | undefined

/** Whether a pattern matches a path, as picomatch has it. A leading dot is nothing special. */
export function matchesGlob(glob: string, path: string): boolean {
  return matcherOf(glob)(path)
}

/** The test of a pattern, kept. */
export function matcherOf(glob: string): (path: string) => boolean {
  const known = matchers.get(glob)
  if (known) return known
  const made = makeMatcher(glob)
  if (matchers.size > 10_000) matchers.clear()
  matchers.set(glob, made)
  return made
}

function makeMatcher(glob: string): (path: string) => boolean {
  if (!isGlob(glob)) {
    const literal = unescapeGlob(glob)
    return (path) => path === literal
  }
  // Loaded late: most commands match no pattern.
  picomatch ??= createRequire(import.meta.url)('picomatch') as Picomatch
  return picomatch(glob, { dot: true, posixSlashes: false })
}
