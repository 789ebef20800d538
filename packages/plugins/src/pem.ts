import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { PlanError } from '@backout/core/plugin'

/**
 * A certificate or a key of a connection: PEM text as it is, else the content of a file under `root`; undefined for none.
 * Errors: `missing` where the file cannot be read, `invalid` where it holds no PEM, since TLS would pass over it without a word.
 */
export async function pem(value: string | undefined, root: string): Promise<string | undefined> {
  if (value === undefined || isPem(value)) return value
  const text = await readFile(resolve(root, value), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new PlanError('missing', `Cannot read certificate "${value}": ${cause.code ?? 'it is not readable'}`)
  })
  if (isPem(text)) return text
  throw new PlanError('invalid', `Cannot use certificate "${value}": there is no PEM in it`, {
    hint: 'PEM begins with "-----BEGIN"; openssl converts other formats',
  })
}

/** The files among the values that {@link pem} reads, as they are given. */
export function pemFiles({ ca, cert, key }: { readonly [name in 'ca' | 'cert' | 'key']?: string | undefined } = {}): readonly string[] {
  return [ca, cert, key].flatMap((value) => (value === undefined || isPem(value) ? [] : [value]))
}

function isPem(text: string): boolean {
  return text.includes('-----BEGIN')
}
