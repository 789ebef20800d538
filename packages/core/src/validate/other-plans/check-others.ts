import { replaceText } from '../../load/index.ts'
import type { Plugin } from '../../plugin.ts'
import { conflicts } from '../../plugin/conflicts.ts'
import type { OtherPlan, PendingTouch } from '../view/context.ts'
import type { Described } from '../view/describe-uses.ts'
import { driversFor } from '../touches/drivers.ts'
import type { Findings } from '../mistakes/findings.ts'
import type { OtherPlans } from './other-plans.ts'
import { pendingTouches } from './pending-touches.ts'
import { suggest } from '../mistakes/suggest.ts'
import type { View } from '../view/view.ts'

/** A plan among the others: a name of its own, `after` that names plans and leads nowhere back, and an order among those that overlap. */
export function checkOthers(
  findings: Findings,
  { plan }: View,
  others: OtherPlans,
  described: readonly Described[],
  plugins: readonly Plugin[],
): void {
  const { name, after = [] } = plan.metadata ?? {}
  if (name === undefined) return
  const same = others.named(name).find(({ path }) => path !== findings.document.path)
  if (same)
    findings.error('duplicate-plan', '/metadata/name', `The name "${name}" is taken: "${same.path}" has it`, {
      suggestion: 'Records know a plan by its name: give it another',
    })
  for (const [index, earlier] of after.entries()) checkAfter(findings, `/metadata/after/${index}`, { name, after, earlier }, others)
  const overlaps = overlapsWith(findings.document.path, plan, others, described, plugins)
  if (overlaps.size === 0) return
  const ordered = others.orderedWith(name, after)
  for (const other of others.all) {
    const touches = overlaps.get(other)
    if (touches && !ordered.has(other.name)) notOrdered(findings, name, other, touches)
  }
}

interface After {
  readonly name: string
  readonly after: readonly string[]
  /** The one of `after` that is looked at. */
  readonly earlier: string
}

function checkAfter(findings: Findings, pointer: string, { name, after, earlier }: After, others: OtherPlans): void {
  if (earlier === name) {
    findings.error('after-cycle', pointer, `Plan "${name}" comes after itself`)
    return
  }
  if (others.named(earlier).length === 0) {
    const names = others.all.flatMap((other) => (other.name === name || after.includes(other.name) ? [] : [other.name]))
    const suggestion = suggest(earlier, names, (meant) => replaceText(findings.document, pointer, meant))
    findings.error('unknown-plan', pointer, `There is no plan "${earlier}" to come after`, suggestion)
    return
  }
  const way = others.way(earlier, { name, path: findings.document.path })
  if (way) findings.error('after-cycle', pointer, `Plans come after each other: ${[name, ...way].map((one) => `"${one}"`).join(' → ')}`)
}

/** Of each other pending plan that overlaps, the first two touches that do: the plan's own, and the other's. */
function overlapsWith(
  path: string,
  { scope = {} }: View['plan'],
  others: OtherPlans,
  described: readonly Described[],
  plugins: readonly Plugin[],
): ReadonlyMap<OtherPlan, readonly [PendingTouch, PendingTouch]> {
  const driverFor = driversFor(plugins)
  const found = new Map<OtherPlan, readonly [PendingTouch, PendingTouch]>()
  for (const one of described) {
    for (const touch of pendingTouches(one, scope)) {
      const driver = driverFor(one.environment, touch.resource)
      for (const { owner, touch: other } of others.near(touch, driver))
        if (owner.path !== path && !found.has(owner) && conflicts(touch, other, driver)) found.set(owner, [touch, other])
    }
  }
  return found
}

/** Without an order, which plan comes first would depend on which was merged first. */
function notOrdered(findings: Findings, name: string, other: OtherPlan, touches: readonly [PendingTouch, PendingTouch]): void {
  const both = touches.some(({ isGuess }) => isGuess) ? 'may both' : 'both'
  const message = `Plan "${name}" and "${other.name}" ${both} touch "${touches[0].part}" of ${touches[0].resource}, and nothing says which comes first`
  findings.error('plans-overlap', '/metadata/name', message, {
    suggestion: `Say metadata.after: [${other.name}], or the other way round`,
  })
}
