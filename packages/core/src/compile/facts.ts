import type { Json, Project } from '../model/index.ts'
import type { Plugin } from '../plugin.ts'

/** What a plan is bound to. */
export interface Facts {
  /** The plan file, relative to the root, with `/`. */
  readonly path: string
  readonly environment: string
  /** `backout.yaml`, where there is one. */
  readonly project?: Project
  /** As given on the command line (texts, parsed by the declared type) or by a program (values). */
  readonly inputs?: { readonly [name: string]: Json }
  /** Inputs that nobody gave stay out, and are no mistake: enough to read the plan by, and not to run it. */
  readonly mayLackInputs?: boolean
  /** The bytes of the files that the plan references, by the path as written in it. */
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly plugins: readonly Plugin[]
  readonly engineVersion: string
  /** What tells one build of the engine (`engine`), or of a plugin (its name), from another of the same version. */
  readonly integrity?: { readonly [name: string]: string }
  /** Where a JSON Pointer of the plan stands in its file. */
  readonly locate?: (pointer: string) => { readonly line: number; readonly column: number }
}
