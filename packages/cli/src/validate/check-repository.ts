import { type Diagnostic, PlanError } from '@backout/core/model'
import { validateProject } from '@backout/core/validate'
import type { Call } from '../call.ts'
import { compiledSchemas } from '../compose/compiled-schemas.ts'
import { checkPlans, selectPlans } from '../compose/load-plans.ts'
import { type InstalledPlugin, installedPlugins } from '../compose/plugins.ts'
import { type ProjectReading, readProject } from '../compose/repository.ts'
import { openStore } from '../compose/store.ts'
import { planWord } from '../next/plan-word.ts'
import { firstEnvironment } from '../first-environment.ts'

/** All that was found in the files of a repository. */
export interface Findings {
  readonly root: string
  readonly documents: readonly { readonly path: string; readonly text: string }[]
  readonly diagnostics: readonly Diagnostic[]
  /** The plans that are valid: what each is called by, and the environment in which to look at each, where that is not `local`. */
  readonly valid: readonly { readonly word: () => string; readonly env: string | undefined }[]
}

/** Checks `backout.yaml` and the plans that are named, or all. Errors: `missing` for a plan that is not there. */
export async function checkRepository(selectors: readonly string[], call: Call): Promise<Findings> {
  const reading = await readProject(call)
  const { root, document, project, legible } = reading
  const { plugins, problems } = await pluginsOf(reading)
  const paths = selectPlans({ root, project }, selectors, call)
  const plans = await checkPlans(paths, { repository: { root, project, store: openStore(root, project) }, plugins, legible })
  return {
    root,
    documents: [...(document ? [document] : []), ...plans.map((plan) => plan.document)],
    diagnostics: [...(await projectDiagnostics(reading, plugins, call)), ...problems, ...plans.flatMap(({ diagnostics }) => diagnostics)],
    valid: plans.flatMap(({ plan, path }) =>
      plan
        ? [{ word: () => planWord({ name: plan.metadata.name, path }, { root, project }, call.cwd), env: firstEnvironment(project, plan) }]
        : [],
    ),
  }
}

/** Once the plugins are known, so are the configurations of connections. */
async function projectDiagnostics(
  { document, project, diagnostics }: ProjectReading,
  plugins: readonly InstalledPlugin[],
  call: Call,
): Promise<readonly Diagnostic[]> {
  if (!document || !project) return diagnostics
  const checked = await validateProject(document, {
    engineVersion: call.version,
    plugins: plugins.map(({ plugin }) => plugin),
    compiled: compiledSchemas,
  })
  return checked.diagnostics
}

/** A plugin that cannot be used is one more mistake in `backout.yaml`; the others are used all the same. */
async function pluginsOf({
  root,
  document,
  project,
}: ProjectReading): Promise<{ readonly plugins: readonly InstalledPlugin[]; readonly problems: readonly Diagnostic[] }> {
  const problems: Diagnostic[] = []
  const usable: string[] = []
  for (const [index, listed] of (project?.plugins ?? []).entries()) {
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
        ...(hint && { suggestion: hint }),
      })
    }
  }
  return { plugins: await installedPlugins(root, usable, 'manifest'), problems }
}
