import type { RunEvent } from '../model/index.ts'

/** Whether this version knows a kind of event. The compiler holds the list to be whole. */
export function isKnownKind(kind: string): kind is RunEvent['kind'] {
  return Object.hasOwn(kinds, kind)
}

const kinds: { readonly [kind in RunEvent['kind']]: true } = {
  'run-created': true,
  'run-started': true,
  'sign-off-accepted': true,
  'resource-opened': true,
  'ledger-intended': true,
  'ledger-drop-intended': true,
  'fingerprint-taken': true,
  'condition-met': true,
  'step-skipped': true,
  'step-started': true,
  'unit-intended': true,
  'undo-captured': true,
  'unit-applied': true,
  'unit-absent': true,
  'unit-failed': true,
  'unit-unknown': true,
  'attempt-failed': true,
  'check-evaluated': true,
  'step-finished': true,
  'step-failed': true,
  'invariant-sampled': true,
  'invariant-breached': true,
  'waiting-began': true,
  interrupted: true,
  paused: true,
  'drift-found': true,
  'rollback-started': true,
  'revert-intended': true,
  'unit-reverted': true,
  'unit-conflicted': true,
  'unit-left': true,
  'step-reverted': true,
  resolved: true,
  unlocked: true,
  committed: true,
  baselined: true,
  'finalize-started': true,
  'unit-discarded': true,
  finalized: true,
  'run-finished': true,
}
