import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml'
import { isList, type Json, pointTo } from '../model/index.ts'
import type { LoadedDocument } from './document.ts'
import { locate } from './place/locate.ts'
import { valueAt } from './pointer.ts'
import { writeScalar, writeScalarLike } from './quote-scalar.ts'
import type { TextEdit } from './text-edit.ts'

/**
 * Edits that add `addition` to what stands at a JSON Pointer: keys to maps, items to lists, deeply. The file is not reflowed:
 * everything else stays as it is, to the byte. None where some of it has no place that an edit can reach: it is not there, is something
 * else than `addition`, or is repeated elsewhere by an alias, so that an edit would change that as well.
 */
export function addTo(document: LoadedDocument, pointer: string, addition: Json): readonly TextEdit[] {
  const { contents, targets, edits } = document.reading
  if (edits.length > 0) return []
  const { node, whole } = locate(contents, pointer, targets)
  return (whole && node && add(document.text, node, addition)) || []
}

/**
 * An edit that writes a new top-level key before the first of `before` that is there, else at the end: as `lines` of their own, or
 * on one line, where the whole file is a flow map (JSON is one).
 */
export function addSection(
  { reading: { contents, edits }, text }: LoadedDocument,
  key: string,
  { value, lines }: { readonly value: Json; readonly lines: readonly string[] },
  before: readonly string[],
): readonly TextEdit[] {
  if (edits.length > 0 || !isMap(contents)) return []
  const next = contents.items.find((pair) => isScalar(pair.key) && before.includes(String(pair.key.value)))
  if (contents.flow === true) return addFlowEntry(text, contents, next, [key, value])
  const end = lineEndOf(text)
  const section = [`${key}:`, ...lines.map((line) => `  ${line}`)].join(end)
  if (next) return [insertion(aboveComments(text, startOf(next)), section + end)]
  return [insertion(text.trimEnd().length, end + section)]
}

function addFlowEntry(text: string, map: YAMLMap, next: Pair | undefined, [key, value]: readonly [string, Json]): readonly TextEdit[] {
  if (!next) return addLines(text, map, [entryIn(text, map, key, value)]) ?? []
  return [insertion(startOf(next), `${entryIn(text, map, key, value)}, `)]
}

/** An edit that gives the key at a JSON Pointer another name; none where another key of its map has that name. */
export function renameKey({ reading, text, value }: LoadedDocument, pointer: string, name: string): readonly TextEdit[] {
  const { key, whole } = locate(reading.contents, pointer, reading.targets)
  const isTaken = valueAt(value, pointTo(pointer.slice(0, pointer.lastIndexOf('/')), name)) !== undefined
  return reading.edits.length > 0 || !whole || !key || isTaken ? [] : [rewrite(text, key, name)]
}

/** An edit that writes YAML in place of the value at a JSON Pointer. The end of the line of a block stays, and what is put where nothing stood does not touch its neighbours. */
export function replaceValue(document: LoadedDocument, pointer: string, yaml: string): TextEdit {
  const { start, end } = document.rangeOf(pointer)
  const { text } = document
  const before = start === end && /[:-]/.test(text[start - 1] ?? '') ? ' ' : ''
  const after = start === end && /[^\s,\]]/.test(text[end] ?? ' ') ? ' ' : ''
  return { start, end: start + text.slice(start, end).trimEnd().length, text: before + yaml + after }
}

/** An edit that replaces the text at a JSON Pointer. */
export function replaceText({ reading, text: source }: LoadedDocument, pointer: string, text: string): readonly TextEdit[] {
  const { node, whole } = locate(reading.contents, pointer, reading.targets)
  return reading.edits.length > 0 || !whole || !isScalar(node) ? [] : [rewrite(source, node, text)]
}

/** The end of the line of a block stays. */
function rewrite(source: string, { range }: Node, text: string): TextEdit {
  const [start, end] = range!
  const old = source.slice(start, end).trimEnd()
  return { start, end: start + old.length, text: writeScalarLike(old, text) }
}

/** Undefined where some of the addition cannot be put. */
function add(text: string, node: Node, addition: Json): readonly TextEdit[] | undefined {
  if ('anchor' in node && node.anchor) return undefined
  if (isSeq(node) && isList(addition)) return addItems(text, node, addition)
  if (!isMap(node) || addition === null || typeof addition !== 'object' || isList(addition)) return undefined
  const pairOf = (key: string) =>
    node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key) as Pair<Node, Node | null> | undefined
  const entries = Object.entries(addition).map(([key, item]) => ({ key, item, pair: pairOf(key) }))
  const deeper = entries.flatMap(({ item, pair }) => (pair ? [pair.value ? add(text, pair.value, item) : undefined] : []))
  const fresh = entries.filter(({ pair }) => !pair).map(({ key, item }) => entryIn(text, node, key, item))
  const all = [...deeper, fresh.length > 0 ? addLines(text, node, fresh) : []]
  return all.every((edits) => edits !== undefined) ? all.flat() : undefined
}

/** An entry for a map: as JSON, where the map reads like it. */
function entryIn(text: string, { items }: YAMLMap, key: string, value: Json): string {
  const isJson = items.length > 0 && text[startOf(items[0])] === '"'
  return isJson ? `${JSON.stringify(key)}: ${JSON.stringify(value)}` : `${writeScalar(key)}: ${writeFlow(value)}`
}

function addItems(text: string, list: YAMLSeq, items: readonly Json[]): readonly TextEdit[] | undefined {
  return items.length === 0
    ? []
    : addLines(
        text,
        list,
        items.map((item) => (list.flow === true ? '' : '- ') + writeFlow(item)),
      )
}

/** In a flow collection behind the last item, else on lines of their own behind it; undefined where no line can be put there. */
function addLines(text: string, collection: YAMLMap | YAMLSeq, lines: readonly string[]): readonly TextEdit[] | undefined {
  const last = collection.items.at(-1)
  if (collection.flow === true) {
    const at = last ? endOf(last) : collection.range![0] + 1
    return [insertion(at, last ? `, ${lines.join(', ')}` : lines.join(', '))]
  }
  const indent = last === undefined ? undefined : indentOf(text, collection)
  if (indent === undefined) return undefined
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

/** The start of the line, or of the comment lines that stand right above it. A byte order mark stays the first of all. */
function aboveComments(text: string, at: number): number {
  const first = text.startsWith('\ufeff') ? 1 : 0
  let start = Math.max(first, text.lastIndexOf('\n', at - 1) + 1)
  for (;;) {
    const above = Math.max(first, text.lastIndexOf('\n', start - 2) + 1)
    if (start === first || !/^[ \t]*#/.test(text.slice(above, start))) return start
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
