import { type Json, pointTo, type Touch } from '../../model/index.ts'
import { marksIn } from '../../plugin/schema-marks.ts'
import { type Described, inputsFor } from '../view/describe-uses.ts'
import { inputPointer, type Use } from '../view/uses.ts'

/** Where the input names the part, if it does so as a text of its own, or with an expression whose value is known; else the code that it brings, or the input. */
export function placeOf({ use, environment }: Described, { part }: Touch): string {
  // What is special in patterns stands escaped in a part, and may stand as it is in an input.
  const texts = [part, part.replace(/\\(.)/gs, '$1')]
  const found = texts.map((text) => placeOfText({ use, environment }, text)).find((place) => place !== undefined)
  return found ?? inputPointer(use) + (placesIn(use, environment).code ?? '')
}

/** Where an input holds a text, as what it touches rather than as anything else; undefined where it does not. */
export function placeOfText({ use, environment }: Pick<Described, 'use' | 'environment'>, text: string): string | undefined {
  const { marked, plain } = placesIn(use, environment)
  const found = marked.get(text) ?? plain.get(text)
  return found === undefined ? undefined : inputPointer(use) + found
}

/** The first place of each text in an input: of those that its schema marks as touches, and of all but names of connections. */
interface Places {
  readonly marked: ReadonlyMap<Json, string>
  readonly plain: ReadonlyMap<Json, string>
  /** Where a text, or a file, stands that says what is touched, as SQL does. */
  readonly code: string | undefined
}

/** Remembered, since of many touches each asks. */
const kept = new WeakMap<Use, Map<Described['environment'], Places>>()

function placesIn(use: Use, environment: Described['environment']): Places {
  const known = kept.get(use) ?? new Map<Described['environment'], Places>()
  kept.set(use, known)
  const places = known.get(environment) ?? read(use, environment)
  known.set(environment, places)
  return places
}

function read(use: Use, environment: Described['environment']): Places {
  const [marked, plain] = [new Map<Json, string>(), new Map<Json, string>()]
  const connections = new Set<string>()
  let code: string | undefined
  for (const input of inputsFor(use, environment)) {
    for (const { mark, value, pointer } of marksIn(use.type?.input, input)) {
      if (mark['touch'] !== undefined) addPlace(marked, value, pointer)
      if (mark['connection'] !== undefined) connections.add(pointer)
      if (mark['noExpressions'] === true || mark['file'] === true) code ??= pointer
    }
    addTexts(plain, input, '', connections)
  }
  return { marked, plain, code }
}

function addTexts(places: Map<Json, string>, value: Json, pointer: string, except: ReadonlySet<string>): void {
  if (except.has(pointer)) return
  if (value === null || typeof value !== 'object') addPlace(places, value, pointer)
  else
    for (const [key, item] of Object.entries<Json>(value as { readonly [key: string]: Json }))
      addTexts(places, item, pointTo(pointer, key), except)
}

function addPlace(places: Map<Json, string>, value: Json, pointer: string): void {
  if (!places.has(value)) places.set(value, pointer)
}
