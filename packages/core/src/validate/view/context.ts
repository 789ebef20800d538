import type { Diagnostic, Plan, Project, Touch } from '../../model/index.ts'
import type { Plugin } from '../../plugin.ts'
import type { CompiledSchemas } from '../../plugin/validator.ts'

declare const valid: unique symbol

/** A plan that was validated. Only {@link validatePlan} makes one; nothing downstream checks again. */
export type ValidPlan = Plan & { readonly [valid]: true }

/** A `backout.yaml` that was validated. Only {@link validateProject} makes one. */
export type ValidProject = Project & { readonly [valid]: true }

/** What a plan is validated against. */
export interface ValidateContext {
  /** Built-in and third-party plugins; those of which only the manifest was read are fine. */
  readonly plugins: readonly Plugin[]
  /** `backout.yaml`, where there is one, or what can be read of it. */
  readonly project?: LegibleProject
  /** Schemas that were compiled beforehand; all others are compiled with ajv when they are needed. */
  readonly compiled?: CompiledSchemas
  /** A file that the plan brings, by its path relative to the plan file; undefined where it is not there. */
  readonly readFile: (path: string) => Uint8Array | undefined
  /** Only what is so in this environment; by default in every one that the plan is for. */
  readonly environment?: string
  /** Plugins that `backout.yaml` lists and that cannot be used, which is told elsewhere: what nobody provides may be theirs. */
  readonly unusable?: readonly string[]
  /** The other plans of the repository, for names, `after`, and overlaps. */
  readonly others?: readonly OtherPlan[]
}

/** A touch of a plan that is still to run. */
export interface PendingTouch extends Touch {
  /** Set where it is only known that the plan may touch it. */
  readonly isGuess?: true
}

/** What must be known of another plan. */
export interface OtherPlan {
  readonly name: string
  readonly path: string
  readonly after: readonly string[]
  /** What it touches, where it is still to be applied: plans that overlap must then be ordered by `after`. */
  readonly pending?: readonly PendingTouch[]
}

/** What validation gave: a plan and perhaps warnings, or what is wrong. Diagnostics are in the order of the file. */
export type Validation =
  | { readonly ok: true; readonly plan: ValidPlan; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

/** What can be read of a `backout.yaml` that is wrong: for checking plans beside it, so that its mistakes are not told of each of them again. */
export type LegibleProject = Pick<Project, 'environments' | 'plans' | 'plugins' | 'runs' | 'signOffs'> & {
  /** Names of connections that are declared, but wrongly. */
  readonly damaged?: readonly string[]
  /** Whether others may be declared where they cannot be read. */
  readonly hidesConnections?: boolean
}

/** What validation of a `backout.yaml` gave. */
export type ProjectValidation =
  | { readonly ok: true; readonly project: ValidProject; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly legible: LegibleProject; readonly diagnostics: readonly Diagnostic[] }
