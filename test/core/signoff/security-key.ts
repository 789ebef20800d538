import { generateKeyPairSync, hash, sign } from 'node:crypto'

const type = 'sk-ssh-ed25519@openssh.com'
const application = 'ssh:'

/** A security key made of software: its public key as `allowed_signers` has it, its fingerprint, and signatures as ssh-keygen makes them (OpenSSH's PROTOCOL.sshsig and PROTOCOL.u2f). */
export function securityKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const blob = Buffer.concat([field(type), field(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)), field(application)])
  return {
    line: `${type} ${blob.toString('base64')}`,
    fingerprint: `SHA256:${sha256(blob).toString('base64').replace(/=*$/, '')}`,
    sign(text: string, namespace: string): string {
      const context = [field(namespace), field(''), field('sha512')]
      const message = Buffer.concat([magic, ...context, field(hash('sha512', text, 'buffer'))])
      const touchedAndCounted = Buffer.concat([Buffer.of(1), number(7)])
      const raw = sign(null, Buffer.concat([sha256(application), touchedAndCounted, sha256(message)]), privateKey)
      const signature = Buffer.concat([field(type), field(raw), touchedAndCounted])
      const whole = Buffer.concat([magic, number(1), field(blob), ...context, field(signature)]).toString('base64')
      return `-----BEGIN SSH SIGNATURE-----\n${whole.replaceAll(/.{70}/g, '$&\n')}\n-----END SSH SIGNATURE-----\n`
    },
  }
}

const magic = Buffer.from('SSHSIG')

function sha256(data: string | Buffer): Buffer {
  return hash('sha256', data, 'buffer')
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function field(data: string | Buffer): Buffer {
  const bytes = Buffer.from(data)
  return Buffer.concat([number(bytes.length), bytes])
}
