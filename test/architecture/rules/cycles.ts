import type { Breach, Source } from '../source.ts'

/** Import cycles between files; a type import counts like any other. One breach for each cycle, at a file that is on it. */
export function importCycles(sources: readonly Source[]): readonly Breach[] {
  const graph = new Map(sources.map((source) => [source.path, source]))
  const state = new Map<string, 'open' | 'done'>()
  const breaches: Breach[] = []
  for (const source of sources) visit(source, [])
  return breaches

  function visit(source: Source, above: readonly Source[]): void {
    if (state.has(source.path)) return
    state.set(source.path, 'open')
    const path = [...above, source]
    for (const { file, line } of source.imports) {
      const next = graph.get(file ?? '')
      if (!next) continue
      if (state.get(next.path) === 'open') breaches.push({ path: source.path, line, message: `cycle: ${cycle(path, next)}` })
      else visit(next, path)
    }
    state.set(source.path, 'done')
  }
}

function cycle(path: readonly Source[], first: Source): string {
  return [...path.slice(path.indexOf(first)), first].map((source) => source.path).join(' → ')
}
