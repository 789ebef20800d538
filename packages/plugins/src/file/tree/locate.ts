import { posix, relative, sep } from 'node:path'
import { PlanError } from '@backout/core/plugin'
import { isReserved } from '../path.ts'
import type { Entry } from './tree.ts'

/** A path without symbolic links among its directories: each part is looked at, and links are followed by hand. Errors: `out-of-scope` where one leads out. */
export function locatePath(root: string, entryOf: (path: string) => Entry | undefined, path: string): string {
  let rest = path.split('/')
  let done: readonly string[] = []
  for (let links = 0; rest.length > 1; ) {
    const [name, ...others] = rest as [string, ...string[]]
    const here = [...done, name]
    const entry = entryOf(here.join('/'))
    if (entry?.kind === 'link') {
      if (++links > 40) throw new PlanError('out-of-scope', `Cannot use path "${path}": too many symbolic links`)
      ;[done, rest] = [[], [...namesOf(root, done.join('/'), entry.target, path, here.join('/')), ...others]]
    } else [done, rest] = [here, others]
  }
  return [...done, ...rest].join('/')
}

function namesOf(root: string, directory: string, target: string, path: string, link: string): readonly string[] {
  const led = posix.isAbsolute(target) ? relative(root, target).split(sep).join('/') : posix.join(directory, target)
  const names = led.split('/').filter((name) => name !== '' && name !== '.')
  const reserved = names.find(isReserved)
  const isInside = names[0] !== '..' && !posix.isAbsolute(led)
  if (isInside && reserved === undefined) return names
  const where = isInside ? `to "${reserved}", which can't be in scope` : 'out of the root'
  throw new PlanError('out-of-scope', `Cannot use path "${path}": the symbolic link "${link}" leads ${where}`)
}
