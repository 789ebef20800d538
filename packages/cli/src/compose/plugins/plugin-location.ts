import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, extname, join, relative, resolve } from 'node:path'
import { isWithin, PlanError } from '@backout/core/model'
import { MANIFEST_FILE } from '@backout/core/plugin'

/** Where a plugin of the repository lies. All paths are absolute. */
export interface PluginLocation {
  /** As `backout.yaml` lists it. */
  readonly listed: string
  /** The package's folder, or that of a single file. */
  readonly folder: string
  /** The only file, where the plugin is no package. */
  readonly file: string | undefined
  /** Where its manifest is, or would be. */
  readonly manifest: string
}

/**
 * Finds a plugin without running any of it: a path relative to the root (a file, or a folder with a package.json), which must not lead
 * out of the root, or a package that is installed in a `node_modules` of the root or above it. Errors: `missing`, `refused`.
 */
export function locatePlugin(root: string, listed: string): PluginLocation {
  return listed.startsWith('.') || listed.startsWith('/') ? locatePath(root, listed) : locatePackage(root, listed)
}

function locatePath(root: string, listed: string): PluginLocation {
  const path = resolve(root, listed)
  if (!existsSync(path)) throw missing(listed, `there is no "${relative(root, path)}"`)
  const real = realpathSync(path)
  if (!isWithin(realpathSync(root), real)) {
    throw new PlanError('refused', `Cannot use plugin "${listed}": it is outside the repository`, {
      hint: 'Move it into the repository, or install it as a package',
    })
  }
  const stat = statSync(real)
  if (stat.isDirectory()) return inFolder(listed, real)
  if (!stat.isFile()) throw missing(listed, `"${relative(root, path)}" is no file, and no folder`)
  return { listed, folder: dirname(real), file: real, manifest: `${real.slice(0, real.length - extname(real).length)}.${MANIFEST_FILE}` }
}

function locatePackage(root: string, listed: string): PluginLocation {
  if (!/^(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/i.test(listed))
    throw missing(listed, 'that is no name of a package, and no relative path')
  for (let folder = realpathSync(root); ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', listed)
    if (existsSync(join(candidate, 'package.json'))) return inFolder(listed, realpathSync(candidate))
    if (dirname(folder) === folder) throw missing(listed, 'it is not installed')
  }
}

function inFolder(listed: string, folder: string): PluginLocation {
  return { listed, folder, file: undefined, manifest: join(folder, MANIFEST_FILE) }
}

function missing(listed: string, reason: string): PlanError {
  return new PlanError('missing', `Cannot find plugin "${listed}": ${reason}`, {
    hint: 'See "plugins" in backout.yaml; a path starts with "./"',
  })
}
