import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadEvaluator } from '@backout/core/expression'
import type { BoundPlan } from '@backout/core/model'
import {
  type Asked,
  type CountedSignOff,
  type GateQuestion,
  readSignOffFolder,
  type SignOffRules,
  type SignOffState,
  signOffFolder,
  signOffState,
  type SpentSignOffs,
} from '@backout/core/signoff'
import { demandAllSignOffs } from '../../git/left-out.ts'
import { machineClock } from '../clock.ts'
import { committedRules } from './committed-rules.ts'
import { sshTools } from './sign-off-tools.ts'

/** A sign-off as it lies beside a plan, or is kept with a run. */
export type SignOffBytes = { readonly name: string; readonly bytes: Uint8Array }

/** What is asked of sign-offs beside how those next to the plan stand. */
export interface SignOffRequest {
  /** Of a run: its gates are asked too, and what is attached to it counts. */
  readonly run?: { readonly gate: GateQuestion; readonly startedAt: Date; readonly attached: readonly SignOffBytes[] }
  /** What earlier runs have used up. */
  readonly spent?: SpentSignOffs
  /** The commit whose signers and roles count, where that is not HEAD. */
  readonly at?: string | undefined
  /** One that is to be put beside the plan, in the place of what has its name. */
  readonly added?: SignOffBytes | undefined
}

/** How the sign-offs of a bound plan stand. Signers and roles count as committed at HEAD. Errors: `refused`, `missing`. */
export async function signOffsOf(root: string, bound: BoundPlan, { run, spent, at, added }: SignOffRequest = {}): Promise<SignOffState> {
  const asked = await askedOf(bound)
  const question = {
    bound,
    asked,
    now: run?.startedAt ?? machineClock.now(),
    tools: sshTools(root),
    run: run?.gate,
    spent,
  }
  if (asked.every(({ applies }) => !applies)) return signOffState({ ...question, files: [], rules: noRules })
  await demandAllSignOffs(root, signOffFolder(bound.path))
  const beside = (await besidePlan(root, bound)).filter(({ name }) => name !== added?.name)
  const files = [...beside, ...(added ? [added] : []), ...(run?.attached ?? [])]
  return signOffState({ ...question, files, rules: await committedRules(root, at) })
}

/** A sign-off that counts, as the journal keeps it. */
export function acceptedOf({ principal, key, file, digest }: CountedSignOff) {
  return { principal, key, file, digest }
}

/** The requirements of a plan, and whether the `if` of each holds. */
export async function askedOf(bound: BoundPlan): Promise<readonly Asked[]> {
  const { require } = bound.signOffs
  if (require.every((each) => each.if === undefined)) return require.map((requirement) => ({ requirement, applies: true }))
  const evaluator = await loadEvaluator()
  const scope = {
    inputs: bound.inputs,
    environment: bound.environment,
    secrets: () => undefined,
    steps: new Map(),
    run: { id: '', startedAt: machineClock.now().toISOString() },
    schemas: { inputs: bound.inputSchemas ?? {} },
  }
  return require.map((requirement) => ({
    requirement,
    applies: requirement.if === undefined || evaluator.test(requirement.if, scope).holds,
  }))
}

/** The sign-offs that lie beside a plan. Errors: `refused` for what this user may not read. */
export function besidePlan(root: string, bound: BoundPlan): Promise<readonly SignOffBytes[]> {
  return readSignOffFolder(join(root, signOffFolder(bound.path)), { readdir, lstat, readFile })
}

const noRules: SignOffRules = { allowedSigners: '', roles: {} }
