import { type BlobRef, type CommitWish, type Failure, resolutions, type RunEvent, type Touch, type Waiting } from '../../model/index.ts'
import { count, either, flag, json, listOf, mapOf, object, oneOf, optional, type Shape, text, time, wrongField } from './shape.ts'

type Kind = RunEvent['kind']
type EventOf<Of extends Kind> = RunEvent extends infer Event
  ? Event extends { readonly kind: infer Kinds }
    ? Of extends Kinds
      ? Omit<Event, 'kind'>
      : never
    : never
  : never

/** Whether this version knows a kind of event. */
export function isKnownKind(kind: string): kind is Kind {
  return Object.hasOwn(shapes, kind)
}

/** The first field of an event of a known kind that no version wrote as it is: what replays it relies on all of them. */
export function wrongFieldOf(event: RunEvent): string | undefined {
  return wrongField(shapes[event.kind] as Shape<object>, event)
}

const blob = object<BlobRef>({ digest: text, size: count })
const chunk = either(blob, object<{ readonly inline: unknown; readonly size: number }>({ inline: json, size: count }))
const failure = object<Failure>({ code: text, message: text, hint: optional(text), operands: optional(mapOf(text)) })
const touch = object<Omit<Touch, 'alone'>>({ resource: text, part: text, access: oneOf('read', 'write') })
const waiting = either(
  object<Waiting & { readonly for: 'time' }>({ for: oneOf('time'), step: text, resumeAfter: time }),
  object<Waiting & { readonly for: 'sign-off' }>({
    for: oneOf('sign-off'),
    step: text,
    requirement: text,
    role: text,
    why: optional(text),
  }),
)
const settledBy = optional(oneOf('ledger', 'probe', 'person'))
const unit = { step: text, unit: count }
const asked = { step: text, condition: text }
const ledger = { resource: text }
const because = { reason: text, actor: text }

const shapes: { readonly [Of in Kind]: Shape<EventOf<Of>> } = {
  'run-created': {
    run: text,
    plan: text,
    path: text,
    environment: text,
    planDigest: text,
    bindingDigest: text,
    actor: text,
    commit: optional(text),
    commitTo: optional(object<CommitWish>({ base: text, ref: text, fresh: flag })),
    engine: text,
  },
  'run-started': { epoch: count, host: text, pid: count, actor: text, direction: oneOf('apply', 'revert') },
  'sign-off-accepted': { requirement: text, role: text, principal: text, key: optional(text), file: text, digest: text },
  'resource-opened': { resource: text, identity: text, epoch: optional(count) },
  'ledger-intended': ledger,
  'ledger-drop-intended': ledger,
  'fingerprint-taken': {
    resource: text,
    when: oneOf('before', 'after-rollback'),
    value: text,
    parts: optional(mapOf(json)),
    partsBlob: optional(blob),
    others: optional(flag),
  },
  'condition-met': asked,
  'step-skipped': asked,
  'step-started': {
    step: text,
    effect: oneOf('none', 'write'),
    guarantee: optional(text),
    undo: optional(oneOf('derived', 'snapshot', 'written', 'none')),
    touches: optional(either(oneOf('unknown'), listOf(touch))),
    input: optional(json),
    rollback: optional(listOf(json)),
    attempt: optional(count),
  },
  'unit-intended': {
    ...unit,
    key: text,
    title: text,
    format: optional(count),
    content: optional(json),
    contentBlob: optional(blob),
    transaction: optional(text),
    partition: optional(json),
    checkpoint: optional(json),
    captured: optional(count),
    prepared: optional(object<{ readonly result: unknown; readonly after: unknown }>({ result: json, after: json })),
    touches: optional(listOf(touch)),
  },
  'undo-captured': { ...unit, chunks: listOf(chunk) },
  'unit-applied': { ...unit, result: json, after: json, settledBy },
  'unit-absent': { ...unit, failure: optional(failure), settledBy },
  'unit-failed': { ...unit, failure },
  'unit-unknown': { ...unit, failure },
  'attempt-failed': { step: text, attempt: count, failure, retryAt: optional(time) },
  'check-evaluated': { step: text, holds: flag, assert: text, operands: optional(mapOf(text)) },
  'step-finished': { step: text, output: optional(json), outputBlob: optional(blob), withheld: optional(flag) },
  'step-failed': { step: text, failure },
  'invariant-sampled': { step: text, holds: flag, samples: count, failures: count, assert: optional(text), failure: optional(failure) },
  'invariant-breached': { step: text, failures: count, failure },
  'waiting-began': { waiting },
  interrupted: { reason: text },
  paused: { reason: text, step: optional(text), decide: optional(text) },
  'drift-found': { path: text, message: text },
  'rollback-started': because,
  'revert-intended': { ...unit, key: text },
  'unit-reverted': { ...unit, settledBy },
  'unit-conflicted': { ...unit, conflict: text, failed: optional(flag) },
  'unit-left': { ...unit, reason: text },
  'step-reverted': { step: text },
  resolved: { ...unit, ...because, as: oneOf(...resolutions) },
  unlocked: because,
  committed: { commit: text, branch: text },
  baselined: because,
  'finalize-started': { actor: text },
  'unit-discarded': unit,
  finalized: { actor: text },
  'run-finished': {
    ending: oneOf('succeeded', 'failed', 'rolled-back', 'paused'),
    failure: optional(failure),
    reason: optional(text),
  },
}
