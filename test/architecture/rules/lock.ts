import type { Breach } from '../source.ts'

/** What package-lock.json says of each package, by the place where it lies. */
export interface Lock {
  readonly packages: { readonly [place: string]: Locked }
}

interface Locked {
  readonly dependencies?: Names
  readonly optionalDependencies?: Names
  readonly peerDependencies?: Names
  readonly peerDependenciesMeta?: { readonly [name: string]: { readonly optional?: boolean } }
}

interface Names {
  readonly [name: string]: string
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

/** A package brings the peers of its libraries along: npm and pnpm would install them, Yarn does not, and the library is not found then. */
export function missingPeers({ packages }: Lock): readonly Breach[] {
  return Object.entries(packages)
    .filter(([place]) => place.startsWith('packages/'))
    .flatMap(([place, { dependencies = {} }]) =>
      Object.keys(dependencies).flatMap((library) =>
        peersOf(packages[`node_modules/${library}`])
          .filter((peer) => !(peer in dependencies))
          .map((peer) => ({ path: `${place}/package.json`, line: 1, message: `"${peer}" is missing, which "${library}" wants beside it` })),
      ),
    )
}

function peersOf({ peerDependencies = {}, peerDependenciesMeta = {} }: Locked = {}): readonly string[] {
  return Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional)
}
