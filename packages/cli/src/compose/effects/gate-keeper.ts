import type { GateRequest, GateVerdict } from '@backout/core/execute'
import { PlanError } from '@backout/core/model'
import { replay, type RunStore } from '@backout/core/record'
import type { SignOffState } from '@backout/core/signoff'
import { machineClock } from '../clock.ts'
import { acceptedOf, besidePlan, type SignOffBytes, signOffsOf } from './sign-offs.ts'

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
