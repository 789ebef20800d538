import type { Node } from 'oxc-parser'
import { type Breach, breachAt, type Source } from '../source.ts'

/** Every declaration that is exported carries a docstring. Re-exports are documented where they are declared. */
export function undocumentedExports(sources: readonly Source[]): readonly Breach[] {
  return sources.flatMap((source) => {
    const listed = listedNames(source)
    return source.program.body.flatMap((node) => {
      const declared = node.type === 'ExportNamedDeclaration' ? node.declaration : node
      if (!declared || (node === declared && !listed.has(nameOf(declared)))) return []
      return isDocumented(source, node.start) ? [] : [breachAt(source, node.start, `"${nameOf(declared)}" is exported without a docstring`)]
    })
  })
}

/** Named exports only, but for the commands, which oclif loads by their default export. */
export function defaultExports(sources: readonly Source[]): readonly Breach[] {
  return sources
    .filter(({ path }) => !path.startsWith('packages/cli/src/commands/'))
    .flatMap((source) =>
      source.program.body
        .filter(({ type }) => type === 'ExportDefaultDeclaration')
        .map(({ start }) => breachAt(source, start, 'default export')),
    )
}

function listedNames({ program }: Source): ReadonlySet<string> {
  const lists = program.body.filter((node) => node.type === 'ExportNamedDeclaration' && node.source === null)
  return new Set(
    lists.flatMap((node) =>
      node.type === 'ExportNamedDeclaration'
        ? node.specifiers.map(({ local }) => (local.type === 'Literal' ? local.value : local.name))
        : [],
    ),
  )
}

function nameOf(node: Node): string {
  if (node.type === 'VariableDeclaration') return nameOf(node.declarations[0]!.id)
  if (node.type === 'Identifier') return node.name
  return 'id' in node && node.id && 'name' in node.id ? String(node.id.name) : ''
}

/** Overloads and lint directives may stand between the docstring and the export. */
function isDocumented({ text, comments, program }: Source, start: number): boolean {
  const before = comments.findLast(({ type, value, end }) => type === 'Block' && value.startsWith('*') && end <= start)
  if (!before) return false
  const between = comments.reduce(
    (rest, { start: from, end: to }) => (from >= before.end && to <= start ? rest.replace(text.slice(from, to), '') : rest),
    text.slice(before.end, start),
  )
  return between.trim() === '' || isOverload(program.body, start, before.end)
}

function isOverload(body: readonly Node[], start: number, after: number): boolean {
  const between = body.filter((node) => node.start >= after && node.start <= start)
  const names = new Set(
    between.map((node) => (node.type === 'ExportNamedDeclaration' && node.declaration ? nameOf(node.declaration) : undefined)),
  )
  return names.size === 1 && !names.has(undefined)
}
