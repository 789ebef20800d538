import { relative } from 'node:path'

/** A path for people: relative to the root, with `/`. */
export function recordPath(root: string, path: string): string {
  return relative(root, path).replaceAll('\\', '/') || '.'
}
