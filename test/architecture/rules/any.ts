import { Visitor } from 'oxc-parser'
import { type Breach, breachAt, type Source } from '../source.ts'

/** Where values of all types meet. */
const adapters = new Set(['packages/core/src/plugin/contract.ts'])

/** No `any` outside the adapters. */
export function anyOutsideAdapters(sources: readonly Source[]): readonly Breach[] {
  return sources
    .filter(({ path }) => !adapters.has(path))
    .flatMap((source) => {
      const breaches: Breach[] = []
      new Visitor({ TSAnyKeyword: ({ start }) => void breaches.push(breachAt(source, start, '`any` outside an adapter')) }).visit(
        source.program,
      )
      return breaches
    })
}
