import { hash } from 'node:crypto'
import type { KnownSigner } from './question.ts'

/**
 * The names that an `allowed_signers` file gives to each key, whether or not its line counts at this time or for plans: it says all the same who somebody
 * is. Patterns of names are left out, and lines of certificate authorities, whose key is nobody's.
 */
export function listedNames(allowedSigners: string): readonly KnownSigner[] {
  return allowedSigners.split(/\r?\n/).flatMap((line) => {
    const [, quoted, plain, options = '', blob = ''] = keyLine.exec(line) ?? []
    if (blob === '' || /(?:^|,)cert-authority(?:,|\s|$)/i.test(options)) return []
    const key = `SHA256:${hash('sha256', Buffer.from(blob, 'base64'), 'base64').replace(/=+$/, '')}`
    const names = (quoted ?? plain ?? '').split(',').filter((name) => !/^$|^#|[*?!]/.test(name))
    return names.map((principal) => ({ principal, key }))
  })
}

/** Names, options and the type of the key, and the key, of which the first four bytes are the length of its type. */
const keyLine = /^\s*(?:"([^"]*)"|(\S+))\s+(?:(.*?)\s+)?(AAAA[0-9A-Za-z+/]+=*)(?:\s|$)/
