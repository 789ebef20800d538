import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isList, PlanError } from '@backout/core/model'
import type { PluginLocation } from './plugin-location.ts'
import { isCovered } from './plugin-manifest.ts'

type Exports = string | null | { readonly [key: string]: Exports } | readonly Exports[]

/**
 * The module that an `import` of the plugin loads: its one file, or what package.json says (`exports`, as far as it is about the package
 * itself, else `main`, else index.js). Errors: `invalid`.
 */
export function entryOf(location: PluginLocation): string {
  if (location.file) return location.file
  const { exports, main } = packageJson(location)
  const target = exports === undefined ? (main ?? './index.js') : conditional(rootExport(exports))
  const entry = typeof target === 'string' ? resolve(location.folder, target) : undefined
  if (entry !== undefined && isCovered(location.folder, entry)) return entry
  throw new PlanError('invalid', `Cannot load plugin "${location.listed}": its package.json names no module that its manifest covers`, {
    hint: 'Name a file of the package itself, outside of node_modules',
  })
}

interface PackageJson {
  readonly exports?: Exports
  readonly main?: string
}

function packageJson(location: PluginLocation): PackageJson {
  try {
    return JSON.parse(readFileSync(join(location.folder, 'package.json'), 'utf8')) as PackageJson
  } catch (cause) {
    throw new PlanError('invalid', `Cannot load plugin "${location.listed}": its package.json cannot be read`, { cause })
  }
}

function rootExport(exports: Exports): Exports {
  return typeof exports === 'object' && exports !== null && '.' in exports ? exports['.']! : exports
}

/** The first condition that is true of an import in Node, in the package's own order. */
function conditional(exports: Exports): string | undefined {
  if (typeof exports === 'string') return exports
  if (exports === null) return undefined
  const branches: readonly Exports[] = isList(exports)
    ? exports
    : Object.entries(exports).flatMap(([key, value]) => (['import', 'node', 'module-sync', 'default'].includes(key) ? [value] : []))
  for (const branch of branches) {
    const target = conditional(branch)
    if (target !== undefined) return target
  }
  return undefined
}
