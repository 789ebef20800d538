import { PlanError, type Value, withinTime } from '../../model/index.ts'
import { bindingsFor } from './bindings.ts'
import { functions, library, type Parsed } from '../library.ts'
import { type Names, namesIn } from '../read/names.ts'
import { normaliseSteps } from './presence.ts'
import { parse } from '../read/read-with-library.ts'
import { unreadable, whyNot } from './reasons.ts'
import type { ExpressionScope } from '../scope.ts'
import { fromCel } from './values.ts'

/** Longest evaluation of one expression, ms. */
const longestEvaluation = 2_000

/** The value of one expression. Errors: `invalid` for a syntax error, `missing` for what is not there, `timeout`, else `failed`. */
export function evaluate(expression: string, scope: ExpressionScope): Value {
  const { plan, names, parsed, loops } = compiled(expression)
  const absent = absentName(names, scope)
  if (absent !== undefined) throw new PlanError('invalid', `Cannot evaluate "${expression.trim()}": there is no "${absent}" here`)
  const bindings = bindingsFor(names, scope)
  const work = (): Value => {
    const result = plan(bindings)
    if (library().isCelError(result)) throw whyNot(expression, result, parsed, scope)
    return fromCel(result)
  }
  return loops ? timed(expression, work, scope) : work()
}

/** CEL has no limit of its own. */
function timed(expression: string, work: () => Value, { patience }: ExpressionScope): Value {
  const limit = Math.max(1, Math.ceil(Math.min(longestEvaluation, patience?.left ?? longestEvaluation)))
  const begun = performance.now()
  try {
    const value = withinTime(limit, work)
    if (value !== undefined) return value
  } finally {
    if (patience) patience.left -= performance.now() - begun
  }
  throw new PlanError('timeout', `Cannot evaluate "${expression.trim()}": it takes longer than ${limit} ms`)
}

function absentName(names: Names, scope: ExpressionScope): string | undefined {
  if (names.outputs && scope.outputs === undefined) return 'outputs'
  if (names.each && scope.each === undefined) return 'each'
  return names.unknown[0]
}

interface Compiled {
  readonly parsed: Parsed
  /** Without macros that loop, CEL takes no longer than its data are large. */
  readonly loops: boolean
  readonly names: Names
  plan(bindings: Record<string, unknown>): unknown
}

const kept = new Map<string, Compiled>()
const most = 2_000

function compiled(expression: string): Compiled {
  const known = kept.get(expression)
  if (known) return known
  const parsed = parse(expression)
  if (!('expr' in parsed)) throw unreadable(expression, parsed)
  const names = namesIn(expression)
  normaliseSteps(parsed.expr)
  const made: Compiled = { parsed, loops: hasLoop(parsed), names, plan: library().plan(functions(), parsed) as Compiled['plan'] }
  if (kept.size >= most) kept.clear()
  kept.set(expression, made)
  return made
}

function hasLoop({ sourceInfo }: Parsed): boolean {
  return Object.values(sourceInfo?.macroCalls ?? {}).some(
    ({ exprKind }) => exprKind.case === 'callExpr' && exprKind.value.function !== 'has',
  )
}

/** Errors: `invalid` where the value is not a bool. */
export function asBool(value: Value, expression: string, kind: string): boolean {
  if (typeof value === 'boolean') return value
  throw new PlanError('invalid', `Cannot use "${expression.trim()}" as a condition: it is ${kind}, not a bool`)
}
