import { lstat, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GateRequest, GateVerdict } from '@backout/core/execute'
import { loadEvaluator } from '@backout/core/expression'
import { type BoundPlan, PlanError, type Project } from '@backout/core/model'
import { replay, type RunStore } from '@backout/core/record'
import {
  type Asked,
  committedFile,
  committedSigners,
  type CountedSignOff,
  type GateQuestion,
  type ProcessRunner,
  readSignOffFolder,
  rulesOf,
  type SignOffRules,
  type SignOffState,
  signOffFolder,
  signOffState,
  type SpentSignOffs,
  type SshTools,
  usualSigners,
} from '@backout/core/signoff'
import { startGit } from '../../git/git.ts'
import { demandAllSignOffs } from '../../git/left-out.ts'
import { runProcess } from '../../system/processes.ts'
import { machineClock } from '../clock.ts'

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

/** Opens the gates of runs: by sign-offs that are attached to the run, or lie beside its plan. */
export function gateKeeper(root: string, store: RunStore): (request: GateRequest) => Promise<GateVerdict> {
  return async ({ run, requirement, heads, attachments }) => {
    const [{ bound }, { records }] = await Promise.all([store.frozen(run), store.read(run)])
    const attached = [...attachments].map(([name, bytes]) => ({ name, bytes }))
    const told = replay(records)
    const gate = { id: run, now: machineClock.now(), heads: new Map([[requirement, heads]]), accepted: told.signOffs }
    const state = await verified(() => signOffsOf(root, bound, { run: { gate, startedAt: new Date(told.createdAt), attached } }))
    if (typeof state === 'string') return { met: false, why: state }
    const found = state.requirements.find((each) => each.requirement.id === requirement)
    if (found?.state !== 'met') return { met: false, ...(found && attachments.size > 0 && { why: found.why }) }
    await keepWith(store, run, found.by, await besidePlan(root, bound), attachments)
    return { met: true, by: found.by.map(acceptedOf) }
  }
}

/** Why not, where it cannot be found out how sign-offs stand, as on a machine without ssh-keygen: then the gate stays closed, and nothing of the run has failed. */
async function verified(ask: () => Promise<SignOffState>): Promise<SignOffState | string> {
  try {
    return await ask()
  } catch (thrown) {
    if (thrown instanceof PlanError) return thrown.message
    throw thrown
  }
}

/** A gate's sign-off stays with its run, also one that lay beside the plan. */
async function keepWith(
  store: RunStore,
  run: string,
  by: readonly { readonly file: string }[],
  beside: readonly SignOffBytes[],
  attachments: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  for (const { file } of by) {
    const bytes = attachments.has(file) ? undefined : beside.find(({ name }) => name === file)?.bytes
    if (bytes) await store.attach(run, file, bytes)
  }
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

/** What signing and verifying need of this machine. */
export function sshTools(root: string): SshTools {
  return { run: processRunner(root), temporary: tmpdir() }
}

/** Processes for the sign-off room. */
export function processRunner(root: string): ProcessRunner {
  return (command, args, input) => (command === 'git' ? startGit(root, args, { input }) : runProcess(command, args, { cwd: root, input }))
}

/** Roles and signers as HEAD, or another commit, has them. Errors: `refused` where it has no valid `backout.yaml`. */
async function committedRules(root: string, at?: string): Promise<SignOffRules> {
  const run = processRunner(root)
  const { text, commit } = await committedFile(root, 'backout.yaml', run, at)
  if (text === undefined) throw noRulesAt(commit, 'has no backout.yaml')
  const project = await validProject(text, commit)
  return rulesOf(project, await committedSigners(root, project.signOffs?.allowedSigners ?? usualSigners, run, commit))
}

async function validProject(text: string, commit: string): Promise<Project> {
  const [{ loadProjectFile }, { validateProject }] = await Promise.all([import('@backout/core/load'), import('@backout/core/validate')])
  const checked = await validateProject(loadProjectFile({ path: 'backout.yaml', text }))
  if (checked.ok) return checked.project
  throw noRulesAt(commit, 'has a backout.yaml that is not valid')
}

function noRulesAt(commit: string, reason: string): PlanError {
  return new PlanError('refused', `Cannot check sign-offs: commit ${commit.slice(0, 12)} ${reason}`, {
    hint: 'Roles and signers count as they are committed: commit backout.yaml with "signOffs"',
  })
}

function besidePlan(root: string, bound: BoundPlan): Promise<readonly SignOffBytes[]> {
  return readSignOffFolder(join(root, signOffFolder(bound.path)), { readdir, lstat, readFile })
}

const noRules: SignOffRules = { allowedSigners: '', roles: {} }
