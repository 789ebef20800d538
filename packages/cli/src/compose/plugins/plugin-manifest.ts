import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { messageOf, PlanError } from '@backout/core/model'
import { markProblems, parseManifest, type PluginManifest } from '@backout/core/plugin'
import type { PluginLocation } from './plugin-location.ts'

/** Reads a manifest, or gives undefined where there is none. Errors: `invalid`. */
export function readManifest(location: PluginLocation): PluginManifest | undefined {
  const text = manifestText(location)
  if (text === undefined) return undefined
  try {
    return parseManifest(text)
  } catch (cause) {
    throw new PlanError('invalid', `Cannot use plugin "${location.listed}": ${messageOf(cause)}`, {
      cause,
      hint: (cause instanceof PlanError && cause.hint) || 'Write it anew with: plan plugins --write',
    })
  }
}

/** All marks in the schemas of a manifest are seen: what they say of a plan that is validated without the plugin's code, nothing else does. Errors: `invalid`. */
export function demandMarks({ listed }: PluginLocation, { steps }: PluginManifest): void {
  for (const { uses, input } of steps) {
    const [problem] = markProblems(input)
    if (problem !== undefined)
      throw new PlanError('invalid', `Cannot use plugin "${listed}": in the input schema of step type "${uses}" ${problem}`)
  }
}

/** The text of a manifest, or undefined where there is none. It may have come with a pull request. Errors: `invalid` for a link, and what is no plain file or too large. */
export function manifestText({ listed, manifest }: PluginLocation): string | undefined {
  const stat = lstatSync(manifest, { throwIfNoEntry: false })
  const problem = stat && (stat.isFile() ? stat.size > largest && `is larger than ${largest} bytes` : 'is a link, or no plain file')
  if (problem) throw new PlanError('invalid', `Cannot use plugin "${listed}": its manifest ${problem}`)
  return stat && readFileSync(manifest, 'utf8')
}

/** Bytes of the largest manifest. */
const largest = 16_777_216

/**
 * `sha256-<hex>` over what a plugin consists of: its one file, or all files of its package (but not of the packages it depends on,
 * and not its manifest), by path, with their lengths. Errors: `invalid` for a link among them.
 */
export function integrityOf(location: PluginLocation): string {
  const hash = createHash('sha256')
  for (const path of location.file ? [location.file] : filesOf(location, location.folder)) {
    if (path === location.manifest) continue
    const bytes = readFileSync(path)
    hash.update(`${relative(location.folder, path).replaceAll('\\', '/')}\0${bytes.length}\0`).update(bytes)
  }
  return `sha256-${hash.digest('hex')}`
}

/** Whether a path is that of a file which the digest of a plugin in this folder covers, if it is there. */
export function isCovered(folder: string, path: string): boolean {
  return (
    path.startsWith(folder + sep) &&
    !path
      .slice(folder.length)
      .split(sep)
      .some((part) => uncovered.has(part))
  )
}

/** What others provide. */
const uncovered: ReadonlySet<string> = new Set(['node_modules', '.git'])

function filesOf(location: PluginLocation, folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !uncovered.has(entry.name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isSymbolicLink()) throw linked(location, relative(location.folder, path))
      return entry.isDirectory() ? filesOf(location, path) : entry.isFile() ? [path] : []
    })
}

/** What a link leads to could be another thing tomorrow, and nobody would notice. */
function linked({ listed }: PluginLocation, path: string): PlanError {
  return new PlanError('invalid', `Cannot use plugin "${listed}": its "${path}" is a link, and no digest covers what it leads to`, {
    hint: 'Put the file itself there',
  })
}
