import type { ConnectionOptions, PeerCertificate } from 'node:tls'
import { readPems } from '../../../pem.ts'
import type { PostgresConfig } from './config.ts'
import type { Target } from './target.ts'

/** How a connection is encrypted; false where it is not to be. Relative files of certificates are under `root`. Errors: those of {@link readPems}. */
export async function tlsOf({ mode, host }: Target, config: PostgresConfig, root: string): Promise<false | ConnectionOptions> {
  if (mode === 'disable' || host.startsWith('/')) return false
  const given = await readPems(config.tls, root)
  // As libpq does: a CA that is named is checked also by `require`.
  if (mode === 'verify-full') return { ...given, rejectUnauthorized: true }
  if (mode === 'verify-ca' || (mode === 'require' && given.ca !== undefined))
    return { ...given, rejectUnauthorized: true, checkServerIdentity: anyName }
  return { ...given, rejectUnauthorized: false }
}

function anyName(_host: string, _certificate: PeerCertificate): undefined {
  return undefined
}
