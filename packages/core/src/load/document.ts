import type { Diagnostic, SourceRange } from '../model/index.ts'
import { decode } from './source/decode.ts'
import { lineFinder } from './place/lines.ts'
import { callKey, locate } from './place/locate.ts'
import { readMending, type Mistake, type Reading } from './mend/mend.ts'
import { offsetsWithin } from './place/offsets-within.ts'
import { unsplice } from './text-edit.ts'
import { toValue } from './yaml/to-value.ts'

/** A file to load: its path as diagnostics shall name it, and its text or bytes. */
export interface SourceFile {
  readonly path: string
  readonly text: string | Uint8Array
}

/** A YAML file as read: plain data that knows where each of its parts stands. */
export interface LoadedDocument {
  readonly path: string
  readonly text: string
  /** Plain data; undefined where the file cannot be read. With diagnostics it may be what was probably meant. */
  readonly value: unknown
  /** What is wrong with the YAML; every one an error. */
  readonly diagnostics: readonly Diagnostic[]
  /** Where the value (or its key) at a JSON Pointer stands; of what is not there, the nearest part around it. */
  rangeOf(pointer: string, part?: 'key' | 'value'): SourceRange
  /** Where a part of the text at a JSON Pointer stands; offsets count UTF-16 units of the value. The whole value, where that can't be told. */
  rangeWithin(pointer: string, start: number, end: number): SourceRange
  /** How it was read; for edits of this room. */
  readonly reading: Reading
}

/** Loads a plan file. Never throws: whatever is wrong is in `diagnostics`. */
export function loadPlanFile(file: SourceFile): LoadedDocument {
  return loadDocument(file, 'plan')
}

/** Loads a `backout.yaml`. Never throws: whatever is wrong is in `diagnostics`. */
export function loadProjectFile(file: SourceFile): LoadedDocument {
  return loadDocument(file, 'project')
}

function loadDocument({ path, text: source }: SourceFile, kind: 'plan' | 'project'): LoadedDocument {
  const decoded = decode(source)
  const { text } = decoded
  const find = lineFinder(path, text)
  const reading = 'problem' in decoded ? unreadable(decoded) : readMending(text)
  const mistakes = reading.value === null && reading.mistakes.length === 0 ? [emptyFile(kind)] : reading.mistakes
  const diagnostics = mistakes.map((mistake) => diagnosticOf(mistake, path, find))
  return documentOf({ path, text, diagnostics }, reading, find)
}

/** A file of which nothing can be read, with the mistake that says so. */
export function noDocument(path: string, code: string, message: string): LoadedDocument {
  const find = lineFinder(path, '')
  const diagnostics = [{ code, severity: 'error', message, at: find(0, 0) }] as const
  return documentOf(
    { path, text: '', diagnostics },
    { contents: null, value: undefined, targets: new Map(), edits: [], mistakes: [] },
    find,
  )
}

/** A key, by its JSON Pointer, and what it is to read as. */
export interface KeyReading {
  readonly pointer: string
  readonly name: string
}

/**
 * The same file, as if some of its keys were called what they were probably meant to be. Places, and edits, are those of the file as it stands.
 * Each pointer is one of the file with all keys before it in the list called so.
 */
export function readAs({ path, text, diagnostics }: LoadedDocument, keys: readonly KeyReading[]): LoadedDocument {
  const read = readMending(text)
  for (const { pointer, name } of keys) callKey(read.contents, pointer, read.targets, name)
  const { value, targets } = toValue(read.contents)
  return documentOf({ path, text, diagnostics }, { ...read, value, targets }, lineFinder(path, text))
}

function documentOf(
  { path, text, diagnostics }: Pick<LoadedDocument, 'path' | 'text' | 'diagnostics'>,
  reading: Reading,
  find: ReturnType<typeof lineFinder>,
): LoadedDocument {
  return {
    path,
    text,
    value: reading.value ?? undefined,
    diagnostics,
    rangeOf: (pointer, part = 'value') => {
      const [start, end] = offsetsOf(reading, pointer, part)
      return find(start, end)
    },
    rangeWithin: (pointer, from, to) => {
      const [start, end] = offsetsWithin(reading, text, pointer, from, to) ?? offsetsOf(reading, pointer, 'value')
      return find(start, end)
    },
    reading,
  }
}

function offsetsOf({ contents, targets, edits }: Reading, pointer: string, part: 'key' | 'value'): readonly [number, number] {
  const { written, key, whole } = locate(contents, pointer, targets)
  const [start, end] = ((part === 'key' || !whole || !written ? key : undefined) ?? written ?? key)?.range ?? [0, 0]
  return [unsplice(edits, start), unsplice(edits, end)]
}

function diagnosticOf(
  { code, message, start, end, suggestion, edit }: Mistake,
  file: string,
  find: ReturnType<typeof lineFinder>,
): Diagnostic {
  const diagnostic = { code, severity: 'error', message, at: find(start, end) } as const
  if (!edit) return { ...diagnostic, ...(suggestion !== undefined && { suggestion }) }
  return { ...diagnostic, suggestion: `Write ${edit.text}`, fix: { title: 'Put the value in quotes', edits: [{ file, ...edit }] } }
}

function unreadable({ problem, offset }: { readonly problem: string; readonly offset: number }): Reading {
  const mistake = { code: 'yaml-encoding', message: `Cannot read the file as YAML: ${problem.charAt(0).toLowerCase()}${problem.slice(1)}` }
  return { contents: null, value: undefined, targets: new Map(), edits: [], mistakes: [{ ...mistake, start: offset, end: offset + 1 }] }
}

function emptyFile(kind: 'plan' | 'project'): Mistake {
  const meant = kind === 'plan' ? 'a plan begins with "apiVersion: backout/v1"' : 'a project file begins with "apiVersion: backout/v1"'
  return { code: 'yaml-empty', message: `The file is empty: ${meant}`, start: 0, end: 0 }
}
