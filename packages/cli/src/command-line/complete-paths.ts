import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { run } from '@oclif/core/run'

/**
 * Lets the completion for bash that oclif's plugin wrote fall back to paths, as that for zsh does: where it knows no command and no flag, a plan is named, which
 * is a path, or a file.
 */
export async function completePaths(options: Parameters<typeof run>[1]): Promise<void> {
  const { Config } = await import('@oclif/core/config')
  const { cacheDir, bin } = await Config.load(options)
  const path = join(cacheDir, 'autocomplete/functions/bash', `${bin}.bash`)
  if (existsSync(path))
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/^complete -F /gm, 'complete -o bashdefault -o default -F '))
}
