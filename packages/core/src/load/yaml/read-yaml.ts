import { Composer, type Document, type Node } from 'yaml'
import { QuietParser, tooDeep, TooMuch } from './quiet-parser.ts'

/** Something wrong in the YAML. Offsets count UTF-16 units. */
export interface YamlProblem {
  readonly code: string
  readonly message: string
  readonly start: number
  readonly end: number
  /** Whether the rest of the document still means what it says. */
  readonly recovered: boolean
}

/** A read document. `contents` is null for an empty one. */
export interface ReadYaml {
  readonly contents: Node | null
  /** In order of the source. */
  readonly problems: readonly YamlProblem[]
}

/** Reads one YAML 1.2 core document. Never throws: what is wrong, also what the parser only warns of, is in `problems`. */
export function readYaml(text: string): ReadYaml {
  try {
    return readDocuments(text)
  } catch (error) {
    return { contents: null, problems: [limitProblem(error, text)] }
  }
}

const options = {
  version: '1.2',
  schema: 'core',
  prettyErrors: false,
  logLevel: 'silent',
  uniqueKeys: false, // `toValue` tells duplicates, in linear time
  stringKeys: true,
  resolveKnownTags: false,
} as const

function readDocuments(text: string): ReadYaml {
  const composer = new Composer(options)
  const [first, second] = composer.compose(new QuietParser().parse(text), true, text.length)
  const document = first!
  const problems = [...document.errors, ...document.warnings].map((error) => problemOf(error, text))
  problems.push(...versionProblem(document, text))
  if (second) problems.push(severalDocuments(second))
  return { contents: document.contents, problems: problems.toSorted((a, b) => a.start - b.start) }
}

function problemOf({ code, message, pos }: { code: string; message: string; pos: [number, number] }, text: string): YamlProblem {
  const [start, end] = pos
  const wording = wordings[code]?.(text.slice(start, Math.max(end, start + 2)), message) ?? message
  const from = isIndent(text, start) ? start + /^ */.exec(text.slice(start))![0].length : start
  return { code: codes[code] ?? 'yaml-syntax', message: wording, start: from, end: Math.max(from, end), recovered: recoverable.has(code) }
}

/** Whether an offset is in the blanks with which a line begins. */
function isIndent(text: string, offset: number): boolean {
  return text[offset] === ' ' && text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).trim() === ''
}

const codes: { readonly [code: string]: string } = {
  TAG_RESOLVE_FAILED: 'yaml-tag',
  BAD_ALIAS: 'yaml-alias',
  ALIAS_PROPS: 'yaml-alias',
  BAD_DIRECTIVE: 'yaml-directive',
  TAB_AS_INDENT: 'yaml-tab',
  NON_STRING_KEY: 'yaml-key',
  BAD_DQ_ESCAPE: 'yaml-escape',
}

const wordings: { readonly [code: string]: (source: string, message: string) => string } = {
  NON_STRING_KEY: () => 'A key must be text, not a list or a map',
  TAB_AS_INDENT: () => tabMessage,
  MULTILINE_IMPLICIT_KEY: () => 'Here a key is expected: on one line, with a colon and a space behind it',
  BAD_INDENT: (_, message) =>
    message.endsWith('same column') ? 'This line begins at another column than the keys or items that it stands among' : message,
  TAG_RESOLVE_FAILED: (tag) => `The tag "${tag.trim()}" does not fit here: a plan needs no tags`,
  BAD_DQ_ESCAPE: (escape) =>
    `Between double quotes, ${escape.trim()} is no escape: a backslash is written \\\\, or the text stands in single quotes`,
}

/** What is said of a line that a tab indents. */
export const tabMessage = 'A tab indents this line: YAML indents with spaces'

const recoverable: ReadonlySet<string> = new Set(['TAG_RESOLVE_FAILED', 'BAD_DQ_ESCAPE', 'BAD_DIRECTIVE', 'NON_STRING_KEY'])

function versionProblem({ directives }: Document, text: string): readonly YamlProblem[] {
  const version: string | undefined = directives?.yaml.version
  if (version === undefined || version === '1.2') return []
  const start = Math.max(0, text.indexOf('%YAML'))
  const message = `The file says it is YAML ${version}: plans are YAML 1.2`
  return [{ code: 'yaml-version', message, start, end: start + 5, recovered: true }]
}

function severalDocuments(second: Document): YamlProblem {
  const [start = 0] = second.range ?? []
  const message = 'The file holds several YAML documents: one file holds one plan'
  return { code: 'yaml-multiple-documents', message, start, end: start + 3, recovered: true }
}

/** A document that is too much to read; what nests deeper than the stack is, too. */
function limitProblem(error: unknown, text: string): YamlProblem {
  if (!(error instanceof TooMuch || error instanceof RangeError)) throw error
  const { code, message, offset: start } = error instanceof TooMuch ? error : ({ code: 'yaml-depth', message: tooDeep, offset: 0 } as const)
  return { code, message, start, end: Math.min(start + 1, text.length), recovered: false }
}
