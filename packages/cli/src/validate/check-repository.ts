import { type Diagnostic, PlanError } from '@backout/core/model'
import { validateProject } from '@backout/core/validate'
import type { Call } from '../terminal/call.ts'
import { compiledSchemas } from '../compose/plugins/compiled-schemas.ts'
import { checkPlans } from '../compose/plans/load-plans.ts'
import { selectPlans } from '../compose/plans/select-plans.ts'
import { type InstalledPlugin, installedPlugins } from '../compose/plugins/plugins.ts'
import { type ProjectReading, readProject } from '../compose/repository/repository.ts'
import { openStore } from '../compose/repository/store.ts'
import { planWord } from '../compose/repository/plan-word.ts'
import { firstEnvironment } from '../compose/repository/first-environment.ts'

/** All that was found in the files of a repository. */
export interface Findings {
  readonly root: string
  readonly documents: readonly { readonly path: string; readonly text: string }[]
  readonly diagnostics: readonly Diagnostic[]
  /** The plans that are valid: what each is called by, and the environment in which to look at each, where that is not `local`. */
  readonly valid: readonly { readonly word: () => string; readonly env: string | undefined }[]
}

/** Checks `backout.yaml`, whether it is named or not, and the plans that are named, or all. Errors: `missing` for a plan that is not there. */
export async function checkRepository(selectors: readonly string[], call: Call): Promise<Findings> {
  const reading = await readProject(call)
  const { root, document, project } = reading
  const legible = project ?? reading.legible
  const { plugins, problems, unusable } = await pluginsOf(reading, legible?.plugins)
  const paths = selectPlans({ root, project: legible }, selectors, call).filter((path) => path !== document?.path)
  const store = await openStore(root, legible)
  const plans = await checkPlans(paths, { repository: { root, project: legible, store }, plugins, unusable })
  return {
    root,
    documents: [...(document ? [document] : []), ...plans.map((plan) => plan.document)],
    diagnostics: [
      ...[
        ...(await projectDiagnostics(reading, plugins, call)),
        ...problems,
        ...(selectors.length === 0 ? withoutPlans(reading, paths) : []),
      ].toSorted(byPlace),
      ...plans.flatMap(({ diagnostics }) => diagnostics),
    ],
    valid: plans.flatMap(({ plan, path }) =>
      plan
        ? [{ word: () => planWord({ name: plan.metadata.name, path }, { root, project }, call.cwd), env: firstEnvironment(project, plan) }]
        : [],
    ),
  }
}

/** Once the plugins are known, so are the configurations of connections. */
async function projectDiagnostics(
  { root, document, diagnostics }: ProjectReading,
  plugins: readonly InstalledPlugin[],
  call: Call,
): Promise<readonly Diagnostic[]> {
  if (!document) return diagnostics
  const checked = await validateProject(document, {
    engineVersion: call.version,
    root,
    plugins: plugins.map(({ plugin }) => plugin),
    compiled: compiledSchemas,
  })
  return checked.diagnostics
}

/** Where no plan is found, all that are there are valid: patterns that miss them would never be noticed. */
function withoutPlans({ document, project }: ProjectReading, paths: readonly string[]): readonly Diagnostic[] {
  if (!document || !project?.plans || paths.length > 0) return []
  const suggestion = 'They are patterns of paths from the root of the repository, as in plans/**/plan.yaml'
  return [{ code: 'no-plans', severity: 'warning', message: 'No plan is where "plans" says', at: document.rangeOf('/plans'), suggestion }]
}

interface Plugins {
  readonly plugins: readonly InstalledPlugin[]
  readonly problems: readonly Diagnostic[]
  /** As `backout.yaml` lists them. */
  readonly unusable: readonly string[]
}

/** A plugin that cannot be used is one more mistake in `backout.yaml`; the others are used all the same. */
async function pluginsOf({ root, document }: ProjectReading, all: readonly string[] = []): Promise<Plugins> {
  const problems: Diagnostic[] = []
  const usable: string[] = []
  for (const [index, listed] of all.entries()) {
    try {
      await installedPlugins(root, [...usable, listed], 'manifest')
      usable.push(listed)
    } catch (thrown) {
      if (!(thrown instanceof PlanError)) throw thrown
      const { message, hint } = thrown
      problems.push({
        code: 'unusable-plugin',
        severity: 'error',
        message,
        at: document!.rangeOf(`/plugins/${index}`),
        suggestion: hint,
      })
    }
  }
  const unusable = all.filter((listed) => !usable.includes(listed))
  return { plugins: await installedPlugins(root, usable, 'manifest'), problems, unusable }
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (a.at?.start ?? 0) - (b.at?.start ?? 0)
}
