/**
 * What a command inherits: where to find programs and a home, and how to speak to people. Nothing else, since an environment is where
 * machines keep secrets; what a command needs beyond this stands in the plan, under `env`.
 */
const inherited: readonly string[] = words(`
  PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TERM TMPDIR TEMP TMP CI XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME
`)

/** Windows programs do not start without these. */
const windows: readonly string[] = words(`
  SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT USERPROFILE APPDATA LOCALAPPDATA PROGRAMFILES PROGRAMDATA
`)

/** The environment of a command: the inherited part of `from`, locale settings, and what the plan gives. */
export function commandEnvironment(
  from: { readonly [name: string]: string | undefined },
  given: { readonly [name: string]: string } = {},
): { readonly [name: string]: string } {
  const kept = Object.entries(from).filter(([name, value]) => value !== undefined && isInherited(name)) as [string, string][]
  return { ...Object.fromEntries(kept), ...given }
}

function isInherited(name: string): boolean {
  const isWindows = process.platform === 'win32'
  const known = isWindows ? name.toUpperCase() : name
  return inherited.includes(known) || known.startsWith('LC_') || (isWindows && windows.includes(known))
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/)
}
