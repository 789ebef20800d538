import type { InputDeclaration, OnFailure, PlanMetadata, Scope } from './plan.ts'
import type { Json } from '../value.ts'

/**
 * A plan bound to an environment and its inputs: everything that decides a run, as plain JSON that is stored with
 * the run and never read from the repository again. Values of secrets are not in it, only `${{ secrets.NAME }}`.
 */
export interface BoundPlan {
  readonly format: 1
  readonly name: string
  readonly title?: string
  /** The plan file, relative to the root, with `/`. */
  readonly path: string
  readonly metadata: PlanMetadata
  readonly environment: string
  readonly protected: boolean
  readonly inputs: { readonly [name: string]: Json }
  /** The declared type of each input, as a JSON Schema: an `integer` is a CEL int, although JSON knows only numbers. */
  readonly inputSchemas: { readonly [name: string]: { readonly type: InputDeclaration['type'] } }
  /** Names of inputs whose values are recorded, not signed. */
  readonly tunable: readonly string[]
  readonly scope: Scope
  /** By resource: `databases.crm`, `services.flags`. */
  readonly connections: { readonly [resource: string]: BoundConnection }
  /** Names of all secrets that expressions of the plan and of its connections read. */
  readonly secrets: readonly string[]
  readonly preconditions: readonly BoundStep[]
  readonly steps: readonly BoundStep[]
  readonly invariants: readonly BoundInvariant[]
  readonly successCriteria: readonly BoundStep[]
  readonly onFailure: OnFailure
  /** ms */
  readonly rollbackWindow: number
  readonly signOffs: { readonly require: readonly BoundSignOff[]; readonly distinct: boolean }
  /** SHA-256 (hex) of each referenced file's bytes, by the path as written in the plan. */
  readonly files: { readonly [path: string]: string }
  readonly versions: {
    readonly engine: string
    readonly plugins: { readonly [name: string]: { readonly version: string; readonly integrity: string } }
  }
  /** `sha256-v1:<hex>` */
  readonly planDigest: string
  /** `sha256-v1:<hex>` */
  readonly bindingDigest: string
  /** Everything that the binding digest covers, by a name for people (`plan`, `file "a.sql"`, `input "batch"`), each with its digest: so that it can be said which one changed. */
  readonly bindingParts: { readonly [part: string]: string }
}

/** A connection of the environment. `config` may hold `${{ secrets.NAME }}`; `target` says where it leads, without secrets. */
export interface BoundConnection {
  readonly driver: string
  readonly config: { readonly [key: string]: Json }
  readonly target: string
}

/** A step after expansion of `forEach`, with defaults filled in. `with` still holds its expressions. */
export interface BoundStep {
  /** Unique in the plan: `backfill`, `backfill[a]`, and for rollback steps `switch~rollback[0]`. */
  readonly id: string
  readonly uses: string
  readonly with: { readonly [name: string]: Json }
  readonly if?: string
  readonly assert?: string
  /** ms */
  readonly timeout?: number
  /** ms, ms */
  readonly retry?: { readonly every: number; readonly for: number }
  /** Ids of the steps that must be done or skipped before; resolved, for all lists. What these need in turn is not repeated. */
  readonly needs: readonly string[]
  readonly rollback?: readonly BoundStep[] | { readonly none: string }
  readonly undo?: 'snapshot'
  /** Id of the sign-off requirement that gates this step. */
  readonly signOff?: string
  readonly pointOfNoReturn: boolean
  readonly onFailure: OnFailure
  /** The value of `each`, where the step came of `forEach`. */
  readonly each?: Json
  /** For a step of a rollback: the id of the step that it undoes. */
  readonly undoes?: string
  /** Where the step stands in the plan file: line and column, from 1. */
  readonly at: { readonly line: number; readonly column: number }
}

/** An invariant after binding. */
export interface BoundInvariant extends BoundStep {
  /** ms */
  readonly every: number
  readonly failureLimit: number
}

/** A sign-off requirement after binding; `gate` says that a step waits for it, so that it is not needed at the start. */
export interface BoundSignOff {
  readonly id: string
  readonly role: string
  readonly if?: string
  readonly count: number
  /** ms from signing to start */
  readonly expires?: number
  readonly gate: boolean
}
