import { PlanError } from '../model/index.ts'
import type { Applied, Change, Traits } from './contract.ts'

/** A step type that answered. */
type Asked = { readonly uses: string }

// What a plugin gives is only as good as its author's types. Whatever is not what the contract says must not be taken for a success.

/** What `describe` gave. Errors: `internal` for what are no traits. */
export function demandTraits(type: Asked, given: unknown): Traits {
  const { effect, guarantee, touches, known = [], undo } = (given ?? {}) as Partial<Traits>
  const whole =
    isOneOf(effect, ['none', 'write', 'unknown']) &&
    isOneOf(guarantee, ['exactly-once', 'idempotent', 'at-least-once', 'unknown']) &&
    [touches === 'unknown' ? [] : touches, known].every((some) => Array.isArray(some) && some.every(isTouch)) &&
    isOneOf(undo?.kind, ['derived', 'snapshot', 'none', 'unknown'])
  if (whole) return given as Traits
  throw broken(type, 'describe', given, 'effect, guarantee, touches and undo')
}

/** What `changes` yielded. Errors: `internal` for what is no change. */
export function demandChange(type: Asked, given: unknown): Change {
  const { title, touches } = (given ?? {}) as Partial<Change>
  if (typeof title === 'string' && Array.isArray(touches)) return given as Change
  throw broken(type, 'changes', given, 'a change with unit, title and touches')
}

/** What `apply` gave. Errors: `internal` for what has no result. */
export function demandApplied(type: Asked, given: unknown): Applied {
  if (isApplied(given)) return given
  throw broken(type, 'apply', given, 'a result')
}

/** What `probe` gave. Errors: `internal` for anything that the contract does not know. */
export function demandProbed(type: Asked, given: unknown): 'applied' | 'absent' | 'partial' | Applied {
  if (given === 'applied' || given === 'absent' || given === 'partial' || isApplied(given)) return given
  throw broken(type, 'probe', given, '"applied", "absent", "partial" or a result')
}

/** What `revert` gave. Errors: `internal` for anything else than that it reverted, or what is in conflict. */
export function demandReverted(type: Asked, given: unknown): 'reverted' | { readonly conflict: string } {
  if (given === 'reverted' || typeof (given as { readonly conflict?: unknown } | undefined)?.conflict === 'string')
    return given as 'reverted' | { readonly conflict: string }
  throw broken(type, 'revert', given, '"reverted" or a conflict')
}

function isOneOf(given: unknown, words: readonly string[]): boolean {
  return typeof given === 'string' && words.includes(given)
}

function isTouch(given: unknown): boolean {
  const { resource, part, access } = (given ?? {}) as { readonly [key: string]: unknown }
  return typeof resource === 'string' && typeof part === 'string' && isOneOf(access, ['read', 'write'])
}

function isApplied(given: unknown): given is Applied {
  if (typeof given !== 'object' || given === null || !('result' in given)) return false
  const { touches = [] } = given as { readonly touches?: unknown }
  return Array.isArray(touches) && touches.every(isTouch)
}

function broken({ uses }: Asked, method: string, given: unknown, due: string): PlanError {
  return new PlanError('internal', `Cannot go by what \`${method}\` of step type "${uses}" gives: ${nameOf(given)}, where ${due} is due`, {
    hint: 'Tell the author of the plugin: its conformance suite shows it',
  })
}

/** What it is, and nothing of what it holds. */
function nameOf(given: unknown): string {
  if (given === undefined || given === null) return String(given)
  if (Array.isArray(given)) return 'a list'
  return typeof given === 'object' ? `an object of ${Object.keys(given).join(', ') || 'nothing'}` : `a ${typeof given}`
}
