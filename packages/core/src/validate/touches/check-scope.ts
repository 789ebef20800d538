import { type Json, type Scope, quotedEntry, remembering, scopeEntries, splitResource, type Touch } from '../../model/index.ts'
import { addSection, addTo, valueAt } from '../../load/index.ts'
import { excludedBy, inScope } from '../../plugin/in-scope.ts'
import type { Plugin } from '../../plugin.ts'
import type { Described } from '../view/describe-uses.ts'
import { driversFor } from './drivers.ts'
import type { Findings, Particulars } from '../mistakes/findings.ts'
import { someOf } from '../mistakes/phrases.ts'
import { placeOf } from './place-of-touch.ts'
import { scopeLines } from './scope-lines.ts'
import type { View } from '../view/view.ts'

/** A touch that the scope does not cover, with the first use that makes it. */
interface Uncovered {
  readonly touch: Touch
  readonly by: Described
  /** The entry of the scope that takes it away. */
  readonly excluded: string | undefined
}

/** What is told already, and not once more. */
interface Told {
  /** Resources that a misspelt name of the scope was probably meant to be, or of which an entry covers nothing. */
  readonly meant: ReadonlySet<string>
  /** Touches of what nobody can mean. */
  readonly odd: ReadonlySet<Touch>
}

/**
 * Every touch that is known is covered by `scope`, in each environment. The fix adds all that is missing at once, so that it is the same for all of these diagnostics.
 */
export function checkScope(findings: Findings, view: View, described: readonly Described[], plugins: readonly Plugin[], told: Told): void {
  const scope = view.plan.scope ?? {}
  if ([...view.wrong].some((place) => place.startsWith('/scope')) || findings.isUnread('/scope')) return
  const uncovered = uncoveredBy(scope, described, plugins, told)
  if (uncovered.length === 0) return
  if (view.plan.scope === undefined) missingScope(findings, uncovered)
  else outOfScope(findings, uncovered)
}

function uncoveredBy(
  scope: Scope,
  described: readonly Described[],
  plugins: readonly Plugin[],
  { meant, odd }: Told,
): readonly Uncovered[] {
  const driverFor = driversFor(plugins)
  const entriesFor = remembering((resource: string) => scopeEntries(scope, resource))
  const seen = new Map<string, Uncovered | undefined>()
  for (const by of described) {
    for (const touch of by.touches) {
      if (touch.alone === true || odd.has(touch) || meant.has(touch.resource)) continue
      const key = `${touch.resource} ${touch.part}`
      if (seen.get(key) || (seen.has(key) && !by.environment.isListed)) continue
      const driver = driverFor(by.environment, touch.resource)
      const entries = entriesFor(touch.resource)
      const isCovered = !driver || inScope(driver, entries, touch.part)
      if (isCovered && seen.has(key)) continue
      seen.set(key, isCovered ? undefined : { touch, by, excluded: excludedBy(driver, entries, touch.part) })
    }
  }
  return [...seen.values()].filter((one) => one !== undefined)
}

function missingScope(findings: Findings, uncovered: readonly Uncovered[]): void {
  const [{ touch, by }] = uncovered as [Uncovered, ...Uncovered[]]
  const addable = uncovered.filter(isAddable)
  const more = uncovered.length === 1 ? '' : `, and ${uncovered.length - 1} more`
  const message = `The plan has no "scope", and ${verb(touch)} ${quotedEntry(touch.part)} of ${touch.resource} in step "${by.use.entry.entry.id}"${more}`
  findings.error('missing-scope', '/steps', message, {
    part: 'key',
    suggestion: 'Say what the plan may read and write; plan validate --fix fills it in',
    fix: addable.length > 0 ? fixFor(addable, wholeScope(findings, additionOf(addable))) : undefined,
  })
}

function wholeScope({ document }: Findings, scope: Scope): Edits {
  return addSection(document, 'scope', { value: scope as Json, lines: scopeLines(scope) }, ['inputs', 'preconditions', 'steps'])
}

/** What an edit cannot put where it belongs, or what is taken away on purpose, is told without a fix. */
function outOfScope(findings: Findings, uncovered: readonly Uncovered[]): void {
  const addAll = (some: readonly Uncovered[]) => addTo(findings.document, '/scope', additionOf(some) as Json)
  const lacking = uncovered.filter(isAddable)
  const byResource = Map.groupBy(lacking, ({ touch }) => touch.resource).values()
  const addable = new Set([...byResource].filter((some) => addAll(some).length > 0).flat())
  const fix = fixFor([...addable], addAll([...addable]))
  for (const one of uncovered) tellOutOfScope(findings, one, addable.has(one) ? fix : undefined)
}

/** What is not taken away on purpose, and has no braces that another tool may have been meant to fill. */
function isAddable({ excluded, touch }: Uncovered): boolean {
  return excluded === undefined && !/(?:\$|\{)\\?\{/.test(touch.part)
}

type Edits = NonNullable<Particulars['fix']>['edits']

function fixFor(added: readonly Uncovered[], edits: Edits): Particulars['fix'] {
  return { title: `Add ${someOf(added.map(({ touch }) => quotedEntry(touch.part)))} to the scope`, edits }
}

function tellOutOfScope(findings: Findings, { touch, by, excluded }: Uncovered, fix: Particulars['fix']): void {
  const { use, environment } = by
  const pointer = placeOf(by, touch)
  const where = use.rollback ? ' in its rollback' : ''
  const isEverywhere = environment.isListed ? '' : ` in the environment "${environment.name}"`
  const does = `${findings.whose(pointer)}it ${verb(touch)} ${quotedEntry(touch.part)}${where}${isEverywhere}`
  const { refusal, suggestion } = refusalOf(findings, touch, excluded)
  findings.error('out-of-scope', pointer, `${does}, which ${refusal}`, { suggestion, fix })
}

function refusalOf({ document }: Findings, { part, resource }: Touch, excluded: string | undefined) {
  const place = `scope.${resource}`
  if (excluded === undefined) return { refusal: `${place} does not allow`, suggestion: `Add ${quotedEntry(part)} to ${place}` }
  const written = valueAt(document.value, `/scope/${resource.replaceAll('.', '/')}`)
  if (!Array.isArray(written) || !written.includes(excluded)) return { refusal: 'belongs to the record of runs', suggestion: undefined }
  return {
    refusal: `${quotedEntry(excluded)} takes out of ${place}`,
    suggestion: `Touch something else, or take ${quotedEntry(excluded)} out of ${place}`,
  }
}

/** What is done to a part: a command is run and a request is sent, whether it reads or writes. */
function verb({ resource, access }: Touch): string {
  const verbs: { readonly [family: string]: string } = { commands: 'runs', services: 'sends' }
  return verbs[splitResource(resource)[0]] ?? (access === 'read' ? 'reads' : 'writes')
}

/** The scope that lacks, in the order in which it is touched. */
function additionOf(uncovered: readonly Uncovered[]): Scope {
  const byFamily = Map.groupBy(uncovered, ({ touch }) => splitResource(touch.resource)[0])
  return Object.fromEntries(
    [...byFamily].map(([family, some]) => [family, family === 'files' || family === 'commands' ? partsOf(some) : byName(some)]),
  )
}

function byName(uncovered: readonly Uncovered[]): { readonly [name: string]: readonly string[] } {
  const named = Map.groupBy(uncovered, ({ touch }) => splitResource(touch.resource)[1])
  return Object.fromEntries([...named].map(([name, some]) => [name, partsOf(some)]))
}

function partsOf(uncovered: readonly Uncovered[]): readonly string[] {
  return uncovered.map(({ touch }) => touch.part)
}
