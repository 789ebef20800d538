import type { Accepted } from './judge.ts'

/** Tells who a sign-off is of. Names that share a key are one person, and so are keys that share a name. */
export type PersonOf = (one: { readonly principal: string }) => string

/** Groups the signers of some sign-offs into people; a person is called by the first of their names. */
export function peopleOf(accepted: readonly Accepted[]): PersonOf {
  const group = new Map<string, string>()
  const root = (name: string): string => {
    const next = group.get(name)
    return next === undefined || next === name ? name : root(next)
  }
  for (const { principal, key } of accepted) {
    const [a, b] = [root(`name ${principal}`), root(`key ${key}`)].toSorted()
    group.set(a!, b!)
    group.set(b!, b!)
  }
  const names = [...new Set(accepted.map(({ principal }) => principal))].toSorted()
  return ({ principal }) => names.find((name) => root(`name ${name}`) === root(`name ${principal}`)) ?? principal
}
