import { sep } from 'node:path'

/** Whether a path is a folder, or lies anywhere below it. Both are absolute, and their links resolved. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
