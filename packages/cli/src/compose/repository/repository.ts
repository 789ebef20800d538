import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { LoadedDocument } from '@backout/core/load'
import { findRoot } from '@backout/core/load/find-root'
import { type Diagnostic, PlanError, type Project } from '@backout/core/model'
import type { Plugin } from '@backout/core/plugin'
import type { FolderRunStore } from '@backout/core/record'
import type { LegibleProject, ValidProject } from '@backout/core/validate'
import type { Call } from '../../terminal/call.ts'
import { findActor } from '../../git/identity.ts'
import { invalidDocuments } from './invalid-documents.ts'
import type { InstalledPlugin, PluginTrust } from '../plugins/plugins.ts'
import { openStore } from './store.ts'

/** A repository as a command works with it. */
export interface Repository {
  /** Absolute. */
  readonly root: string
  readonly project: Project | undefined
  readonly store: FolderRunStore
  /** Who is asking; git, which may know, is asked once. */
  actor(): Promise<string>
  /** The built-in plugins and those that `backout.yaml` lists. */
  plugins(trust: PluginTrust): Promise<readonly Plugin[]>
  installed(trust: PluginTrust): Promise<readonly InstalledPlugin[]>
  /** Errors: `invalid` where a connection of `backout.yaml` is not what its driver wants, as these plugins tell. */
  demandConnections(plugins: readonly InstalledPlugin[]): Promise<void>
}

/** `backout.yaml`, as far as there is one. */
export interface ProjectReading {
  readonly root: string
  readonly document: LoadedDocument | undefined
  readonly project: ValidProject | undefined
  /** What can be read of it where something is wrong. */
  readonly legible?: LegibleProject
  readonly diagnostics: readonly Diagnostic[]
}

/** The repository around the working directory, or that `--root` names. Errors: `missing`, and `invalid` where `backout.yaml` is wrong. */
export async function openRepository(call: Call): Promise<Repository> {
  const { root, project, document, diagnostics } = await readProject(call)
  if (document && !project) throw await invalidDocuments('Cannot read the project', diagnostics, [document], root, call)
  const installed = async (trust: PluginTrust): Promise<readonly InstalledPlugin[]> => {
    const { installedPlugins } = await import('../plugins/plugins.ts')
    return installedPlugins(root, project?.plugins ?? [], trust)
  }
  let actor: Promise<string> | undefined
  return {
    root,
    project,
    store: await openStore(root, project),
    actor: () => (actor ??= findActor(root, call.env)),
    installed,
    plugins: async (trust) => (await installed(trust)).map(({ plugin }) => plugin),
    async demandConnections(plugins) {
      if (!document || !project) return
      const [{ validateConnections }, { compiledSchemas }] = await Promise.all([
        import('@backout/core/validate'),
        import('../plugins/compiled-schemas.ts'),
      ])
      const known = { plugins: plugins.map(({ plugin }) => plugin), compiled: compiledSchemas }
      const found = await validateConnections(document, project, known)
      const isWrong = found.some(({ severity }) => severity === 'error')
      if (isWrong) throw await invalidDocuments('Cannot read the project', found, [document], root, call)
    },
  }
}

/** Reads and checks `backout.yaml`. Errors: `missing` where `--root` is no folder. */
export async function readProject(call: Call): Promise<ProjectReading> {
  const root = rootOf(call)
  const path = join(root, 'backout.yaml')
  const there = statSync(path, { throwIfNoEntry: false })
  if (!there) return { root, document: undefined, project: undefined, diagnostics: [] }
  if (!there.isFile()) throw new PlanError('invalid', 'Cannot read "backout.yaml": it is no plain file')
  const [{ demandInside, loadProjectFile, readSource }, { validateProject }] = await Promise.all([
    import('@backout/core/load'),
    import('@backout/core/validate'),
  ])
  demandInside(root, 'backout.yaml')
  const document = loadProjectFile({ path: 'backout.yaml', text: readSource(root, 'backout.yaml') })
  const checked = await validateProject(document, { engineVersion: call.version, root })
  const { diagnostics } = checked
  return checked.ok
    ? { root, document, project: checked.project, diagnostics }
    : { root, document, project: undefined, legible: checked.legible, diagnostics }
}

function rootOf({ root, cwd }: Call): string {
  if (root === undefined) return findRoot(cwd)
  const path = resolve(cwd, root)
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path
  throw new PlanError('missing', `Cannot use --root "${root}": there is no such folder`)
}
