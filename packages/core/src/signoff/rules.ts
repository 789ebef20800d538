import type { BoundSignOff, Project } from '../model/index.ts'

/** Who may sign, in which roles: as committed, never as a branch under review has it in its working tree. */
export interface SignOffRules {
  /** The content of the `allowed_signers` file. */
  readonly allowedSigners: string
  /** Principals by role. */
  readonly roles: { readonly [role: string]: readonly string[] }
}

/** A requirement, and whether its `if` holds. */
export interface Asked {
  readonly requirement: BoundSignOff
  readonly applies: boolean
}

/** Where `backout.yaml` looks for the signers unless it says otherwise. */
export const usualSigners = '.backout/allowed_signers'

/** The rules of a project and the content of its `allowed_signers`. */
export function rulesOf(project: Project, allowedSigners: string): SignOffRules {
  return { allowedSigners, roles: project.signOffs?.roles ?? {} }
}
