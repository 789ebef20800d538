import { closeSync, constants, existsSync, lstatSync, openSync, readlinkSync } from 'node:fs'
import { join, sep } from 'node:path'
import { PlanError } from '@backout/core/plugin'

/**
 * Directories held open, one inside the other, so that a symbolic link that is swapped in afterwards leads nowhere. `at` gives a prefix for the names in
 * a directory: on Linux the open descriptor's (`/proc/self/fd/7/`), which is what `openat` does; elsewhere the path, after a look at each part.
 */
export interface Anchors extends Disposable {
  /** Errors: `out-of-scope` where a part is a symbolic link; `ENOENT` and `ENOTDIR` as the system gives them. */
  at(directory: string): string
}

/** Opens nothing but the root. */
export function anchorsOf(root: string): Anchors {
  return existsSync('/proc/self/fd') ? descriptorAnchors(root) : lookingAnchors(root)
}

/**
 * Anchors that let go as soon as the code in hand awaits something: what others do to the tree in the meantime is seen,
 * and a loop over sorted paths opens each directory once.
 */
export function momentaryAnchors(root: string): Anchors {
  let held: Anchors | undefined
  const release = (): void => {
    held?.[Symbol.dispose]()
    held = undefined
  }
  return {
    at(directory) {
      if (!held) queueMicrotask(release)
      held ??= anchorsOf(root)
      return held.at(directory)
    },
    [Symbol.dispose]: release,
  }
}

function descriptorAnchors(root: string): Anchors {
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW
  const open: { readonly name: string; readonly fd: number }[] = [{ name: '', fd: openSync(root, flags) }]
  const prefix = (depth: number): string => `/proc/self/fd/${open[depth]!.fd}/`
  const leave = (depth: number): void => {
    while (open.length > depth) closeSync(open.pop()!.fd)
  }
  return {
    at(directory) {
      const names = directory === '' ? [] : directory.split('/')
      let shared = 0
      while (shared < names.length && open[shared + 1]?.name === names[shared]) shared++
      if (shared < names.length) leave(shared + 1)
      for (const name of names.slice(shared)) open.push({ name, fd: openInside(prefix(open.length - 1), name, directory, flags) })
      return prefix(names.length)
    },
    [Symbol.dispose]: () => leave(0),
  }
}

function openInside(prefix: string, name: string, directory: string, flags: number): number {
  try {
    return openSync(prefix + name, flags)
  } catch (cause) {
    throw isLink(prefix + name) ? swapped(directory, name) : cause
  }
}

function lookingAnchors(root: string): Anchors {
  return {
    at(directory) {
      let path = root
      for (const name of directory === '' ? [] : directory.split('/')) {
        path = join(path, name)
        const found = lstatSync(path)
        if (found.isSymbolicLink()) throw swapped(directory, name)
        if (!found.isDirectory()) throw Object.assign(new Error(`not a directory: ${path}`), { code: 'ENOTDIR' })
      }
      return path + sep
    },
    [Symbol.dispose]: () => undefined,
  }
}

function isLink(path: string): boolean {
  try {
    return readlinkSync(path) !== undefined
  } catch {
    return false
  }
}

function swapped(directory: string, name: string): PlanError {
  return new PlanError('out-of-scope', `Cannot enter "${directory}": "${name}" has become a symbolic link`)
}
