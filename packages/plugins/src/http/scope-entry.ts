import type { Touch } from '@backout/core/plugin'

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

interface Request {
  readonly method: string
  readonly segments: readonly string[]
}

function parse(text: string): Request | undefined {
  const match = /^(\*|[A-Za-z]+)\s+\/(\S*)$/.exec(text.trim())
  if (!match || match[2]!.includes('?')) return undefined
  return { method: match[1]!.toUpperCase(), segments: match[2]!.split('/').map(decoded) }
}

function methodCovers(allowed: string, asked: string): boolean {
  return allowed === '*' || allowed === asked || (allowed === 'GET' && asked === 'HEAD')
}

function segmentsCover(allowed: readonly string[], asked: readonly string[]): boolean {
  const [first, ...rest] = allowed
  if (first === undefined) return asked.length === 0
  if (first === '**') return segmentsCover(rest, asked) || (asked.length > 0 && segmentsCover(allowed, asked.slice(1)))
  const [segment, ...others] = asked
  return segment !== undefined && segmentCovers(first, segment) && segmentsCover(rest, others)
}

function segmentCovers(pattern: string, segment: string): boolean {
  if (/^(\{[^{}]+\}|:[A-Za-z_]\w*)$/.test(pattern)) return segment !== ''
  if (!pattern.includes('*')) return pattern === segment
  const source = pattern.split(/\*+/).map((text) => text.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
  return new RegExp(`^${source.join('[^]*')}$`).test(segment)
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
