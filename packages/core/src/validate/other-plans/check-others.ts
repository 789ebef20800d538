import { replaceText } from '../../load/index.ts'
import type { Plugin } from '../../plugin.ts'
import { conflicts } from '../../plugin/conflicts.ts'
import { isUnread } from '../../plugin/plugin-from-manifest.ts'
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
  const open = others.all.flatMap((other) => (ordered.has(other.name) ? [] : (overlaps.get(other) ?? [])))
  for (const overlap of open) if (overlap.isTold) notOrdered(findings, name, overlap)
  const untold = Map.groupBy(
    open.filter(({ isTold }) => !isTold),
    ({ touches }) => touches[0].resource,
  )
  for (const [resource, some] of untold) notTold(findings, name, resource, some)
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
    const suggestion = suggest(earlier, names, (meant) => replaceText(findings.document, pointer, meant), stays)
    findings.error('unknown-plan', pointer, `There is no plan "${earlier}" to come after`, suggestion)
    return
  }
  const way = others.way(earlier, { name, path: findings.document.path })
  if (way) findings.error('after-cycle', pointer, `Plans come after each other: ${[name, ...way].map((one) => `"${one}"`).join(' → ')}`)
}

const stays = 'If it was deleted, put it back: a plan that was applied stays as long as others name it'

/** A pending plan that may touch the same: the first two touches of which that is so, the plan's own, and the other's. */
interface Overlap {
  readonly other: OtherPlan
  readonly touches: readonly [PendingTouch, PendingTouch]
  /** False where only the code of a driver that is not loaded knows whether these two parts have anything in common. */
  readonly isTold: boolean
}

function overlapsWith(
  path: string,
  { scope = {} }: View['plan'],
  others: OtherPlans,
  described: readonly Described[],
  plugins: readonly Plugin[],
): ReadonlyMap<OtherPlan, Overlap> {
  const driverFor = driversFor(plugins)
  const found = new Map<OtherPlan, Overlap>()
  for (const one of described) {
    for (const touch of pendingTouches(one, scope)) {
      const driver = driverFor(one.environment, touch.resource)
      for (const { owner, touch: other } of others.near(touch, driver)) {
        if (owner.path === path || found.get(owner)?.isTold || !conflicts(touch, other, driver)) continue
        const isTold = touch.part === other.part || !isUnread(driver)
        if (isTold || !found.has(owner)) found.set(owner, { other: owner, touches: [touch, other], isTold })
      }
    }
  }
  return found
}

/** Without an order, which plan comes first would depend on which was merged first. */
function notOrdered(findings: Findings, name: string, { other, touches }: Overlap): void {
  const both = touches.some(({ isGuess }) => isGuess) ? 'may both' : 'both'
  const message = `Plans "${name}" and "${other.name}" ${both} touch "${touches[0].part}" of ${touches[0].resource}, and nothing says which comes first`
  findings.error('plans-overlap', '/metadata/name', message, {
    suggestion: `Say metadata.after: [${other.name}], or the other way round`,
  })
}

/** Runs and previews load the code, and ask it. */
function notTold(findings: Findings, name: string, resource: string, some: readonly Overlap[]): void {
  const [first] = some
  const more = some.length > 1 ? ` and ${some.length - 1} more` : ''
  const message = `Whether plans "${name}" and "${first!.other.name}"${more} touch the same of ${resource}, only the code of its driver can tell, and nothing says which comes first`
  findings.warning('plans-overlap', '/metadata/name', message, {
    suggestion: `If they do, a run is refused: say metadata.after: [${first!.other.name}], or the other way round`,
  })
}
