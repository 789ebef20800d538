import { type Accepted, type Matter, verifiedAs } from './judge.ts'
import type { KnownSigner } from './question.ts'

/** Tells who a sign-off is of. Names that share a key are one person, and so are keys that share a name. */
export type PersonOf = (one: { readonly principal: string }) => string

/** Groups signers into people, by what else is known of names and keys; a person is called by the first of the names that they signed with. */
export function peopleOf(signers: readonly KnownSigner[], known: readonly KnownSigner[]): PersonOf {
  const group = new Map<string, string>()
  const root = (name: string): string => {
    let last = name
    for (let next = group.get(last); next !== undefined && next !== last; next = group.get(last)) last = next
    return last
  }
  for (const { principal, key } of [...signers, ...known]) {
    if (key === undefined) continue
    const [a, b] = [root(`name ${principal}`), root(`key ${key}`)].toSorted()
    group.set(a!, b!)
    group.set(b!, b!)
  }
  const names = [...new Set(signers.map(({ principal }) => principal))].toSorted()
  return ({ principal }) => names.find((name) => root(`name ${name}`) === root(`name ${principal}`)) ?? principal
}

/**
 * The other names of keys that have signed: those of `signers` that the allowed signers give them as well. Somebody with two keys, of which one has a
 * second name, is one person whichever key signed under which name.
 */
export async function otherNames(
  accepted: readonly Accepted[],
  signers: readonly KnownSigner[],
  matter: Pick<Matter, 'rules' | 'tools'>,
): Promise<readonly KnownSigner[]> {
  const names = [...new Set(signers.map(({ principal }) => principal))]
  const asked = accepted.flatMap(({ file, key, principal }) =>
    names.filter((name) => name !== principal).map((name) => ({ file, signer: { principal: name, key } })),
  )
  const found = await Promise.all(asked.map(({ file, signer }) => verifiedAs(signer.principal, file, matter)))
  return asked.flatMap(({ signer }, index) => (found[index]!.valid ? [signer] : []))
}
