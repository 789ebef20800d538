import { closest, type Family, pointTo, valueIn } from '../../model/index.ts'
import { decideIn } from '../../expression/index.ts'
import { pointerParts, renameKey, replaceText } from '../../load/index.ts'
import { driverOf, implicitResource, type Plugin } from '../../plugin.ts'
import type { ConnectionUse } from '../touches/check-marks.ts'
import type { ValidateContext } from '../view/context.ts'
import type { CheckedEnvironment } from '../view/environments.ts'
import type { Findings } from '../mistakes/findings.ts'
import { holdsExpression } from '../mistakes/template.ts'
import { suggest } from '../mistakes/suggest.ts'
import type { View } from '../view/view.ts'

/**
 * Connections that inputs and `scope` name are there in every environment where they are needed, and are of the right family. Gives the resources that misspelt
 * names of `scope` were probably meant to be, so that it is not told as well that they lack there.
 */
export function checkConnections(
  findings: Findings,
  view: View,
  named: readonly ConnectionUse[],
  environments: readonly CheckedEnvironment[],
  { project, plugins }: ValidateContext,
): ReadonlySet<string> {
  const everywhere = [
    ...environments.map(({ connections }) => connections),
    ...Object.values(project?.environments ?? {}).map(({ connections = {} }) => connections),
  ]
  const known = [...new Set(everywhere.flatMap((connections) => Object.keys(connections)))]
  const isDamaged = damagedIn(view, project)
  const told = new Set<string>()
  for (const use of named) {
    if (isDamaged(use.name)) continue
    if (holdsExpression(use.name)) computedName(findings, use)
    else if (!known.includes(use.name)) unknownConnection(findings, use.pointer, use.name, { known, told })
    else checkUse(findings, use, environments, plugins, told)
  }
  return checkScope(findings, view, environments, { known, told }, plugins, isDamaged)
}

/** Whether a connection is declared in a way that is wrong, and told: that it is not there would only follow. */
function damagedIn({ wrong }: View, project: ValidateContext['project']): (name: string) => boolean {
  const names = new Set(
    [...wrong].map((place) => pointerParts(place)).flatMap(([section, name]) => (section === 'connections' && name) || []),
  )
  return (name) =>
    project?.hidesConnections === true || wrong.has('/connections') || names.has(name) || project?.damaged?.includes(name) === true
}

function computedName(findings: Findings, { pointer }: ConnectionUse): void {
  const prefix = findings.whose(pointer)
  findings.error(
    'connection-expression',
    pointer,
    `${prefix}the name of a connection can't hold an expression, since what a plan may touch is signed`,
    {
      suggestion: 'Give the connection the same name in all environments',
    },
  )
}

/** The connections that are declared, and what was told of those that are not. */
interface Names {
  readonly known: readonly string[]
  readonly told: Set<string>
}

/** Each connection that is declared nowhere is told once, since that is mended in one place, and each that is misspelt wherever it is. */
function unknownConnection(
  findings: Findings,
  pointer: string,
  name: string,
  { known, told }: Names,
  part: 'key' | 'value' = 'value',
): void {
  if (closest(name, known) === undefined && told.has(name)) return
  told.add(name)
  const write = part === 'key' ? renameKey : replaceText
  const otherwise = 'Declare it in "connections" of an environment in backout.yaml, or of this plan'
  const suggestion = suggest(name, known, (meant) => write(findings.document, pointer, meant), otherwise)
  const where = part === 'key' ? 'In the scope ' : findings.whose(pointer)
  findings.error('unknown-connection', pointer, `${where}there is no connection "${name}"`, { part, ...suggestion })
}

/** As above, for each environment that lacks it. */
function checkUse(
  findings: Findings,
  use: ConnectionUse,
  environments: readonly CheckedEnvironment[],
  plugins: readonly Plugin[],
  told: Set<string>,
): void {
  const condition = use.use.entry.entry.if
  for (const { name: environment, connections, isListed } of environments) {
    const declared = valueIn(connections, use.name)
    const family = declared && driverOf(plugins, declared.driver)?.family
    if (family !== undefined && family !== use.family) return wrongFamily(findings, use, family, declared!.driver)
    if (declared || !isListed || told.has(`${environment} ${use.name}`)) continue
    const runs = condition === undefined ? true : decideIn(environment, condition)
    if (runs === false) continue
    told.add(`${environment} ${use.name}`)
    const report = runs === true ? findings.error : findings.warning
    const prefix = findings.whose(use.pointer)
    report('unknown-connection', use.pointer, `${prefix}the environment "${environment}" has no connection "${use.name}"`, {
      suggestion: `Declare it there, or say \`if: environment != '${environment}'\``,
    })
  }
}

function wrongFamily(findings: Findings, { pointer, name, family, use }: ConnectionUse, found: Family, driver: string): void {
  const prefix = findings.whose(pointer)
  findings.error(
    'connection-family',
    pointer,
    `${prefix}${use.uses} needs ${singular(family)}, and "${name}" is ${singular(found)} (driver ${driver})`,
  )
}

/** The family of a connection as one thing. */
function singular(family: string): string {
  return family === 'databases' ? 'a database' : family === 'services' ? 'a service' : family
}

function checkScope(
  findings: Findings,
  { plan }: View,
  environments: readonly CheckedEnvironment[],
  { known, told }: Names,
  plugins: readonly Plugin[],
  isDamaged: (name: string) => boolean,
): ReadonlySet<string> {
  const meant = new Set<string>()
  const families = ['databases', 'services'] as const
  for (const [family, name] of families.flatMap((one) => Object.keys(plan.scope?.[one] ?? {}).map((name) => [one, name] as const))) {
    const pointer = pointTo(`/scope/${family}`, name)
    if (implicitResource(plugins, `${family}.${name}`) || isDamaged(name)) continue
    if (known.includes(name)) {
      checkSection(findings, pointer, name, family, environments, plugins)
      continue
    }
    const origin = URL.parse(name)?.origin ?? ''
    const names = implicitResource(plugins, `${family}.${origin}`) ? [origin] : known
    unknownConnection(findings, pointer, name, { known: names, told }, 'key')
    const near = closest(name, names)
    if (near !== undefined && !Object.hasOwn(plan.scope![family]!, near)) meant.add(`${family}.${near}`)
  }
  return meant
}

/** A database stands among the databases of the scope, and a service among its services. */
function checkSection(
  findings: Findings,
  pointer: string,
  name: string,
  family: 'databases' | 'services',
  environments: readonly CheckedEnvironment[],
  plugins: readonly Plugin[],
): void {
  const declared = environments.flatMap(({ connections }) => (Object.hasOwn(connections, name) ? [connections[name]!.driver] : []))
  const found = declared.map((driver) => driverOf(plugins, driver)?.family).find((one) => one !== undefined && one !== family)
  if (found === undefined) return
  const message = `"${name}" is ${singular(found)}, and stands among the ${family} of the scope`
  findings.error('connection-family', pointer, message, { part: 'key' })
}
