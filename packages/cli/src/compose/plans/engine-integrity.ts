import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What the bundle was made of; nothing gives it a value where modules run as they were compiled. */
declare const BUNDLED_ENGINE_INTEGRITY: string | undefined

/**
 * `sha256-<hex>` over the compiled code of the engine and of the built-in plugins: what tells two builds of one version apart. The bundle knows
 * it since it was made: to read hundreds of files takes a tenth of the time that a small plan runs.
 */
export function engineIntegrity(): string {
  return typeof BUNDLED_ENGINE_INTEGRITY === 'string' ? BUNDLED_ENGINE_INTEGRITY : installedIntegrity()
}

/** The same, of what is installed. */
export function installedIntegrity(): string {
  const hash = createHash('sha256')
  for (const module of ['@backout/core', '@backout/plugins']) {
    const folder = dirname(fileURLToPath(import.meta.resolve(module)))
    for (const path of codeIn(folder)) {
      const bytes = readFileSync(path)
      hash.update(`${module}/${relative(folder, path).replaceAll('\\', '/')}\0${bytes.length}\0`).update(bytes)
    }
  }
  return `sha256-${hash.digest('hex')}`
}

function codeIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}
