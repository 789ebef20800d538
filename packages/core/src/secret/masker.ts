import { isList, type Json, PlanError } from '../model/index.ts'
import { cutHider, endsInside } from './find/cut-secrets.ts'
import { formsOf, shortest } from './spelling/forms.ts'
import { type NestedSpelling, nestedSpellings, respelled } from './find/nested-finder.ts'
import { spellingFinder } from './find/spelling-finder.ts'
import { replaceSpans } from './span.ts'
import { type Piece, pieceFinder } from './find/wrapped.ts'

/** Keeps the values of secrets out of what is stored and shown. */
export interface Masker {
  /** For people: every spelling of a secret becomes `***`, also the part of one that a cut (`…`) has left. Not reversible. */
  mask(text: string): string
  /**
   * For the record: every spelling of a secret, in texts, keys and long numbers, becomes a marker (`⟦NAME⟧`, `⟦NAME:url⟧`) that names
   * the secret and the spelling. Reversible: {@link unseal} gives the same JSON again. A literal `⟦` is stored as `⟦⟧`.
   */
  seal<T extends Json>(json: T): T
  /** What was sealed, with the secrets' present values. Errors: `missing` for a secret (or a spelling of it) that is not there now. */
  unseal<T extends Json>(json: T): T
  /** Whether a secret is in it, in any spelling, or a long text ends inside of one. */
  carries(json: Json): boolean
  /** Names of secrets so short that they are hidden only where they stand alone. */
  readonly weak: readonly string[]
}

/** A masker for these secrets, by name. Empty ones are ignored. Longer spellings win over shorter ones. */
export function createMasker(secrets: ReadonlyMap<string, string>): Masker {
  const spellings = spellingsOf(secrets)
  const finder = spellingFinder([...spellings.keys()])
  const marked = spellingFinder([...spellings.keys()], [open])
  const markers = new Map([...spellings].map(([text, { name, label }]) => [text, markerOf(name, label)]))
  const texts = new Map([...secrets].flatMap(([name, value]) => [...formsOf(value)].map(([label, text]) => [markerOf(name, label), text])))
  const piecesIn = pieceFinder([...spellings].flatMap(([text, { label }]) => (isWrapped(text, label) ? [text] : [])))
  const partly = ({ spelling, from, start, end }: Piece) => partMarker(markers.get(spelling)!, from, from + end - start)
  const whole = (text: string) => marked.replace(text, (found) => (found === open ? escaped : markers.get(found)!))
  const nestedIn = (text: string) => nestedSpellings(text, finder)
  const nestedly = ({ spelling, recipe }: NestedSpelling) => nestedMarker(markers.get(spelling)!, recipe)
  // What is whole is found first: a part of it says less.
  const hide = (text: string) => {
    const known = outside(whole(text), (rest) => replaceSpans(rest, nestedIn(rest), nestedly))
    return outside(known, (rest) => replaceSpans(rest, piecesIn(rest), partly))
  }
  const show = (text: string) => text.replace(marker, (found) => reveal(found, texts))
  const has = (text: string) => finder.isIn(text) || nestedIn(text).length > 0 || piecesIn(text).length > 0
  const mask = (text: string) => {
    const known = replaceSpans(text, nestedIn(text), () => '***')
    return replaceSpans(known, piecesIn(known), () => '***')
  }
  const long = [...spellings.keys()].filter((text) => text.length >= shortest)
  const hideCut = cutHider(long)
  const hasAny = (text: string) => has(text) || (text.length >= cuttable && endsInside(text, long))
  const needsHiding = (text: string) => isMarked(text) || has(text)
  return {
    mask: (text) => hideCut(mask(finder.replace(text, () => '***'))),
    // Hardly anything that is recorded carries a secret: what nothing would change is given back as it is, not copied.
    seal: (json) => (carries(json, needsHiding) ? (sealed(json, hide, has) as typeof json) : json),
    unseal: (json) => (carries(json, isMarked) ? (unsealed(json, show) as typeof json) : json),
    carries: (json) => spellings.size > 0 && carries(json, hasAny),
    weak: [...secrets].filter(([, value]) => value !== '' && value.length < shortest).map(([name]) => name),
  }
}

const open = '⟦'
const escaped = '⟦⟧'
const marker = /⟦([^⟦⟧]*)⟧/g
/** The only key of an object that stands for a number. */
const numberKey = '⟦#⟧'
/** Numbers with fewer digits than this are never taken for a secret. */
const shortestNumber = 6

