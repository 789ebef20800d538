import type { Breach } from '../source.ts'

interface Lock {
  readonly packages: { readonly [place: string]: { readonly optionalDependencies?: { readonly [name: string]: string } } }
}

/** `npm ci` refuses a lock in which an optional dependency is missing, though it would not install it on this platform. */
export function missingFromLock({ packages }: Lock): readonly Breach[] {
  return Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !(`node_modules/${name}` in packages) && !(`${place}/node_modules/${name}` in packages))
      .map((name) => ({
        path: 'package-lock.json',
        line: 1,
        message: `"${name}", which "${place}" wants: node scripts/complete-lock.ts adds it`,
      })),
  )
}
