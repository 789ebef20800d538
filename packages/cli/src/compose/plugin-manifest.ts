import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { messageOf, PlanError } from '@backout/core/model'
import { parseManifest, type PluginManifest } from '@backout/core/plugin'
import type { PluginLocation } from './plugin-location.ts'

/** Reads a manifest, or gives undefined where there is none. Errors: `invalid`. */
export function readManifest(location: PluginLocation): PluginManifest | undefined {
  if (!existsSync(location.manifest)) return undefined
  try {
    return parseManifest(readFileSync(location.manifest, 'utf8'))
  } catch (cause) {
    throw new PlanError('invalid', `Cannot use plugin "${location.listed}": ${messageOf(cause)}`, {
      cause,
      hint: (cause instanceof PlanError && cause.hint) || 'Write it anew with: plan plugins --write',
    })
  }
}

/**
 * `sha256-<hex>` over what a plugin consists of: its one file, or all files of its package (but not of the packages it depends on,
 * and not its manifest), by path, with their lengths.
 */
export function integrityOf(location: PluginLocation): string {
  const hash = createHash('sha256')
  for (const path of location.file ? [location.file] : filesOf(location.folder)) {
    if (path === location.manifest) continue
    const bytes = readFileSync(path)
    hash.update(`${relative(location.folder, path).replaceAll('\\', '/')}\0${bytes.length}\0`).update(bytes)
  }
  return `sha256-${hash.digest('hex')}`
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules' && entry.name !== '.git')
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesOf(join(folder, entry.name)) : entry.isFile() ? [join(folder, entry.name)] : []))
}
