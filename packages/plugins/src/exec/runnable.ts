import { accessSync, constants, statSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { PlanError } from '@backout/core/plugin'
import type { Tree } from '../file/tree/tree.ts'
import { commandEnvironment } from './process/environment.ts'
import type { RunUnit } from './run-unit.ts'

/**
 * Says before a command is run that it could not be: its directory or its program is not there, or may not be run. The tree may be one that shows what
 * earlier steps would have written. Errors: `missing`, `out-of-scope`.
 */
export function assertRunnable(tree: Tree, { command, cwd, env }: Pick<RunUnit, 'command' | 'cwd' | 'env'>): void {
  const directory = resolve(tree.root, workingDirectory(tree, cwd))
  // What Windows can run is a matter of more than the name of a file.
  if (process.platform === 'win32') return
  const program = command[0] ?? ''
  const folders = program.includes('/') ? [''] : (commandEnvironment(process.env, env)['PATH'] ?? '/usr/bin:/bin').split(':')
  const found = new Set(folders.map((folder) => programAt(tree, resolve(directory, folder, program))))
  if (found.has('program')) return
  const nowhere = program.includes('/') ? 'it is not there' : 'there is no such program on the PATH'
  throw new PlanError('missing', `Cannot run "${program}": ${found.has('no program') ? 'it may not be run' : nowhere}`)
}

/** The directory of a command, from the root. Errors: `missing`, and `out-of-scope` where a link leads out of the root. */
export function workingDirectory(tree: Tree, cwd: string): string {
  if (cwd === '.') return cwd
  const place = tree.locate(`${cwd}/.`).replace(/\/\.$/, '')
  if (place === '.' || tree.entry(place)?.kind === 'directory') return place
  throw new PlanError('missing', `Cannot run a command in "${cwd}": there is no such directory`)
}

type Found = 'program' | 'no program' | undefined

function programAt(tree: Tree, path: string): Found {
  const entry = entryInside(tree, path)
  if (entry === 'outside' || entry?.kind === 'link') return programOnDisk(path)
  if (entry === undefined) return undefined
  return entry.kind === 'file' && (entry.mode & 0o111) !== 0 ? 'program' : 'no program'
}

function entryInside(tree: Tree, path: string): ReturnType<Tree['entry']> | 'outside' {
  const inside = relative(tree.root, path).split(sep).join('/')
  if (inside === '' || inside.startsWith('../') || isAbsolute(inside)) return 'outside'
  try {
    return tree.entry(tree.locate(inside))
  } catch {
    return 'outside'
  }
}

function programOnDisk(path: string): Found {
  try {
    if (!statSync(path).isFile()) return 'no program'
  } catch {
    return undefined
  }
  try {
    accessSync(path, constants.X_OK)
    return 'program'
  } catch {
    return 'no program'
  }
}
