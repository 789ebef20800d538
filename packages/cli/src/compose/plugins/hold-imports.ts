import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { PlanError } from '@backout/core/model'
import type { PluginLocation } from './plugin-location.ts'
import { isCovered } from './plugin-manifest.ts'

/**
 * From now on, the modules of a plugin import nothing but each other and packages: whatever else they import is not covered by the digest of the plugin's
 * manifest, and could change without anybody noticing. Errors (of the import): `invalid`.
 */
export function holdImports(location: PluginLocation): void {
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context)
      if (!isOwn(location, context.parentURL) || isPackage(specifier) || isOwn(location, resolved.url)) return resolved
      throw new PlanError(
        'invalid',
        `Cannot load plugin "${location.listed}": it imports "${specifier}", which its manifest does not cover`,
        {
          hint: location.file
            ? 'Make the plugin a folder with a package.json: its manifest then covers all files in it'
            : 'Move what it imports into its folder, or into a package that it depends on',
        },
      )
    },
  })
}

function isOwn({ file, folder }: PluginLocation, url: string | undefined): boolean {
  if (!url?.startsWith('file:')) return false
  const path = fileURLToPath(url)
  if (file !== undefined) return path === file
  return isCovered(folder, path)
}

/** Packages, built-in modules, and modules that stand in the specifier itself. */
function isPackage(specifier: string): boolean {
  return !/^(\.{0,2}\/|#|file:)/.test(specifier)
}
