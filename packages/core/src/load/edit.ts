import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml'
import { isList, type Json } from '../model/index.ts'
import type { LoadedDocument } from './document.ts'
import { locate } from './locate.ts'
import { writeScalar } from './quote-scalar.ts'
import type { TextEdit } from './text-edit.ts'

/**
 * Edits that add `addition` to what stands at a JSON Pointer: keys to maps, items to lists, deeply. The file is not reflowed:
 * everything else stays as it is, to the byte. None where the place is not there, or is an alias or something else than `addition`.
 */
export function addTo(document: LoadedDocument, pointer: string, addition: Json): readonly TextEdit[] {
  const { contents, targets, edits } = document.reading
  if (edits.length > 0) return []
  const { node, whole } = locate(contents, pointer, targets)
  return whole && node ? add(document.text, node, addition) : []
}

/** An edit that writes a new top-level key, as lines of their own, before the first of `before` that is there, else at the end. */
export function addSection(
  document: LoadedDocument,
  key: string,
  lines: readonly string[],
  before: readonly string[],
): readonly TextEdit[] {
  const { contents, edits } = document.reading
  if (edits.length > 0 || !isMap(contents) || contents.flow === true) return []
  const next = contents.items.find((pair) => isScalar(pair.key) && before.includes(String(pair.key.value)))
  const end = lineEndOf(document.text)
  const section = [`${key}:`, ...lines.map((line) => `  ${line}`)].join(end)
  if (next) return [insertion(aboveComments(document.text, (next.key as Node).range![0]), section + end)]
  return [insertion(document.text.trimEnd().length, end + section)]
}

/** An edit that gives the key at a JSON Pointer another name. */
export function renameKey(document: LoadedDocument, pointer: string, name: string): readonly TextEdit[] {
  const { contents, targets, edits } = document.reading
  const { key, whole } = locate(contents, pointer, targets)
  if (edits.length > 0 || !whole || !key?.range) return []
  return [{ start: key.range[0], end: key.range[1], text: writeScalar(name) }]
}

/** An edit that replaces the text at a JSON Pointer. */
export function replaceText(document: LoadedDocument, pointer: string, text: string): readonly TextEdit[] {
  const { contents, targets, edits } = document.reading
  const { node, whole } = locate(contents, pointer, targets)
  if (edits.length > 0 || !whole || !isScalar(node) || !node.range || node.type?.startsWith('BLOCK_')) return []
  return [{ start: node.range[0], end: node.range[1], text: writeScalar(text) }]
}

function add(text: string, node: Node, addition: Json): readonly TextEdit[] {
  if (isSeq(node) && isList(addition)) return addItems(text, node, addition)
  if (!isMap(node) || addition === null || typeof addition !== 'object' || isList(addition)) return []
  const entries = Object.entries(addition)
  const known = (key: string) =>
    node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key) as Pair<Node, Node> | undefined
  const deeper = entries.flatMap(([key, item]) => (known(key)?.value ? add(text, known(key)!.value!, item) : []))
  const fresh = entries.filter(([key]) => !known(key)).map(([key, item]) => `${writeScalar(key)}: ${writeFlow(item)}`)
  return [...deeper, ...(fresh.length > 0 ? addLines(text, node, fresh) : [])]
}

function addItems(text: string, list: YAMLSeq, items: readonly Json[]): readonly TextEdit[] {
  return items.length === 0
    ? []
    : addLines(
        text,
        list,
        items.map((item) => (list.flow === true ? '' : '- ') + writeFlow(item)),
      )
}

/** In a flow collection behind the last item, else on lines of their own behind it. */
function addLines(text: string, collection: YAMLMap | YAMLSeq, lines: readonly string[]): readonly TextEdit[] {
  const last = collection.items.at(-1)
  if (collection.flow === true) {
    const at = last ? endOf(last) : collection.range![0] + 1
    return [insertion(at, last ? `, ${lines.join(', ')}` : lines.join(', '))]
  }
  const indent = last === undefined ? undefined : indentOf(text, collection)
  if (indent === undefined) return []
  const lineBreak = lineEndOf(text)
  const end = endOf(last)
  if (text[end - 1] === '\n') return [insertion(end, lines.map((line) => `${indent}${line}${lineBreak}`).join(''))]
  const lineEnd = text.indexOf('\n', end) < 0 ? text.length : text.indexOf('\n', end)
  return [insertion(text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd, lines.map((line) => `${lineBreak}${indent}${line}`).join(''))]
}

/** How the lines of a text end. */
function lineEndOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}

function insertion(at: number, text: string): TextEdit {
  return { start: at, end: at, text }
}

function startOf(item: unknown): number {
  return ((isPair(item) ? item.key : item) as Node).range![0]
}

/** Where the last thing in an item ends. */
function endOf(item: unknown): number {
  const node = (isPair(item) ? (item.value ?? item.key) : item) as Node
  if (isScalar(node) || isAlias(node) || node.flow === true || node.items.length === 0) return node.range![1]
  return endOf(node.items.at(-1))
}

/** What stands before each key or dash of a block collection; undefined where the first line holds something else. */
function indentOf(text: string, collection: YAMLMap | YAMLSeq): string | undefined {
  const first = startOf(collection.items[0])
  const before = text.slice(text.lastIndexOf('\n', first - 1) + 1, first).replace('\ufeff', '')
  const shape = isSeq(collection) ? /^( *)- +$/ : /^( *(?:- +)*)$/
  return shape.exec(before)?.[1]?.replaceAll('-', ' ')
}

/** The start of the line, or of the comment lines that stand right above it. */
function aboveComments(text: string, at: number): number {
  let start = text.lastIndexOf('\n', at - 1) + 1
  for (;;) {
    const above = text.lastIndexOf('\n', start - 2) + 1
    if (start === 0 || !/^[ \t]*#/.test(text.slice(above, start))) return start
    start = above
  }
}

/** A value as YAML on one line; texts in double quotes. */
export function writeFlow(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === null || typeof value !== 'object') return String(value)
  if (isList(value)) return `[${value.map(writeFlow).join(', ')}]`
  return `{ ${Object.entries(value)
    .map(([key, item]) => `${writeScalar(key)}: ${writeFlow(item)}`)
    .join(', ')} }`
}
