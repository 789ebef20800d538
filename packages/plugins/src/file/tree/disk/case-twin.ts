import { lstatSync, readdirSync } from 'node:fs'
import { parentOf } from '../../path.ts'
import type { Anchors } from './anchors.ts'
import { isGone } from '../gone.ts'

/**
 * Finds what a path leads to although it is called otherwise, on a file system that takes `a` and `A` for one name: the path up to there as it is listed.
 * Undefined for anything else. Errors: those of {@link Anchors.at} and of the system.
 */
export function caseTwins(anchors: Anchors): (path: string) => string | undefined {
  let ignoresCase: boolean | undefined
  const namesIn = momentaryNames(anchors)
  return (path) => {
    ignoresCase ??= doesIgnoreCase(anchors)
    return ignoresCase ? twinOf(path, namesIn) : undefined
  }
}

function twinOf(path: string, namesIn: (directory: string) => ReadonlyMap<string, string>): string | undefined {
  const directory = parentOf(path)
  const above = directory === '' ? undefined : twinOf(directory, namesIn)
  if (above !== undefined) return above
  const name = path.slice(directory === '' ? 0 : directory.length + 1)
  const listed = namesIn(directory).get(folded(name))
  if (listed === undefined || listed.normalize() === name.normalize()) return undefined
  return directory === '' ? listed : `${directory}/${listed}`
}

/** The names in directories, by how the file system compares them; read again once the code in hand awaits something. */
function momentaryNames(anchors: Anchors): (directory: string) => ReadonlyMap<string, string> {
  const known = new Map<string, ReadonlyMap<string, string>>()
  return (directory) => {
    if (known.size === 0) queueMicrotask(() => known.clear())
    const names = known.get(directory) ?? new Map(listed(anchors, directory).map((name) => [folded(name), name]))
    known.set(directory, names)
    return names
  }
}

function listed(anchors: Anchors, directory: string): readonly string[] {
  try {
    return readdirSync(`${anchors.at(directory)}.`)
  } catch (error) {
    if (isGone(error)) return []
    throw error
  }
}

/** Looks for something in the root by a name that it does not have. */
function doesIgnoreCase(anchors: Anchors): boolean {
  const names = new Set(listed(anchors, ''))
  const other = (name: string): string => (name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase())
  const named = [...names].find((name) => !names.has(other(name)))
  return named !== undefined && lstatSync(anchors.at('') + other(named), { throwIfNoEntry: false }) !== undefined
}

function folded(name: string): string {
  return name.normalize().toLowerCase()
}
