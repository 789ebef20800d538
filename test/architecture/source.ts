import { type Node, parseSync, type Program, Visitor } from 'oxc-parser'
import { dirname, join, normalize } from 'node:path/posix'

/** A source file as the rules see it. Paths are relative to the repository, with `/`. */
export interface Source {
  readonly path: string
  readonly text: string
  readonly lines: number
  readonly program: Program
  /** Block and line comments, in order; `value` is without the comment's marks. */
  readonly comments: readonly { readonly type: 'Block' | 'Line'; readonly value: string; readonly start: number; readonly end: number }[]
  readonly imports: readonly Import[]
}

/** One import, export-from, `import()` or type import: they all count. */
export interface Import {
  readonly specifier: string
  /** The file that a relative specifier leads to. */
  readonly file: string | undefined
  readonly line: number
}

/** What a rule found. */
export interface Breach {
  readonly path: string
  readonly line: number
  readonly message: string
}

/** Reads one file of TypeScript. */
export function parseSource(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`Cannot parse ${path}: ${errors[0]!.message}`)
  const imports = specifiers(program).map(({ value, start }) => ({
    specifier: value,
    file: value.startsWith('.') ? normalize(join(dirname(path), value)) : undefined,
    line: lineOf(text, start),
  }))
  return { path, text, lines: text.split('\n').length - 1, program, comments, imports }
}

/** The line of an offset, from 1. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

/** A breach at an offset of a source. */
export function breachAt(source: Source, offset: number, message: string): Breach {
  return { path: source.path, line: lineOf(source.text, offset), message }
}

function specifiers(program: Program): { readonly value: string; readonly start: number }[] {
  const found: { value: string; start: number }[] = []
  const add = (node: Node | null): void => {
    if (node?.type === 'Literal' && typeof node.value === 'string') found.push({ value: node.value, start: node.start })
  }
  const visitor = new Visitor({
    ImportDeclaration: ({ source }) => add(source),
    ExportNamedDeclaration: ({ source }) => add(source),
    ExportAllDeclaration: ({ source }) => add(source),
    ImportExpression: ({ source }) => add(source),
    TSImportType: ({ source }) => add(source),
  })
  visitor.visit(program)
  return found
}
