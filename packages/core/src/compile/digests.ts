import { type BoundConnection, type BoundPlan, type Json, type Plan, type Project, valueIn } from '../model/index.ts'
import { driverOf, type Plugin } from '../plugin.ts'
import { digestOf } from './canonical-json.ts'

/**
 * The plan's identity: the digest of the plan as written, without comments and layout, and of the content of the files that it
 * references. `files` are their content digests by path.
 */
export function planDigest(plan: Plan, files: { readonly [path: string]: string }): string {
  return digestOf({ plan: plan as unknown as Json, files })
}

/** What decides a run beside the plan: docs/decisions/0003. */
export interface BindingFacts {
  readonly plan: Plan
  readonly files: { readonly [path: string]: string }
  readonly bound: Pick<BoundPlan, 'environment' | 'protected' | 'inputs' | 'tunable' | 'connections' | 'versions'>
  readonly project: Project | undefined
  readonly integrity: { readonly [name: string]: string }
  readonly plugins: readonly Plugin[]
}

/** Each thing that a sign-off covers, by a name that people understand, with its digest. */
export function bindingParts({ plan, files, bound, project, integrity, plugins }: BindingFacts): { readonly [part: string]: string } {
  const roles = [...new Set((plan.signOffs?.require ?? []).map(({ role }) => role))]
  const signed = Object.entries(bound.inputs).filter(([name]) => !bound.tunable.includes(name))
  const parts: [string, Json][] = [
    ['plan', plan as unknown as Json],
    ['environment', { name: bound.environment, protected: bound.protected }],
    ['engine', { version: bound.versions.engine, integrity: integrity['engine'] ?? '' }],
    ...Object.entries(files).map(([path, digest]) => [`file "${path}"`, digest] as [string, Json]),
    ...signed.map(([name, value]) => [`input "${name}"`, value] as [string, Json]),
    ...Object.entries(bound.connections).map(
      ([resource, connection]) => [`connection "${resource}"`, connectionPart(connection, plugins)] as [string, Json],
    ),
    ...Object.entries(bound.versions.plugins).map(([name, version]) => [`plugin "${name}"`, version] as [string, Json]),
    ...roles.map((role) => [`role "${role}"`, membersOf(role, project)] as [string, Json]),
  ]
  return Object.fromEntries(parts.map(([part, value]) => [part, digestOf(value)]))
}

/** Where a connection leads, and what of its settings decides what a step does there; secrets are as written, by name. */
function connectionPart({ driver, target, config }: BoundConnection, plugins: readonly Plugin[]): Json {
  const settings = (driverOf(plugins, driver)?.decides ?? []).flatMap((key) =>
    Object.hasOwn(config, key) ? [[key, config[key]!] as const] : [],
  )
  return { driver, target, ...(settings.length > 0 && { settings: Object.fromEntries(settings) }) }
}

function membersOf(role: string, project: Project | undefined): readonly string[] {
  const roles = project?.signOffs?.roles ?? {}
  return valueIn(roles, role)?.toSorted() ?? []
}

/** The binding digest: the plan digest and every part. */
export function bindingDigest(identity: string, parts: { readonly [part: string]: string }): string {
  return digestOf({ plan: identity, parts })
}
