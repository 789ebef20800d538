import { type BoundPlan, isObject, type Json, principalPattern } from '../model/index.ts'

/** What a signature says. `revoke` takes back one's own earlier decision. */
export type Decision = 'approve' | 'reject' | 'revoke'

/** An in-toto Statement (v1) about one plan, bound to one or several environments. */
export interface Statement {
  readonly _type: 'https://in-toto.io/Statement/v1'
  readonly subject: readonly Subject[]
  readonly predicateType: typeof predicateType
  readonly predicate: Predicate
}

/** What is signed: a plan bound to an environment. `annotations.parts` are those of the binding, so that it can be said what changed since. */
export interface Subject {
  /** `<plan>@<environment>` */
  readonly name: string
  /** The hexadecimal part of the binding digest. */
  readonly digest: { readonly sha256: string }
  readonly annotations: {
    readonly environment: string
    readonly planDigest: string
    readonly bindingDigest: string
    readonly parts: { readonly [part: string]: string }
  }
}

/** Who says what about the subjects, and until when. Times are ISO 8601 in UTC. */
export interface Predicate {
  readonly plan: string
  readonly role: string
  readonly principal: string
  readonly decision: Decision
  readonly signedAt: string
  readonly expires?: string
  readonly comment?: string
  /** In a sign-off for a gate: the run that waits there, and its journal's head. */
  readonly gate?: GateMark
}

/** Which gate of which run a sign-off is for. `journalHead` is the SHA-256 (hex) of a record since the run began to wait. */
export interface GateMark {
  readonly run: string
  readonly requirement: string
  readonly journalHead: string
}

/** The type of the predicate, as in-toto names types: by a URI. */
export const predicateType = 'https://backout.dev/sign-off/v1'

/** A statement about bound plans: the same plan in one or several environments. */
export function makeStatement(bounds: readonly BoundPlan[], predicate: Omit<Predicate, 'plan'>): Statement {
  const [first] = bounds
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: bounds.map(subjectOf),
    predicateType,
    predicate: { plan: first!.name, ...predicate },
  }
}

/** The text that is signed, byte for byte. */
export function statementText(statement: Statement): string {
  return `${JSON.stringify(statement, null, 2)}\n`
}

/** A statement from its text, or what is wrong with it, in words. */
export function readStatement(text: string): Statement | string {
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch {
    return 'its statement is not JSON'
  }
  if (!isObject(value) || value['_type'] !== 'https://in-toto.io/Statement/v1') return 'its statement is not an in-toto statement (v1)'
  if (value['predicateType'] !== predicateType) return `its statement is not of the type ${predicateType}`
  const { subject, predicate } = value
  if (!Array.isArray(subject) || subject.length === 0 || !subject.every(isSubject)) return 'its statement has no proper subject'
  return isPredicate(predicate) ? (value as unknown as Statement) : 'its statement has no proper predicate'
}

/** Whether a text can be a principal, as a role of `backout.yaml` lists them. */
export function isPrincipal(text: string): boolean {
  return principal.test(text)
}

const principal = new RegExp(principalPattern)

/** Whether a text can be the name of a role. */
export function isRole(text: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/.test(text)
}

function subjectOf({ name, environment, planDigest, bindingDigest, bindingParts }: BoundPlan): Subject {
  return {
    name: `${name}@${environment}`,
    digest: { sha256: bindingDigest.slice(bindingDigest.indexOf(':') + 1) },
    annotations: { environment, planDigest, bindingDigest, parts: bindingParts },
  }
}

function isSubject(value: Json): boolean {
  if (!isObject(value) || typeof value['name'] !== 'string') return false
  const { digest, annotations } = value
  if (!isObject(digest) || typeof digest['sha256'] !== 'string' || !isObject(annotations)) return false
  const { environment, planDigest, bindingDigest, parts } = annotations
  const texts = [environment, planDigest, bindingDigest].every((text) => typeof text === 'string')
  return (
    texts &&
    bindingDigest === `sha256-v1:${digest['sha256']}` &&
    isObject(parts) &&
    Object.values(parts).every((part) => typeof part === 'string')
  )
}

function isPredicate(value: Json | undefined): boolean {
  if (!isObject(value)) return false
  const { plan, role, principal, decision, signedAt, expires, comment, gate } = value
  return (
    typeof plan === 'string' &&
    typeof role === 'string' &&
    isRole(role) &&
    typeof principal === 'string' &&
    isPrincipal(principal) &&
    ['approve', 'reject', 'revoke'].includes(decision as string) &&
    isTime(signedAt) &&
    (expires === undefined || isTime(expires)) &&
    (comment === undefined || typeof comment === 'string') &&
    (gate === undefined || isGate(gate))
  )
}

function isGate(value: Json): boolean {
  return isObject(value) && ['run', 'requirement', 'journalHead'].every((key) => typeof value[key] === 'string')
}

function isTime(value: Json | undefined): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) && !Number.isNaN(Date.parse(value))
}
