import type { Breach, Source } from '../source.ts'
import { roomOf } from './rooms.ts'

/** Libraries that two rooms share on purpose: both start processes. */
const shared: { readonly [library: string]: readonly string[] } = { execa: ['plugins/exec', 'cli'] }

/** Each third-party library lives in one room. */
export function sharedLibraries(sources: readonly Source[]): readonly Breach[] {
  const home = new Map<string, string>()
  return sources.flatMap((source) =>
    source.imports.flatMap(({ specifier, file, line }) => {
      const library = file === undefined ? libraryOf(specifier) : undefined
      if (library === undefined) return []
      const room = roomOf(source.path)
      if (shared[library]?.includes(room)) return []
      const first = home.get(library) ?? room
      home.set(library, first)
      return room === first ? [] : [{ path: source.path, line, message: `"${library}" is used in "${room}" and in "${first}"` }]
    }),
  )
}

/** The package's name of a bare specifier; undefined for Node's own modules and for ours. */
export function libraryOf(specifier: string): string | undefined {
  if (specifier.startsWith('node:') || specifier.startsWith('@backout/')) return undefined
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
