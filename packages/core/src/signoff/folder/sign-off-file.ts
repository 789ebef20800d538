import { hash } from 'node:crypto'
import { PlanError } from '../../model/index.ts'
import { isPrincipal, isRole, readStatement, type Statement, statementText } from '../statement.ts'

/** A signed statement as it is kept: the statement's exact text, and the SSH signature of it. */
export interface SignOffFile {
  /** The file's name, without its folder. */
  readonly name: string
  readonly text: string
  readonly statement: Statement
  /** `-----BEGIN SSH SIGNATURE-----` … */
  readonly signature: string
}

/** Largest sign-off file, bytes: enough for a plan with thousands of files. */
export const largestFile = 1_048_576

/** The folder of a plan's sign-offs: beside it, `plans/crm.plan.yaml` gives `plans/crm.plan.yaml.signoffs`. */
export function signOffFolder(planPath: string): string {
  return `${planPath}.signoffs`
}

/**
 * `<digest12>.<role>.<principal>.json`. The digest is the binding digest, for several environments that of all of theirs, so that a sign-off with other inputs
 * is another file; for a gate that of the statement itself: a run keeps every decision, and none in the place of another. Errors: `invalid` for a role or a principal that has no place in a file's name.
 */
export function signOffFileName(statement: Statement): string {
  const { role, principal } = statement.predicate
  if (!isRole(role)) throw new PlanError('invalid', `Cannot sign in role "${role}": it is not the name of a role`)
  if (!isPrincipal(principal))
    throw new PlanError('invalid', `Cannot sign as "${principal}": a principal is a name such as "alice@example.com"`)
  const digest = namingDigest(statement)
  if (!/^[0-9a-f]{12}/.test(digest)) throw new PlanError('invalid', `Cannot sign: "${digest}" is not a SHA-256`)
  return `${digest.slice(0, 12)}.${role}.${principal}.json`
}

function namingDigest(statement: Statement): string {
  const { subject, predicate } = statement
  if (predicate.gate) return hash('sha256', statementText(statement), 'hex')
  const digests = subject.map(({ digest }) => digest.sha256).toSorted()
  return digests.length === 1 ? digests[0]! : hash('sha256', digests.join('\n'))
}

/** The file's content. Errors: `invalid` where nobody would read it, since it is too large. */
export function writeSignOff({ text, signature }: Pick<SignOffFile, 'text' | 'signature'>): string {
  const content = `${JSON.stringify({ apiVersion: 'backout/v1', kind: 'SignOff', statement: text, signature }, null, 2)}\n`
  if (Buffer.byteLength(content) <= largestFile) return content
  throw new PlanError('invalid', `Cannot sign: the sign-off would be larger than ${largestFile} bytes`, {
    hint: 'Write a shorter comment, or sign for one environment at a time (--env)',
  })
}

/** A sign-off from its file, or what is wrong with it, in words. */
export function readSignOff(name: string, bytes: Uint8Array): SignOffFile | string {
  if (bytes.length > largestFile) return `it is larger than ${largestFile} bytes`
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return 'it is not JSON in UTF-8'
  }
  if (typeof value !== 'object' || value === null) return 'it is not a sign-off'
  const { apiVersion, kind, statement: text, signature } = value as { readonly [key: string]: unknown }
  if (apiVersion !== 'backout/v1' || kind !== 'SignOff') return 'it is not a sign-off of backout/v1'
  if (typeof text !== 'string' || typeof signature !== 'string') return 'it lacks its statement or its signature'
  const statement = readStatement(text)
  return typeof statement === 'string' ? statement : { name, text, statement, signature }
}

/** Names a sign-off: SHA-256 (hex) of what was signed, so that another layout of its file is no other sign-off; of the bytes where it is none. */
export function signOffDigest(bytes: Uint8Array): string {
  const file = readSignOff('', bytes)
  return hash('sha256', typeof file === 'string' ? bytes : file.text, 'hex')
}
