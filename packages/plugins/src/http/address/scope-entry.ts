import type { Touch } from '@backout/core/plugin'
import { matchesWildcard } from '../../wildcard.ts'
import { methods } from './methods.ts'

/**
 * Whether an entry of `scope.services` covers a request `METHOD /path`.
 * In an entry, `*` stands for any method; in its path `*` for anything in one segment, `{id}` or `:id` for one segment, `**` for any number of them. `GET` covers `HEAD`.
 */
export function coversRequest(entry: string, part: string): boolean {
  const allowed = parse(entry)
  const asked = parse(part)
  if (!allowed || !asked) return false
  return methodCovers(allowed.method, asked.method) && segmentsCover(allowed.segments, asked.segments)
}

/** Whether two touches of one service conflict: one of them writes, and one path covers the other or lies under it. */
export function requestsOverlap(a: Touch, b: Touch): boolean {
  if (a.access === 'read' && b.access === 'read') return false
  const left = parse(a.part)
  const right = parse(b.part)
  if (!left || !right) return true
  return meet(left.segments, right.segments) || meet(right.segments, left.segments)
}

/** The paths above a request and its own, as far as no segment of them stands for others: what overlaps lies in one of them. */
export function requestPlaces(part: string): readonly string[] {
  const segments = parse(part)?.segments ?? []
  const open = segments.findIndex((segment) => segment.includes('*') || parameter.test(segment))
  const plain = open < 0 ? segments : segments.slice(0, open)
  return plain.map((_, index) => plain.slice(0, index + 1).join('/'))
}

/** One segment, whatever it is: `{id}`, `:id`. */
const parameter = /^(\{[^{}]+\}|:[A-Za-z_]\w*)$/

interface Request {
  readonly method: string
  readonly segments: readonly string[]
}

/** What was read: each touch of a plan is compared with the same entries. */
const known = new Map<string, Request | undefined>()

function parse(text: string): Request | undefined {
  if (known.has(text)) return known.get(text)
  const request = read(text)
  if (known.size > 20_000) known.clear()
  known.set(text, request)
  return request
}

const allowedMethods: ReadonlySet<string> = new Set(['*', ...methods])

function read(text: string): Request | undefined {
  const match = /^(\*|[A-Za-z]+)\s+\/([^\s?]*)$/.exec(text.trim())
  if (!match) return undefined
  const [, word, path] = match as unknown as readonly [string, string, string]
  const method = word.toUpperCase()
  return allowedMethods.has(method) ? { method, segments: path.split('/').map(decoded) } : undefined
}

function methodCovers(allowed: string, asked: string): boolean {
  return allowed === '*' || allowed === asked || (allowed === 'GET' && asked === 'HEAD')
}

/** `**` stands for any segments. What stands between two of them is found as early as possible, so that no entry takes long. */
function segmentsCover(allowed: readonly string[], asked: readonly string[]): boolean {
  const [first = [], ...rest] = runsBetween(allowed)
  const last = rest.pop()
  if (last === undefined) return first.length === asked.length && standsAt(first, asked, 0)
  const end = asked.length - last.length
  if (end < first.length || !standsAt(first, asked, 0) || !standsAt(last, asked, end)) return false
  let at = first.length
  for (const run of rest) {
    while (at + run.length <= end && !standsAt(run, asked, at)) at += 1
    at += run.length
    if (at > end) return false
  }
  return true
}

function runsBetween(allowed: readonly string[]): readonly string[][] {
  const runs: string[][] = [[]]
  for (const segment of allowed) {
    if (segment === '**') runs.push([])
    else runs.at(-1)!.push(segment)
  }
  return runs
}

function standsAt(run: readonly string[], asked: readonly string[], at: number): boolean {
  return run.every((pattern, index) => at + index < asked.length && segmentCovers(pattern, asked[at + index]!))
}

function segmentCovers(pattern: string, segment: string): boolean {
  if (parameter.test(pattern)) return segment !== ''
  return matchesWildcard(pattern, segment)
}

function meet(pattern: readonly string[], path: readonly string[]): boolean {
  return Array.from({ length: path.length }, (_, index) => path.slice(0, path.length - index)).some((head) => segmentsCover(pattern, head))
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
