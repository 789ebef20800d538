import { existsSync, globSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

/**
 * What the compiler has made in `dist` of sources in `src` that have been moved or removed since: it leaves that behind, and then it would be published, and count
 * for the digest of the engine, which has to be the same for the same sources. Paths below `dist`.
 */
export function staleOutput(folder: string): readonly string[] {
  const output = globSync('**/*.{js,d.ts}', { cwd: join(folder, 'dist') })
  return output.filter((path) => !existsSync(join(folder, 'src', path.replace(/\.(?:js|d\.ts)$/, '.ts')))).toSorted()
}

if (import.meta.main) {
  for (const name of ['core', 'plugins', 'cli']) {
    const folder = resolve(import.meta.dirname, '../packages', name)
    for (const path of staleOutput(folder)) rmSync(join(folder, 'dist', path))
  }
}
