import { type Ancestry, ancestryOf, expandForEach } from '../../model/index.ts'
import { replaceText } from '../../load/index.ts'
import type { Findings } from '../mistakes/findings.ts'
import { suggest } from '../mistakes/suggest.ts'
import type { Entry, View } from '../view/view.ts'

/** The steps of a plan in order, what comes before what, and where each id stands. */
export interface Graph {
  readonly steps: readonly Entry[]
  readonly indexOf: ReadonlyMap<string, number>
  readonly ancestry: Ancestry
}

/** Ids are unique, and `needs` name steps above. */
export function checkGraph(findings: Findings, view: View): Graph {
  checkIds(findings, view)
  const steps = view.entries.filter(({ list }) => list === 'steps')
  const indexOf = new Map(steps.map(({ entry }, index) => [entry.id, index] as const).toReversed())
  const needs = steps.map((step, index) => checkNeeds(findings, view, step, index, { steps, indexOf }))
  return { steps, indexOf, ancestry: ancestryOf(needs) }
}

function checkIds(findings: Findings, view: View): void {
  const first = new Map<string, Entry>()
  for (const entry of view.entries) {
    const { id } = entry.entry
    const other = first.get(id)
    if (id === '') continue
    if (other) {
      const [earlier, own] = [other, entry].map(({ pointer }) => findings.document.rangeOf(`${pointer}/id`))
      // An alias repeats the whole entry.
      const pointer = own!.start === earlier!.start ? entry.pointer : `${entry.pointer}/id`
      findings.error('duplicate-id', pointer, `The id "${id}" is there twice: first on line ${earlier!.line}`)
    } else first.set(id, entry)
    if (reserved.has(id)) findings.error('wrong-value', `${entry.pointer}/id`, `"${id}" can't be an id: it is a word of CEL`)
    checkExpandedIds(findings, entry)
  }
}

/** Values of one `forEach` that read the same would make steps of one id. */
function checkExpandedIds(findings: Findings, { entry: { id, forEach }, pointer }: Entry): void {
  if (!forEach) return
  const taken = new Set<string>()
  for (const [index, expanded] of expandForEach({ id, forEach }).entries()) {
    if (taken.has(expanded.id))
      findings.error('duplicate-id', `${pointer}/forEach/${index}`, `"forEach" makes the id "${expanded.id}" twice`, {
        suggestion: 'Let its values differ as text: each is a step of its own',
      })
    if (expanded.id.includes(']~rollback['))
      findings.error(
        'wrong-value',
        `${pointer}/forEach/${index}`,
        `"forEach" makes the id "${expanded.id}", which reads as that of a step of a rollback`,
      )
    taken.add(expanded.id)
  }
}

const reserved: ReadonlySet<string> = new Set(['in', 'true', 'false', 'null'])

/** The indexes of the steps that a step needs; undefined for all above it, also where some that it names are not, so that nothing follows from a mistake. */
function checkNeeds(
  findings: Findings,
  view: View,
  step: Entry,
  index: number,
  graph: Omit<Graph, 'ancestry'>,
): readonly number[] | undefined {
  if (step.entry.needs === undefined) return undefined
  const needs = step.entry.needs.flatMap((need, at) => {
    const found = memberOf(need, graph)
    if (found !== undefined && found < index) return [found]
    if (found === undefined) unknownNeed(findings, view, step, need, at, graph)
    else laterNeed(findings, step, found, at, graph)
    return []
  })
  return needs.length === step.entry.needs.length ? needs : undefined
}

/** `backfill` names all steps of its `forEach`, `backfill[a]` one of them. */
function memberOf(need: string, { steps, indexOf }: Omit<Graph, 'ancestry'>): number | undefined {
  const whole = indexOf.get(need)
  if (whole !== undefined) return whole
  const base = indexOf.get(need.split('[', 1)[0]!)
  if (base === undefined) return undefined
  const { id, forEach = [] } = steps[base]!.entry
  return expandForEach({ id, forEach }).some((expanded) => expanded.id === need) ? base : undefined
}

function unknownNeed(
  findings: Findings,
  view: View,
  step: Entry,
  need: string,
  at: number,
  { steps, indexOf }: Omit<Graph, 'ancestry'>,
): void {
  const pointer = `${step.pointer}/needs/${at}`
  const other = view.entries.find(({ entry }) => entry.id === need)
  if (other) {
    const message = `Step "${step.entry.id}" needs "${need}", which is in "${other.list}": only steps can be needed`
    findings.error('unknown-need', pointer, message, {
      suggestion: other.list === 'preconditions' ? 'Preconditions come before all steps anyway' : undefined,
    })
    return
  }
  if (view.ids.has(need)) return
  const above = idsAbove(steps, indexOf.get(step.entry.id)!, step.entry.needs!)
  const suggestion = suggest(need, above, (meant) => replaceText(findings.document, pointer, meant))
  findings.error('unknown-need', pointer, `Step "${step.entry.id}" needs "${need}", and there is no such step`, suggestion)
}

/** From the nearest on. */
function* idsAbove(steps: readonly Entry[], index: number, without: readonly string[]): Generator<string> {
  for (let above = index - 1; above >= 0; above--) {
    const { id } = steps[above]!.entry
    if (!without.includes(id)) yield id
  }
}

function laterNeed(findings: Findings, step: Entry, found: number, at: number, graph: Omit<Graph, 'ancestry'>): void {
  const pointer = `${step.pointer}/needs/${at}`
  const { id } = step.entry
  const other = graph.steps[found]!.entry.id
  if (other === id) {
    findings.error('needs-cycle', pointer, `Step "${id}" needs itself`)
    return
  }
  const cycle = cycleFrom(found, graph.indexOf.get(id)!, graph)
  if (cycle) findings.error('needs-cycle', pointer, `Steps need each other: ${wayOf([id, ...cycle])}`, { suggestion: onlyAbove })
  else
    findings.error('needs-later', pointer, `Step "${id}" needs "${other}", which stands below it`, {
      suggestion: `Move "${other}" above "${id}"`,
    })
}

/** `"a" → "b" → "a"`; of a long way only its ends. */
function wayOf(ids: readonly string[]): string {
  const names = ids.map((name) => `"${name}"`)
  return (names.length <= 10 ? names : [...names.slice(0, 5), `${names.length - 9} more`, ...names.slice(-4)]).join(' → ')
}

const onlyAbove = 'Only steps above may be needed; without "needs", a step comes after every step above it'

/** The ids from one step to another along what each needs; undefined where there is no way. */
function cycleFrom(from: number, to: number, { steps, indexOf }: Omit<Graph, 'ancestry'>): readonly string[] | undefined {
  const cameFrom = new Map<number, number | undefined>([[from, undefined]])
  for (const index of cameFrom.keys()) {
    if (index === to) return wayTo(index, cameFrom).map((each) => steps[each]!.entry.id)
    const { needs } = steps[index]!.entry
    const above = to < index ? [to] : steps.slice(0, index).keys()
    const next = needs === undefined ? above : needs.flatMap((need) => indexOf.get(need) ?? [])
    for (const one of next) if (!cameFrom.has(one)) cameFrom.set(one, index)
  }
  return undefined
}

function wayTo(index: number, cameFrom: ReadonlyMap<number, number | undefined>): readonly number[] {
  const way: number[] = []
  for (let at: number | undefined = index; at !== undefined; at = cameFrom.get(at)) way.push(at)
  return way.toReversed()
}
