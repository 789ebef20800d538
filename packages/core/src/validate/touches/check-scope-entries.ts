import { pointTo, type Scope, splitResource } from '../../model/index.ts'
import type { Plugin } from '../../plugin.ts'
import type { Findings } from '../mistakes/findings.ts'
import { shown } from '../mistakes/phrases.ts'
import type { CheckedEnvironment } from '../view/environments.ts'
import type { View } from '../view/view.ts'
import { driversFor } from './drivers.ts'
import { pathProblem } from './paths.ts'

/**
 * Each entry of `scope` is a path that can be in scope, and covers something: what is written as no entry is would pass a review as if it allowed
 * what it names. Gives the resources with an entry that covers nothing, of which it would only follow that the scope does not allow what was meant.
 */
export function checkScopeEntries(
  findings: Findings,
  { plan }: View,
  environments: readonly CheckedEnvironment[],
  plugins: readonly Plugin[],
): ReadonlySet<string> {
  const driverFor = driversFor(plugins)
  const vain = new Set<string>()
  for (const [resource, pointer, entries] of listsOf(plan.scope ?? {})) {
    const driver = environments.map((environment) => driverFor(environment, resource)).find((found) => found !== undefined)
    for (const [index, entry] of entries.entries()) {
      const bare = entry.replace(/^!/, '')
      const problem = resource === 'files' ? pathProblem(bare) : undefined
      if (problem !== undefined) findings.error('path', `${pointer}/${index}`, `${shown(entry)} ${problem}`)
      else if (driver && !driver.covers(bare, bare)) {
        vain.add(resource)
        const suggestion = suggestions[splitResource(resource)[0]]
        findings.error('scope-entry', `${pointer}/${index}`, `${shown(entry)} covers nothing of ${resource}`, { suggestion })
      }
    }
  }
  return vain
}

/** What entries look like, where a driver may read none in a text. */
const suggestions: { readonly [family: string]: string } = {
  services: 'Write a method and a path below the address of the service, without a query: "PUT /flags/*"',
}

/** Each list of a scope, with the resource that it is about. */
function listsOf({
  files,
  commands,
  databases = {},
  services = {},
}: Scope): readonly (readonly [resource: string, pointer: string, entries: readonly string[]])[] {
  const byName = Object.entries({ databases, services }).flatMap(([family, lists]) =>
    Object.entries(lists).map(([name, entries]) => [`${family}.${name}`, pointTo(`/scope/${family}`, name), entries] as const),
  )
  return [['files', '/scope/files', files ?? []], ['commands', '/scope/commands', commands ?? []], ...byName]
}
