import { PlanError, type Value } from '../model/index.ts'
import type { Applied, Change, ReadContext, StepType, Traits } from './contract.ts'
import type { OpaqueStepType } from './registry.ts'

/** A step type that answered. */
type Asked = Pick<StepType<never>, 'uses'>

// What a plugin gives is only as good as its author's types. Whatever is not what the contract says must not be taken for a success.

/** What `describe` gave. Errors: `internal` for what are no traits, and for an undo that the step type has no `revert` for. */
export function demandTraits(type: Asked & { readonly revert?: unknown }, given: unknown): Traits {
  if (typeof given !== 'object' || given === null) throw broken(type, 'describe', given, 'effect, guarantee, touches and undo')
  for (const [name, [isRight, due]] of Object.entries(traits)) {
    const member = (given as { readonly [name: string]: unknown })[name]
    if (!isRight(member)) throw broken(type, 'describe', member, due, name)
  }
  const { effect, undo } = given as Traits
  const isPromised = effect === 'write' && (undo.kind === 'derived' || undo.kind === 'snapshot')
  if (!isPromised || typeof type.revert === 'function') return given as Traits
  throw broken(type, 'describe', undo, 'one of kind "none", as there is no `revert`,', 'undo')
}

const traits: { readonly [name: string]: readonly [isRight: (given: unknown) => boolean, due: string] } = {
  effect: [oneOf('none', 'write', 'unknown'), '"none", "write" or "unknown"'],
  guarantee: [
    oneOf('exactly-once', 'idempotent', 'at-least-once', 'unknown'),
    '"exactly-once", "idempotent", "at-least-once" or "unknown"',
  ],
  touches: [(given) => given === 'unknown' || areTouches(given), 'a list of resource, part and access, or "unknown",'],
  known: [(given) => given === undefined || areTouches(given), 'a list of resource, part and access'],
  undo: [
    (given) => oneOf('derived', 'snapshot', 'none', 'unknown')((given as { readonly kind?: unknown } | undefined)?.kind),
    'a kind ("derived", "snapshot", "none" with a reason, "unknown")',
  ],
}

/** The lanes in which a step is worked on, one without a name where it has no partitions. Errors: `internal` for what is no list, and whatever `partitions` throws. */
export async function lanesOf(type: OpaqueStepType, input: Value, context: ReadContext): Promise<readonly (Value | undefined)[]> {
  if (!type.partitions) return [undefined]
  const given: unknown = await type.partitions(input, context)
  if (Array.isArray(given)) return given as readonly Value[]
  throw broken(type, 'partitions', given, 'a list')
}

/** What is still to be done in one lane. Errors: `internal` for what are no changes, and whatever `changes` throws. */
export async function* changesOf(
  type: OpaqueStepType,
  input: Value,
  context: ReadContext,
  from: { readonly partition: Value | undefined; readonly checkpoint?: Value },
): AsyncGenerator<Change> {
  const { partition, ...rest } = from
  const given: unknown = type.changes(input, context, partition === undefined ? rest : { ...rest, partition })
  if (!isIterable(given)) throw broken(type, 'changes', given, 'a sequence of changes (`async *changes`)')
  for await (const change of given) {
    const { unit, title, touches } = (change ?? {}) as Partial<Change>
    if (unit === undefined || typeof title !== 'string' || !areTouches(touches))
      throw broken(type, 'changes', change, 'a change with unit, title and touches')
    yield change as Change
  }
}

/** The same of all lanes, one after another. */
export async function* allChanges(type: OpaqueStepType, input: Value, context: ReadContext): AsyncGenerator<Change> {
  for (const partition of await lanesOf(type, input, context)) yield* changesOf(type, input, context, { partition })
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

/** The time that `context.wait` was given. Errors: `internal` for what is none. */
export function demandTime({ uses }: { readonly uses: string }, given: unknown): Date {
  if (given instanceof Date && !Number.isNaN(given.getTime())) return given
  throw wrong(`what step type "${uses}" gives to \`context.wait\``, given, 'a time')
}

function oneOf(...words: readonly string[]): (given: unknown) => boolean {
  return (given) => typeof given === 'string' && words.includes(given)
}

function areTouches(given: unknown): boolean {
  return Array.isArray(given) && given.every(isTouch)
}

function isTouch(given: unknown): boolean {
  const { resource, part, access } = (given ?? {}) as { readonly [key: string]: unknown }
  return typeof resource === 'string' && typeof part === 'string' && (access === 'read' || access === 'write')
}

function isIterable(given: unknown): given is AsyncIterable<unknown> {
  return typeof given === 'object' && given !== null && (Symbol.asyncIterator in given || Symbol.iterator in given)
}

function isApplied(given: unknown): given is Applied {
  if (typeof given !== 'object' || given === null || !('result' in given)) return false
  const { touches = [] } = given as { readonly touches?: unknown }
  return areTouches(touches)
}

function broken({ uses }: Asked, method: string, given: unknown, due: string, member?: string): PlanError {
  return wrong(`what \`${method}\` of step type "${uses}" gives${member === undefined ? '' : ` as \`${member}\``}`, given, due)
}

function wrong(what: string, given: unknown, due: string): PlanError {
  return new PlanError('internal', `Cannot go by ${what}: ${nameOf(given)}, where ${due} is due`, {
    hint: 'Tell the author of the plugin: its conformance suite shows it',
  })
}

/** What it is, and nothing of what it holds. */
function nameOf(given: unknown): string {
  if (given === undefined || given === null) return String(given)
  if (Array.isArray(given)) return 'a list'
  if (given instanceof Date) return Number.isNaN(given.getTime()) ? 'an invalid date' : 'a date'
  return typeof given === 'object' ? `an object of ${Object.keys(given).join(', ') || 'nothing'}` : `a ${typeof given}`
}
