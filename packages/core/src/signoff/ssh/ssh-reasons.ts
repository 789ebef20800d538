import { PlanError, shellWord } from '../../model/index.ts'
import { isPrincipal } from '../statement.ts'

/** Why ssh-keygen did not sign, and what to do. Where it says something unforeseen, that is passed on. Code: `failed`. */
export function signingProblem(key: string, stderr: string, exitCode: number): PlanError {
  const [, why, hint] = signing.find(([pattern]) => pattern.test(stderr)) ?? [
    undefined,
    lastLine(stderr) || `ssh-keygen ended with ${exitCode}`,
  ]
  return new PlanError('failed', `Cannot sign with key "${key}": ${why}`, {
    hint: hint?.replace('KEY', () => shellWord(key.replace(/\.pub$/, ''))) ?? usualHint,
  })
}

const usualHint = 'Give a private key with --key FILE, or a public key whose private half is in the SSH agent'

/** By what OpenSSH 8.9 to 10 says; KEY is the private key. */
const signing: readonly (readonly [said: RegExp, why: string, hint?: string])[] = [
  [/are too open/, 'others can read it, so that ssh-keygen does not use it', 'Keep it to yourself: chmod 600 KEY'],
  [
    /incorrect passphrase|bad passphrase/,
    'its passphrase was not given, or an incorrect passphrase was',
    'Sign at a terminal, which asks for it, or add the key to the SSH agent: ssh-add KEY',
  ],
  [/Couldn't load public key/, 'it is no file with an SSH key'],
  [/No private key found/, 'its private half is neither beside it nor in the SSH agent'],
]

/** Why ssh-keygen does not verify a signature, in our words; it says nothing at all where the key is not listed for the principal. `others` are those for whom it is: names, and patterns of names. */
export function verifyingProblem(output: string, principal: string, others: readonly string[]): string {
  const found = verifying.find(([pattern]) => pattern.test(output))
  if (found) return found[1](principal)
  if (others.length > 0) {
    const names = others.map((other) => `"${other}"`).join(', ')
    const plain = others.find(isPrincipal)
    const hint = plain === undefined ? '' : `: sign with --identity ${shellWord(plain)}`
    return `the key that signed it is one of ${names}, not of "${principal}"${hint}`
  }
  const [, line, what] = /^\S*allowed_signers:(\d+): (.*)$/m.exec(output) ?? []
  const passedOver = line === undefined ? '' : ` (line ${line} of the allowed signers cannot be read: ${what!.trim()})`
  return `the key that signed it is not known as a key of "${principal}"${passedOver}`
}

const verifying: readonly (readonly [RegExp, (principal: string) => string])[] = [
  [/incorrect signature/i, () => 'its signature does not belong to its statement'],
  [/namespace does not match/i, () => 'its signature was made for something else'],
  [/parse signature|incomplete message|invalid format/i, () => 'its signature cannot be read'],
  [/certificate invalid: (?:expired|not yet valid)/i, (principal) => `the certificate of "${principal}" was not valid when it was signed`],
  [/certificate not authorized/i, (principal) => `the certificate of the key that signed it does not name "${principal}"`],
  [/key has expired/i, (principal) => `the key of "${principal}" was no longer valid when it was signed`],
  [/not yet valid/i, (principal) => `the key of "${principal}" was not yet valid when it was signed`],
  [
    /not permitted for use in signature namespace/i,
    (principal) => `the key of "${principal}" may not sign plans: its namespaces lack "backout-signoff"`,
  ],
]

function lastLine(text: string): string {
  return text.trim().split(/\r?\n/).at(-1) ?? ''
}
