import type { KnownSigner } from './question.ts'

/** Tells who a sign-off is of. Names that share a key are one person, and so are keys that share a name. */
export type PersonOf = (one: { readonly principal: string }) => string

/** Groups signers into people; a person is called by the first of their names. */
export function peopleOf(signers: readonly KnownSigner[]): PersonOf {
  const group = new Map<string, string>()
  const root = (name: string): string => {
    const next = group.get(name)
    return next === undefined || next === name ? name : root(next)
  }
  for (const { principal, key } of signers) {
    if (key === undefined) continue
    const [a, b] = [root(`name ${principal}`), root(`key ${key}`)].toSorted()
    group.set(a!, b!)
    group.set(b!, b!)
  }
  const names = [...new Set(signers.map(({ principal }) => principal))].toSorted()
  return ({ principal }) => names.find((name) => root(`name ${name}`) === root(`name ${principal}`)) ?? principal
}
