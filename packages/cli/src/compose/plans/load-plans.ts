import { topologicalOrder } from '@backout/core/compile'
import { discoverPlans, type LoadedDocument, loadPlanAt } from '@backout/core/load'
import type { Diagnostic } from '@backout/core/model'
import type { RunHeader } from '@backout/core/record'
import {
  checkAlone,
  type CheckedAlone,
  type LegibleProject,
  type OtherPlan,
  OtherPlans,
  type ValidateContext,
  type ValidPlan,
} from '@backout/core/validate'
import type { Call } from '../../terminal/call.ts'
import { invalidDocuments } from '../repository/invalid-documents.ts'
import { filesBeside } from './files-beside.ts'
import type { InstalledPlugin } from '../plugins/plugins.ts'
import type { Repository } from '../repository/repository.ts'

/** A plan file as read and checked. */
export interface CheckedPlan {
  /** Relative to the root, with `/`. */
  readonly path: string
  readonly document: LoadedDocument
  /** Undefined where there are errors. */
  readonly plan: ValidPlan | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/** A plan file that is valid. */
export type ValidPlanFile = CheckedPlan & { readonly plan: ValidPlan }

/** What plans are checked against. */
export interface CheckContext {
  /** With what can be read of a project file that is wrong. */
  readonly repository: Pick<Repository, 'root' | 'store'> & { readonly project: LegibleProject | undefined }
  readonly plugins: readonly InstalledPlugin[]
  /** Plugins that are listed and cannot be used. */
  readonly unusable?: readonly string[]
  /** Only what is so in this environment; by default in every one that a plan is for. */
  readonly environment?: string | undefined
}

/** Reads and checks plans, each beside all others of the repository: their names must differ, and pending ones that overlap be ordered. */
export async function checkPlans(paths: readonly string[], context: CheckContext): Promise<readonly CheckedPlan[]> {
  const { root, project } = context.repository
  const all = [...new Set([...paths, ...discoverPlans(root, project, [])])]
  const documents = all.map((path) => ({ path, document: loadPlanAt(root, path) }))
  const runs = documents.length === 1 ? [] : await context.repository.store.list()
  const applied = appliedIn(runs, context.environment)
  const wanted = new Set(paths)
  const looked = await Promise.all(documents.map((each) => look(each, wanted.has(each.path), applied, context)))
  const others = new OtherPlans(looked.length === 1 ? [] : looked.flatMap(otherPlan))
  return looked.flatMap(({ path, document, alone }) => {
    if (!alone || !wanted.has(path)) return []
    const checked = alone.beside(others)
    return { path, document, plan: checked.ok ? checked.plan : undefined, diagnostics: checked.diagnostics }
  })
}

/** The plans, all of them valid, in the order in which they run: `after` first, then by name. Errors: `invalid` with all diagnostics, also of the connections. */
export async function validPlans(
  tried: string,
  paths: readonly string[],
  context: CheckContext & { readonly repository: Repository },
  call: Call,
): Promise<readonly ValidPlanFile[]> {
  await context.repository.demandConnections(context.plugins)
  const checked = await checkPlans(paths, context)
  const wrong = checked.filter(({ plan }) => plan === undefined)
  if (wrong.length === 0) return inRunOrder(checked as readonly ValidPlanFile[])
  const documents = wrong.map(({ document }) => document)
  throw await invalidDocuments(
    tried,
    wrong.flatMap((each) => each.diagnostics),
    documents,
    context.repository.root,
    call,
  )
}

/** Plans in the order in which they run: `after` first, then by name; files that cannot be read come last. */
export function inRunOrder<Plan extends CheckedPlan>(plans: readonly Plan[]): readonly Plan[] {
  const nodes = plans.map((each) => ({
    id: each.plan?.metadata.name ?? `\uffff${each.path}`,
    needs: each.plan?.metadata.after ?? [],
    each,
  }))
  return topologicalOrder(nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1))).map(({ each }) => each)
}

interface Source {
  readonly path: string
  readonly document: LoadedDocument
}

/** A plan as far as it has to be looked at: one that is applied, and not wanted, is not checked. */
interface Looked extends Source {
  readonly name: string | undefined
  readonly after: readonly string[]
  readonly isPending: boolean
  readonly alone: CheckedAlone | undefined
}

async function look(source: Source, isWanted: boolean, applied: ReadonlySet<string>, context: CheckContext): Promise<Looked> {
  const { name, after } = headOf(source.document)
  const isPending = name !== undefined && !applied.has(name)
  const alone = isWanted || isPending ? await checkAlone(source.document, await contextFor(source, context)) : undefined
  return { ...source, name, after, isPending, alone }
}

/** What plans beside this one must know of it; nothing where it has no name. */
function otherPlan({ path, name, after, isPending, alone }: Looked): readonly OtherPlan[] {
  const pending = isPending ? alone?.touches() : undefined
  return name === undefined ? [] : [{ name, path, after, pending }]
}

/** Name and `after` of a plan that may be wrong in every way. */
export function headOf({ value }: LoadedDocument): Pick<Looked, 'name' | 'after'> {
  const { name, after } =
    (value as { readonly metadata?: { readonly name?: unknown; readonly after?: unknown } } | null | undefined)?.metadata ?? {}
  return {
    name: typeof name === 'string' ? name : undefined,
    after: Array.isArray(after) ? after.filter((each) => typeof each === 'string') : [],
  }
}

async function contextFor(
  { path, document }: Source,
  { environment, repository: { root, project }, plugins, unusable }: CheckContext,
): Promise<ValidateContext> {
  const { compiledSchemas } = await import('../plugins/compiled-schemas.ts')
  return {
    compiled: compiledSchemas,
    plugins: plugins.map(({ plugin }) => plugin),
    readFile: filesBeside(root, path),
    project,
    unusable,
    ...(isFor(document, environment) && { environment }),
  }
}

/** A plan that is not for an environment is checked as it is; whoever wants to bind it there is told then. */
function isFor({ value }: LoadedDocument, environment: string | undefined): environment is string {
  const listed = (value as { readonly environments?: unknown } | null | undefined)?.environments
  if (environment === undefined || !Array.isArray(listed)) return environment !== undefined
  return listed.some((each) => each === environment || (each as { readonly name?: unknown } | null)?.name === environment)
}

const standing: ReadonlySet<RunHeader['state']> = new Set(['succeeded', 'finalized', 'baselined'])

/** Names of the plans that stand applied in an environment, or in any. */
function appliedIn(runs: readonly RunHeader[], environment: string | undefined): ReadonlySet<string> {
  const here = runs.filter((run) => standing.has(run.state) && (environment === undefined || run.environment === environment))
  return new Set(here.map(({ plan }) => plan))
}
