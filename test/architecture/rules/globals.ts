import { Visitor } from 'oxc-parser'
import { type Breach, breachAt, type Source } from '../source.ts'

const globals = new Set(['console', 'process', 'globalThis'])
const modules = new Set(['node:process', 'node:console', 'node:child_process'])

/** Where core asks the machine itself, behind an interface that tests and callers replace. */
const adapters = new Set(['packages/core/src/record/claim/holder.ts'])

/** Core has no console and no process: effects come as arguments. */
export function globalsInCore(sources: readonly Source[]): readonly Breach[] {
  return sources.filter(({ path }) => path.startsWith('packages/core/') && !adapters.has(path)).flatMap(globalsOf)
}

function globalsOf(source: Source): readonly Breach[] {
  const breaches: Breach[] = []
  const names = new Set<number>()
  const skip = (node: { readonly computed?: boolean }, name: { readonly start: number }): void => {
    if (node.computed !== true) names.add(name.start)
  }
  new Visitor({
    MemberExpression: (node) => skip(node, node.property),
    Property: (node) => skip(node, node.key),
    MethodDefinition: (node) => skip(node, node.key),
    PropertyDefinition: (node) => skip(node, node.key),
    TSPropertySignature: (node) => skip(node, node.key),
    TSMethodSignature: (node) => skip(node, node.key),
    Identifier: (node) => {
      if (globals.has(node.name) && !names.has(node.start)) breaches.push(breachAt(source, node.start, `"${node.name}" is a global`))
    },
  }).visit(source.program)
  const imported = source.imports.filter(({ specifier }) => modules.has(specifier))
  return [...breaches, ...imported.map(({ specifier, line }) => ({ path: source.path, line, message: `"${specifier}" is imported` }))]
}
