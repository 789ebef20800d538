import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { nameOf } from '../../../file/path.ts'
import type { Git } from './git.ts'

/** What decides which bytes a checkout gives, as it was before a command, which may change it (gitattributes(5), git-config(1)). */
export interface Rules {
  readonly settings: Settings
  /** Files of attributes that may not be as the commit has them, by their paths in the repository. */
  readonly attributes: { readonly [path: string]: string }
}

/** How git is set to convert line ends, in lower case. */
export interface Settings {
  readonly autocrlf?: string
  readonly eol?: string
}

/** The rules of a work tree. `changed` are paths in it that may not be as the commit has them; of those above it, nobody knows. */
export function rulesOf(root: string, git: Git, settings: Settings, changed: readonly string[]): Rules {
  const above = git.prefix
    .split('/')
    .slice(1)
    .map((_, depth) => `${'../'.repeat(depth + 1)}${file}`)
  const found = [...above, ...changed.filter((path) => nameOf(path) === file)].flatMap((path) => {
    const text = textAt(join(root, path))
    return text === undefined ? [] : [[posix.join(git.prefix, path), text] as const]
  })
  return { settings, attributes: Object.fromEntries(found) }
}

/** Lays rules out in a new directory; gives what git has to be told to follow them, and none of the work tree. */
export function layOut({ settings, attributes }: Rules, directory: string): { readonly [name: string]: string } {
  mkdirSync(directory)
  for (const [path, text] of Object.entries(attributes)) {
    mkdirSync(join(directory, dirname(path)), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
  const { autocrlf = 'false', eol = 'native' } = settings
  return {
    GIT_WORK_TREE: directory,
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: 'core.autocrlf',
    GIT_CONFIG_VALUE_0: autocrlf,
    GIT_CONFIG_KEY_1: 'core.eol',
    GIT_CONFIG_VALUE_1: eol,
  }
}

const file = '.gitattributes'

/** What cannot be read says nothing to git either. */
function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** How git is set to convert line ends. */
export async function settingsOf(git: Git): Promise<Settings> {
  // Each is `key`, a line feed, and the value. Exit status 1 says that there are none.
  const found = await git.paths(['config', '-z', '--get-regexp', String.raw`^core\.(autocrlf|eol)$`]).catch(() => [])
  const pairs = found.map((entry) => entry.toLowerCase().replace('core.', '').split('\n', 2))
  return Object.fromEntries(pairs.map(([key = '', value = '']) => [key, value]))
}
