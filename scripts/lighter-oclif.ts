import type { Plugin } from 'rolldown'

/**
 * Takes out of the start of every command what oclif does there and no command needs: libraries and large built-in
 * modules are required where they are first used, the commands are sorted without the collation rules of the locale, and nobody asks whether
 * this is Linux under Windows.
 */
export const lighterOclif: Plugin = {
  name: 'lighter-oclif',
  transform(code, id) {
    if (id.endsWith('/wsl-utils/index.js')) return 'export const isWsl = false'
    if (!id.includes('/@oclif/core/lib/')) return undefined
    return requiredLate(code).replace('.sort((a, b) => a.id.localeCompare(b.id))', '.sort((a, b) => (a.id < b.id ? -1 : 1))')
  },
}

/** Modules of oclif's own stay where they are, and so do built-in ones that Node has loaded anyway. */
function requiredLate(code: string): string {
  const required = /^const (\w+) = ((?:__importDefault\()?require\("(?!\.|node:(?:fs|os|path|url|util)")[^"]+"\)+);\n/gm
  return [...code.matchAll(required)].reduce(
    (late, [line, name, call]) => late.replace(line, '').replaceAll(new RegExp(`\\b${name!}\\b`, 'g'), call!),
    code,
  )
}
