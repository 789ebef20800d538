import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import type { Lock } from './rules/lock.ts'
import { parseSource, type Source } from './source.ts'

const root = resolve(import.meta.dirname, '../..')

/** The sources of all packages, as they stand on disk; what is generated is nobody's to shape. */
export function packageSources(): readonly Source[] {
  const paths = globSync('packages/*/src/**/*.ts', { cwd: root }).map((path) => path.replaceAll(sep, '/'))
  return paths
    .filter((path) => !path.includes('.generated.'))
    .toSorted()
    .map((path) => parseSource(path, readFileSync(resolve(root, path), 'utf8')))
}

/** Path and text of every text file that git tracks. */
export function trackedTexts(): readonly { readonly path: string; readonly text: string }[] {
  const paths = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean)
  return paths.flatMap((path) => {
    const bytes = readIfThere(resolve(root, path))
    return bytes === undefined || bytes.includes(0) ? [] : [{ path, text: bytes.toString('utf8') }]
  })
}

/** The parsed package-lock.json. */
export function packageLock(): Lock {
  return JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8'))
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
