import { type Guard, type Opening, PlanError } from '@backout/core/plugin'
import { escapeGlob } from './glob/syntax.ts'
import type { Listed } from './glob/walk.ts'
import { listFiles } from './list.ts'
import { normalPath } from './path.ts'
import { stateOf } from './tree/state.ts'
import type { Effect, Entry, Tree } from './tree/tree.ts'

/**
 * The working tree as a step sees it: `context.session<FilesSession>('files')`. Paths are relative to the root, with `/`. Each is resolved part by part
 * at each call; whatever is outside the plan's scope, or reached by a symbolic link that leads out of it, is refused (`out-of-scope`).
 */
export interface FilesSession extends AsyncDisposable {
  readonly access: 'read' | 'write'
  /** What patterns match, sorted: by default files and links. `!` excludes; a directory's path stands for all that is beneath it. */
  list(patterns: readonly string[], kind?: Listed): readonly string[]
  /** What is there, without following a link in the last place. */
  entry(path: string): Entry | undefined
  /** Its state, to compare with: see {@link stateOf}. */
  state(path: string): string
  /** A file's content. Errors: `missing`. */
  read(path: string): Uint8Array
  /** Writes or (`null`) removes one file, durably, with directories as needed. `expect` is the state it must have. Errors: `conflict`, `failed`. */
  write(path: string, content: Uint8Array | string | null, options?: { readonly expect?: string; readonly mode?: number }): Promise<void>
  /** What is underneath: for what works on packs of files. */
  readonly tree: Tree
  /** Directories that packs have made, which go with the last of what is put into them, whichever step's that is. */
  readonly made: Set<string>
  /** The path without symbolic links, if it and that path are in scope. */
  locate(path: string, access: 'read' | 'write'): string
  /** Brings effects about, after asking for the scope of each at that moment. Paths are from {@link locate}. */
  commit(effects: readonly Effect[]): Promise<void>
}

/** A session over a tree, for one opening's scope and access. */
export function filesSession(tree: Tree, opening: Pick<Opening, 'guard' | 'access'>): FilesSession {
  const { guard, access } = opening
  const locate = (path: string, wanted: 'read' | 'write'): string => locateInScope(tree, guard, path, wanted)
  const session: FilesSession = {
    access,
    tree,
    made: new Set(),
    locate,
    list: (patterns, kind) => listFiles(tree, guard, patterns, kind),
    entry: (path) => tree.entry(locate(path, 'read')),
    state: (path) => stateOf(tree, locate(path, 'read')),
    read: (path) => tree.read(locate(path, 'read')),
    async write(path, content, options = {}) {
      const { effectOf } = await import('./tree/write-effect.ts')
      await session.commit([effectOf(tree, locate(path, 'write'), content, options)])
    },
    async commit(effects) {
      if (access === 'read') throw new PlanError('refused', 'Cannot write files: this step may only read')
      const proceed = (): void => {
        for (const { path } of effects) guard.demand(escapeGlob(path), 'write')
      }
      proceed()
      await tree.commit(effects, proceed)
    },
    async [Symbol.asyncDispose]() {
      tree.close()
    },
  }
  return session
}

function locateInScope(tree: Tree, guard: Guard, path: string, access: 'read' | 'write'): string {
  const normal = normalPath(path)
  guard.demand(escapeGlob(normal), access)
  const canonical = tree.locate(normal)
  if (canonical === normal) return canonical
  const part = escapeGlob(normalPath(canonical))
  if (!guard.allows(part, access)) throw ledOut(normal, canonical, access)
  guard.demand(part, access)
  return canonical
}

function ledOut(path: string, canonical: string, access: 'read' | 'write'): PlanError {
  const message = `Cannot ${access} "${path}": by way of a symbolic link it is "${canonical}", which scope.files does not cover`
  return new PlanError('out-of-scope', message, {
    hint: `Add "${canonical}" to scope.files, if it is meant, and have the plan reviewed again`,
  })
}
