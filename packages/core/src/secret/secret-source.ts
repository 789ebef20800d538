import { messageOf, PlanError } from '../model/index.ts'

/**
 * Where secrets come from: the environment variable NAME, or the file that NAME_FILE names (one line feed at its end does not count).
 * An empty one counts as not set. Each is read once. Errors: `invalid` where both are set, `missing` for a file that can't be read.
 */
export function secretSource(
  env: { readonly [name: string]: string | undefined },
  readFile: (path: string) => string,
): (name: string) => string | undefined {
  const known = new Map<string, string | undefined>()
  return (name) => {
    if (!known.has(name)) known.set(name, find(name, env, readFile))
    return known.get(name)
  }
}

function find(name: string, env: { readonly [name: string]: string | undefined }, readFile: (path: string) => string): string | undefined {
  const value = env[name] || undefined
  const path = env[`${name}_FILE`] || undefined
  if (path === undefined) return value
  if (value !== undefined) throw new PlanError('invalid', `Cannot read secret "${name}": both ${name} and ${name}_FILE are set`)
  return read(name, path, readFile) || undefined
}

function read(name: string, path: string, readFile: (path: string) => string): string {
  try {
    return readFile(path).replace(/\r?\n$/, '')
  } catch (cause) {
    throw new PlanError('missing', `Cannot read secret "${name}" from "${path}": ${messageOf(cause)}`, { cause })
  }
}
