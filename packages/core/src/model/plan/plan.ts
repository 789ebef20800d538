import type { Json } from '../value.ts'

/** What `onFailure` may say: back out, or stop and leave the decision to a person. */
export type OnFailure = 'rollback' | 'pause'

/** A plan file as authored, once it has been validated. Durations are strings such as `30s`, `5m`, `72h`, `2d`. */
export interface Plan {
  readonly apiVersion: 'backout/v1'
  readonly kind: 'MigrationPlan'
  readonly metadata: PlanMetadata
  readonly environments?: readonly (string | { readonly name: string; readonly inputs?: { readonly [name: string]: Json } })[]
  /** Connections of a plan that has no `backout.yaml`. */
  readonly connections?: Connections
  readonly scope?: Scope
  readonly inputs?: { readonly [name: string]: InputDeclaration }
  readonly preconditions?: readonly Check[]
  readonly steps: readonly Step[]
  readonly invariants?: readonly Invariant[]
  readonly successCriteria?: readonly Check[]
  readonly onFailure?: OnFailure
  readonly rollbackWindow?: string
  readonly signOffs?: { readonly require?: readonly SignOffRequirement[]; readonly distinct?: boolean }
}

/** Who a plan is. `name` is unique in the repository: records know the plan by it. */
export interface PlanMetadata {
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly owners?: readonly string[]
  readonly risk?: 'low' | 'medium' | 'high' | 'critical'
  readonly links?: readonly string[]
  /** Names of plans that must have been applied before. */
  readonly after?: readonly string[]
}

/** What a plan may read and write. The keys are the families of resources. */
export interface Scope {
  readonly files?: readonly string[]
  readonly databases?: { readonly [connection: string]: readonly string[] }
  readonly services?: { readonly [connectionOrOrigin: string]: readonly string[] }
  readonly commands?: readonly string[]
}

/** A JSON Schema of an input's value, with `tunable: true` where changing the value does not void sign-offs. */
export interface InputDeclaration {
  readonly type: 'string' | 'integer' | 'number' | 'boolean'
  readonly description?: string
  readonly default?: Json
  readonly tunable?: boolean
  readonly enum?: readonly Json[]
  readonly const?: Json
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly multipleOf?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
}

/** What the entries of all four lists share. */
export interface Check {
  readonly id: string
  readonly uses: string
  readonly with?: { readonly [name: string]: Json }
  readonly if?: string
  readonly assert?: string
  readonly timeout?: string
  readonly retry?: { readonly every: string; readonly for: string }
}

/** One entry of `steps`. */
export interface Step extends Check {
  readonly needs?: readonly string[]
  readonly rollback?: RollbackClause
  readonly undo?: 'snapshot'
  readonly signOff?: string
  readonly pointOfNoReturn?: boolean
  readonly onFailure?: OnFailure
  readonly forEach?: readonly Json[]
}

/** A written undo: one step, several, or the reason why there is none. */
export type RollbackClause = RollbackStep | readonly RollbackStep[] | { readonly none: string }

/** A step of a rollback. Without `uses` it is the step's own, and `with` is merged into the step's own input. */
export interface RollbackStep {
  readonly uses?: string
  readonly with?: { readonly [name: string]: Json }
  readonly timeout?: string
  readonly retry?: { readonly every: string; readonly for: string }
}

/** A check that is asked again and again while steps run. */
export interface Invariant extends Check {
  readonly every?: string
  readonly failureLimit?: number
}

/** A role that has to sign before the run starts, or (where a step names its id in `signOff`) before that step. */
export interface SignOffRequirement {
  readonly id: string
  readonly role: string
  readonly if?: string
  readonly count?: number
  readonly expires?: string
}

/** Named databases and services: the driver's name, and that driver's configuration. */
export type Connections = { readonly [name: string]: { readonly driver: string; readonly [key: string]: Json } }

/** `backout.yaml` as authored, once validated. */
export interface Project {
  readonly apiVersion: 'backout/v1'
  readonly kind: 'Project'
  readonly requires?: string
  readonly plans?: readonly string[]
  readonly plugins?: readonly string[]
  readonly runs?: string
  readonly environments?: { readonly [name: string]: ProjectEnvironment }
  readonly signOffs?: {
    readonly allowedSigners?: string
    readonly roles?: { readonly [role: string]: readonly string[] }
  }
}

/** What `backout.yaml` says of one environment. */
export interface ProjectEnvironment {
  readonly protected?: boolean
  readonly connections?: Connections
}
