import { join, relative } from 'node:path'

/** A path for people: relative to a folder, with `/`. */
export function pathFrom(folder: string, path: string): string {
  return relative(folder, path).replaceAll('\\', '/') || '.'
}

/** What tells where a record is, with its path as it is from `cwd`: whoever reads it there can open it. */
export function fromHere<Told extends { readonly record: string }>(told: Told, root: string, { cwd }: { readonly cwd: string }): Told {
  return { ...told, record: pathFrom(cwd, join(root, told.record)) }
}
