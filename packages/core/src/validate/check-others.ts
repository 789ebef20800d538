import { replaceText } from '../load/index.ts'
import type { Plugin } from '../plugin.ts'
import { conflictBetween } from '../plugin/conflicts.ts'
import type { OtherPlan, PendingTouch } from './context.ts'
import type { Described } from './describe-uses.ts'
import { driversFor } from './drivers.ts'
import type { CheckedEnvironment } from './environments.ts'
import type { Findings } from './findings.ts'
import { pendingTouches } from './pending-touches.ts'
import { suggest } from './suggest.ts'
import type { View } from './view.ts'

/** A plan among the others: a name of its own, `after` that names plans and leads nowhere back, and an order among those that overlap. */
export function checkOthers(
  findings: Findings,
  { plan }: View,
  others: readonly OtherPlan[],
  described: readonly Described[],
  plugins: readonly Plugin[],
): void {
  const { name, after = [] } = plan.metadata ?? {}
  if (name === undefined) return
  const same = others.find((other) => other.name === name)
  if (same)
    findings.error('duplicate-plan', '/metadata/name', `The name "${name}" is taken: "${same.path}" has it`, {
      suggestion: 'Records know a plan by its name: give it another',
    })
  for (const [index, earlier] of after.entries()) checkAfter(findings, `/metadata/after/${index}`, { name, after, earlier }, others)
  const ordered = orderedWith(name, after, others)
  const pending = others.filter((other) => other.pending && !ordered.has(other.name))
  if (pending.length === 0) return
  const own = described.map((one) => ({ environment: one.environment, touches: pendingTouches(one, plan.scope ?? {}) }))
  const driverFor = driversFor(plugins)
  for (const other of pending) checkOverlap(findings, name, other, own, driverFor)
}

interface After {
  readonly name: string
  readonly after: readonly string[]
  /** The one of `after` that is looked at. */
  readonly earlier: string
}

function checkAfter(findings: Findings, pointer: string, { name, after, earlier }: After, others: readonly OtherPlan[]): void {
  if (earlier === name) {
    findings.error('after-cycle', pointer, `Plan "${name}" comes after itself`)
    return
  }
  if (!others.some((other) => other.name === earlier)) {
    const names = others.flatMap((other) => (after.includes(other.name) ? [] : [other.name]))
    const suggestion = suggest(earlier, names, (meant) => replaceText(findings.document, pointer, meant))
    findings.error('unknown-plan', pointer, `There is no plan "${earlier}" to come after`, suggestion)
    return
  }
  const way = wayBack(earlier, name, others)
  if (way) findings.error('after-cycle', pointer, `Plans come after each other: ${[name, ...way].map((one) => `"${one}"`).join(' → ')}`)
}

/** The names from one plan to another along `after`; undefined where there is no way. */
function wayBack(from: string, to: string, others: readonly OtherPlan[]): readonly string[] | undefined {
  const byName = new Map(others.map((other) => [other.name, other]))
  const ways: (readonly string[])[] = [[from]]
  const seen = new Set([from])
  for (const way of ways) {
    for (const next of byName.get(way.at(-1)!)?.after ?? []) {
      if (next === to) return [...way, to]
      if (!seen.has(next)) ways.push([...way, next])
      seen.add(next)
    }
  }
  return undefined
}

/** The plan itself, all that come before it, and all that come after it. Both ways are walked once, however many plans there are. */
function orderedWith(name: string, after: readonly string[], others: readonly OtherPlan[]): ReadonlySet<string> {
  const earlier = new Map(others.map((other) => [other.name, other.after]))
  const orders = others.flatMap((other) => other.after.map((one) => ({ earlier: one, later: other.name })))
  const later = Map.groupBy(orders, (order) => order.earlier)
  return new Set([
    ...reached([name, ...after], (one) => earlier.get(one) ?? []),
    ...reached([name], (one) => (later.get(one) ?? []).map((order) => order.later)),
  ])
}

function reached(from: readonly string[], next: (name: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set(from)
  // What is added to a set while it is walked has its turn, too.
  for (const one of seen) for (const other of next(one)) seen.add(other)
  return seen
}

/** What the plan itself touches in an environment. */
interface OwnTouches {
  readonly environment: CheckedEnvironment
  readonly touches: readonly PendingTouch[]
}

/** Without an order, which plan comes first would depend on which was merged first. */
function checkOverlap(
  findings: Findings,
  name: string,
  other: OtherPlan,
  own: readonly OwnTouches[],
  driverFor: ReturnType<typeof driversFor>,
): void {
  for (const { environment, touches } of own) {
    const conflict = conflictBetween(touches, other.pending!, (resource) => driverFor(environment, resource))
    if (!conflict) continue
    const both = conflict.some(({ isGuess }) => isGuess) ? 'may both' : 'both'
    const message = `Plan "${name}" and "${other.name}" ${both} touch "${conflict[0].part}" of ${conflict[0].resource}, and nothing says which comes first`
    findings.error('plans-overlap', '/metadata/name', message, {
      suggestion: `Say metadata.after: [${other.name}], or the other way round`,
    })
    return
  }
}
