import type { Breach, Import, Source } from '../source.ts'

/** What each room may import beside itself and libraries. A room that is not named here may import nothing of ours. */
const allowed: { readonly [room: string]: readonly string[] } = {
  'core/model': [],
  'core/plugin': ['core/model'],
  'core/testing': ['core/model', 'core/plugin', 'core/validate'],
  'core/secret': ['core/model'],
  'core/expression': ['core/model'],
  'core/record': ['core/model'],
  'core/report': ['core/model', 'core/record'],
  'core/load': ['core/model', 'core/plugin'],
  'core/validate': ['core/model', 'core/plugin', 'core/load', 'core/expression'],
  'core/compile': ['core/model', 'core/plugin', 'core/load', 'core/validate', 'core/expression'],
  'core/signoff': ['core/model', 'core/plugin', 'core/compile'],
  'core/execute': [
    'core/model',
    'core/plugin',
    'core/load',
    'core/validate',
    'core/compile',
    'core/expression',
    'core/record',
    'core/secret',
    'core/signoff',
  ],
}

/** The rooms of docs/architecture.md: `model ← plugin ← load ← validate ← compile ← execute`, and each package's view of the others. */
export function roomBreaches(sources: readonly Source[]): readonly Breach[] {
  return sources.flatMap((source) =>
    source.imports.flatMap((used) => {
      const from = roomOf(source.path)
      const to = targetRoom(used)
      if (to === undefined || mayImport(from, to)) return []
      return [{ path: source.path, line: used.line, message: `"${from}" imports "${used.specifier}", which is in "${to}"` }]
    }),
  )
}

/** The room of a file: `core/load`, `plugins/sql`, `cli`; a file beside the rooms is named for itself: `core/index`. */
export function roomOf(path: string): string {
  const [, name = '', , folder = ''] = path.split('/')
  return name === 'cli' ? 'cli' : `${name}/${folder.replace(/\.ts$/, '')}`
}

function mayImport(from: string, to: string): boolean {
  if (from === to || from === 'core/index') return true
  if (from === 'cli') return to !== 'core/testing'
  if (from.startsWith('plugins/')) return to.startsWith('plugins/') || to === 'core/plugin'
  return (allowed[from] ?? []).includes(to)
}

function targetRoom({ specifier, file }: Import): string | undefined {
  if (file !== undefined) return roomOf(file)
  const [scope, name, room] = specifier.split('/')
  if (scope === 'backout') return 'cli'
  if (scope !== '@backout') return undefined
  return name === 'plugins' ? `plugins/${room ?? 'index'}` : `core/${room ?? 'index'}`
}
