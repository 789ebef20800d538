import { messageOf, PlanError, remembering } from '../model/index.ts'

/**
 * Where secrets come from: the environment variable NAME, or the file that NAME_FILE names (one line feed at its end does not count).
 * An empty one counts as not set. Each is read once. Errors: `invalid` where both are set, or for what is no text or too long to be hidden; `missing` for
 * a file that can't be read.
 */
export function secretSource(
  env: { readonly [name: string]: string | undefined },
  readFile: (path: string) => Uint8Array,
): (name: string) => string | undefined {
  return remembering((name) => find(name, env, readFile))
}

function find(
  name: string,
  env: { readonly [name: string]: string | undefined },
  readFile: (path: string) => Uint8Array,
): string | undefined {
  const given = (variable: string): string | undefined => (Object.hasOwn(env, variable) && env[variable]) || undefined
  const [value, path] = [given(name), given(`${name}_FILE`)]
  if (path === undefined) return value && hideable(name, value)
  if (value !== undefined)
    throw new PlanError('invalid', `Cannot read secret "${name}": both ${name} and ${name}_FILE are set`, {
      hint: `Set one of them: unset ${name}, or unset ${name}_FILE`,
    })
  return hideable(name, textOf(name, path, read(name, path, readFile))) || undefined
}

function read(name: string, path: string, readFile: (path: string) => Uint8Array): Uint8Array {
  try {
    return readFile(path)
  } catch (cause) {
    throw new PlanError('missing', `Cannot read secret "${name}" from "${path}": ${messageOf(cause)}`, { cause })
  }
}

function textOf(name: string, path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).replace(/\r?\n$/, '')
  } catch {
    throw new PlanError('invalid', `Cannot read secret "${name}" from "${path}": it is no text in UTF-8`, {
      hint: 'Keep it as text, for example in base64',
    })
  }
}

/** Characters of the longest secret: it is looked for in all that is stored and shown, in every spelling, and each of its lines. */
const longest = 65_536

function hideable(name: string, value: string): string {
  if (value.length <= longest) return value
  throw new PlanError(
    'invalid',
    `Cannot use secret "${name}": it has ${value.length} characters, and more than ${longest} cannot be kept out of the record`,
  )
}
