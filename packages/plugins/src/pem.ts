import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { messageOf, PlanError } from '@backout/core/plugin'

/** The certificates of a connection, as TLS takes them: PEM text or, until they are read, files. */
export interface Pems {
  readonly ca?: string | undefined
  readonly cert?: string | undefined
  readonly key?: string | undefined
}

type Kind = keyof Pems

/**
 * The certificates and the key of a connection: each is PEM text as it is, else the content of a file under `root`.
 * Errors: `missing` where a file cannot be read; `invalid` where one is not what it is given as, since TLS would pass over much of that without a word, and where they cannot be used together.
 */
export async function readPems(given: Pems | undefined, root: string): Promise<{ readonly [kind in Kind]?: string }> {
  const kinds = (['ca', 'cert', 'key'] as const).filter((kind) => given?.[kind] !== undefined)
  const pems = Object.fromEntries(await Promise.all(kinds.map(async (kind) => [kind, await pem(kind, given![kind]!, root)] as const)))
  if (kinds.length > 0) await demandUsable(pems)
  return pems
}

/** The files among certificates, as they are given. */
export function pemFiles({ ca, cert, key }: Pems = {}): readonly string[] {
  return [ca, cert, key].flatMap((value) => (value === undefined || isPem(value) ? [] : [value]))
}

async function pem(kind: Kind, value: string, root: string): Promise<string> {
  const text = isPem(value) ? value : await read(kind, value, root)
  const what = text === value ? `the text of tls.${kind}` : `"${value}" as tls.${kind}`
  if (!isPem(text)) throw unusable(what, 'there is no PEM in it', 'PEM begins with "-----BEGIN"; openssl converts other formats')
  const { has, label } = contents[kind]
  if (!label.test(text)) throw unusable(what, `there is no ${has} in it`)
  if (kind === 'key' && encrypted.test(text))
    throw unusable(
      what,
      'it is encrypted, and nobody can be asked for its passphrase',
      'Decrypt it with openssl pkey, and give it as a secret',
    )
  return text
}

async function read(kind: Kind, value: string, root: string): Promise<string> {
  return readFile(resolve(root, value), 'utf8').catch(({ code }: NodeJS.ErrnoException) => {
    const reason = code === 'ENOENT' ? 'there is no such file' : (code ?? 'it is not readable')
    throw new PlanError('missing', `Cannot read "${value}" as tls.${kind}: ${reason}`, {
      hint: 'Paths of certificates start at the root of the repository',
    })
  })
}

const contents = {
  ca: { has: 'certificate', label: /-----BEGIN [\w ]*CERTIFICATE-----/ },
  cert: { has: 'certificate', label: /-----BEGIN [\w ]*CERTIFICATE-----/ },
  key: { has: 'private key', label: /-----BEGIN [\w ]*PRIVATE KEY-----/ },
}

/** Labels of PKCS #8 (RFC 7468, 11), and the header of what openssl wrote before (RFC 1421). */
const encrypted = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m

/** That OpenSSL can read them, and that the key is that of the certificate. Errors: `invalid`. */
async function demandUsable(pems: { readonly [kind in Kind]?: string }): Promise<void> {
  const [{ X509Certificate }, { createSecureContext }] = await Promise.all([import('node:crypto'), import('node:tls')])
  try {
    // TLS would take the certificates of authorities as far as it can read them.
    const authorities = pems.ca?.match(certificates)?.map((certificate) => new X509Certificate(certificate).toString())
    createSecureContext({ ...pems, ...(authorities && { ca: authorities }) })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH') throw unusable('tls.cert with tls.key', 'the key is that of another certificate')
    const names = Object.keys(pems).map((kind) => `tls.${kind}`)
    throw unusable(names.join(', '), `what is there cannot be read (${code ?? messageOf(cause)})`)
  }
}

const certificates = /-----BEGIN [\w ]*CERTIFICATE-----(?:(?!-----BEGIN)[^])*/g

function unusable(what: string, reason: string, hint?: string): PlanError {
  return new PlanError('invalid', `Cannot use ${what}: ${reason}`, { hint })
}

function isPem(text: string): boolean {
  return text.includes('-----BEGIN')
}