/** Texts of so many characters may have been cut off where there was no more room, without a mark. */
const cuttable = 64 * 1024

const isMarked = (text: string): boolean => text.includes(open)

interface Spelling {
  readonly name: string
  readonly label: string
}

function spellingsOf(secrets: ReadonlyMap<string, string>): ReadonlyMap<string, Spelling> {
  const spellings = new Map<string, Spelling>()
  for (const [name, value] of secrets) {
    if (value === '') continue
    for (const [label, text] of formsOf(value)) if (!spellings.has(text)) spellings.set(text, { name, label })
  }
  return spellings
}

function markerOf(name: string, label: string): string {
  const safe = /^\w+$/.test(name) ? name : encodeURIComponent(name)
  return label === '' ? `⟦${safe}⟧` : `⟦${safe}:${label}⟧`
}

/** Spellings that programs break into lines: encodings, and keys and tokens that look like one. */
function isWrapped(text: string, label: string): boolean {
  return /(^|\.)(base64|hex|HEX)/.test(label) || (text.length >= 40 && /^[\w+/=.-]+$/.test(text))
}

/** Changes a text outside of its markers. */
function outside(text: string, change: (rest: string) => string): string {
  if (!text.includes(open)) return change(text)
  return text
    .split(/(⟦[^⟦⟧]*⟧)/)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join('')
}

/** Marks the characters from `from` to `to` of a spelling: `⟦CRM_URL:base64@0-76⟧`. */
function partMarker(whole: string, from: number, to: number): string {
  return `${whole.slice(0, -1)}@${from}-${to}⟧`
}

/** Says by which recipe a spelling was escaped or encoded: `⟦CRM_URL~3c1u⟧`, `⟦CRM_URL~b1w⟧`. */
function nestedMarker(whole: string, recipe: string): string {
  return `${whole.slice(0, -1)}~${recipe}⟧`
}

function reveal(found: string, texts: ReadonlyMap<string, string>): string {
  if (found === escaped) return open
  const [, whole, from, to, recipe] = /^(⟦[^@~]*)(?:@(\d+)-(\d+)|~([\w.]+))⟧$/.exec(found) ?? []
  const spelling = texts.get(whole === undefined ? found : `${whole}⟧`)
  const text =
    recipe === undefined ? spelling?.slice(Number(from ?? 0), Number(to ?? spelling.length)) : spelling && respelled(spelling, recipe)
  if (text !== undefined) return text
  const name = found.slice(1, -1).replace(/[:@~].*/, '')
  throw new PlanError(
    'missing',
    `Cannot read what the run recorded: the value of secret "${name}" is needed, and it is not set as it was`,
    {
      hint: `Set ${name} to the value that the run was started with`,
    },
  )
}

type Hide = (text: string) => string

function sealed(json: Json, hide: Hide, has: (text: string) => boolean): Json {
  if (typeof json === 'string') return hide(json)
  if (typeof json === 'number') return isSecretNumber(json, has) ? { [numberKey]: hide(String(json)) } : json
  if (json === null || typeof json !== 'object') return json
  if (isList(json)) return json.map((item) => sealed(item, hide, has))
  return mapObject(json, (key, item) => [hide(key), sealed(item, hide, has)])
}

function isSecretNumber(json: number, has: (text: string) => boolean): boolean {
  const text = String(json)
  return text.length >= shortestNumber && has(text)
}

function unsealed(json: Json, show: Hide): Json {
  if (typeof json === 'string') return show(json)
  if (json === null || typeof json !== 'object') return json
  if (isList(json)) return json.map((item) => unsealed(item, show))
  const number = json[numberKey]
  if (typeof number === 'string') return Number(show(number))
  return mapObject(json, (key, item) => [show(key), unsealed(item, show)])
}

/** Like Object.fromEntries, which also keeps a key `__proto__`. */
function mapObject(json: { readonly [key: string]: Json }, change: (key: string, item: Json) => readonly [string, Json]): Json {
  return Object.fromEntries(Object.entries(json).map(([key, item]) => change(key, item)))
}

function carries(json: Json, has: (text: string) => boolean): boolean {
  if (typeof json === 'string') return has(json)
  if (typeof json === 'number') return isSecretNumber(json, has)
  if (json === null || typeof json !== 'object') return false
  if (isList(json)) return json.some((item) => carries(item, has))
  return Object.keys(json).some((key) => has(key) || carries(json[key]!, has))
}
