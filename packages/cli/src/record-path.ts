import { join, relative } from 'node:path'

/** A path for people: relative to the root, with `/`. */
export function recordPath(root: string, path: string): string {
  return relative(root, path).replaceAll('\\', '/') || '.'
}

/** What tells where a record is, with its path as it is from `cwd`: whoever reads it there can open it. */
export function fromHere<Told extends { readonly record: string }>(told: Told, root: string, { cwd }: { readonly cwd: string }): Told {
  return { ...told, record: recordPath(cwd, join(root, told.record)) }
}
