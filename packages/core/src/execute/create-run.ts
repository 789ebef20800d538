import { type BoundPlan, type CommitWish, PlanError, type RunEvent } from '../model/index.ts'
import { decideIn } from '../expression/index.ts'
import { claimNames, namesOfRecord } from './resource/claim-names.ts'
import { type Claim, type RunHeader, spoken, waysOn } from '../record/index.ts'
import { type Effects, holderOf } from './effects.ts'
import { readSecrets } from './bind/secrets.ts'
import { holdingOf } from './other-runs/holding.ts'
import { notYetApplied, standingOf } from './other-runs/standing.ts'

/** What a run is created from. */
export interface NewRunRequest {
  /** A new run id, from `newRunId`. */
  readonly run: string
  readonly bound: BoundPlan
  readonly files: ReadonlyMap<string, Uint8Array>
  /** HEAD of the repository, where there is one. */
  readonly commit?: string
  /** Where its file changes are to be committed, where they are. */
  readonly commitTo?: CommitWish
  /** The sign-offs that let it start, verified by the caller. */
  readonly signOffs: readonly Omit<Extract<RunEvent, { readonly kind: 'sign-off-accepted' }>, 'kind'>[]
}

/** The effects that creating a run needs. */
export type CreateEffects = Pick<Effects, 'store' | 'secrets' | 'actor' | 'holder' | 'root'>

/**
 * Freezes a plan as a new run, with its first records durable, and gives the claim of it, under which {@link execute} takes it from there.
 * Errors: `refused` (it was applied already, its content changed, a plan of `after` is missing), `busy` (a run of it stands open, or another holds its claims), `missing` (secrets).
 */
export async function createRun(request: NewRunRequest, effects: CreateEffects): Promise<Claim> {
  const claim = await begin(request, effects, [])
  // It stands open from now on.
  claim.keep()
  return claim
}

/** Records that a plan was applied before Backout came, without running it. Errors: as {@link createRun}. */
export async function baseline(request: NewRunRequest, reason: string, effects: CreateEffects): Promise<void> {
  await using _ = await begin(request, effects, [{ kind: 'baselined', reason, actor: effects.actor }])
}

async function begin(request: NewRunRequest, effects: CreateEffects, more: readonly RunEvent[]): Promise<Claim> {
  const { run, bound } = request
  const touches = more.length === 0
  if (touches) demandSharedGates(bound, effects)
  const purpose = `${touches ? 'run' : 'baseline'} plan "${bound.name}" in ${bound.environment}`
  if (touches) readSecrets(bound, effects.secrets, purpose)
  await using held = new AsyncDisposableStack()
  const names = touches ? claimNames(bound, run, effects.root) : namesOfRecord(bound, run)
  const claim = held.use(await effects.store.claim({ run, names, holder: holderOf(effects), purpose }))
  const runs = await effects.store.list()
  demandPending(bound, runs)
  await demandUnheld(names, runs, purpose, effects)
  const first = [createdEvent(request, effects), ...acceptedEvents(request), ...more]
  await effects.store.create({ run, bound, files: request.files }, first, runs.at(-1)?.createdAt)
  held.move()
  return claim
}

/**
 * Law: two runs never interleave. What a run holds that stands open is in the table of claims, except where its record came without that: it was imported,
 * or put back from a backup. Errors: `busy`.
 */
async function demandUnheld(names: readonly string[], runs: readonly RunHeader[], purpose: string, effects: CreateEffects): Promise<void> {
  const held = await holdingOf(names, runs, effects)
  if (!held) return
  const { run } = held.header
  throw new PlanError('busy', `Cannot ${purpose}: run "${run}" holds ${spoken(held.name)}, and stands open`, { hint: waysOn(run) })
}

/** Law: in a protected environment a gate needs a run store that the one who signs can reach. */
function demandSharedGates({ protected: isProtected, environment, signOffs, name }: BoundPlan, { store }: CreateEffects): void {
  const gate = signOffs.require.find(({ gate: isGate, if: condition = 'true' }) => isGate && decideIn(environment, condition) !== false)
  if (!isProtected || !gate || store.shared) return
  throw new PlanError(
    'refused',
    `Cannot run plan "${name}" in ${environment}: gate "${gate.id}" of a protected environment needs a run store that machines share, and ${store.location} is a folder`,
    {
      hint: 'Ask for that sign-off at the start: take `signOff` off the step',
    },
  )
}

function demandPending(bound: BoundPlan, runs: readonly RunHeader[]): void {
  const { name, environment } = bound
  const standing = standingOf(runs, name, environment, bound.planDigest)
  switch (standing.kind) {
    case 'open':
      throw new PlanError(
        'busy',
        `Cannot run plan "${name}" in ${environment}: run "${standing.run.run}" of it stands open (${standing.run.state})`,
        {
          hint: `Go on with it: plan resume ${standing.run.run}\nOr back it out: plan rollback ${standing.run.run}`,
        },
      )
    case 'applied':
      throw new PlanError('refused', `Cannot run plan "${name}" in ${environment}: it was applied by run "${standing.run.run}"`)
    case 'changed':
      throw new PlanError(
        'refused',
        `Cannot run plan "${name}" in ${environment}: ${bound.path} has changed since run "${standing.run.run}" applied it`,
        {
          hint: 'Take the change back, or write it as a new plan',
        },
      )
    case 'pending':
    case 'failed':
    case 'rolled-back':
      return demandAfter(bound, runs)
    default:
      return standing satisfies never
  }
}

function demandAfter(bound: BoundPlan, runs: readonly RunHeader[]): void {
  const { name, environment } = bound
  const missing = notYetApplied(runs, bound)
  if (missing.length === 0) return
  throw new PlanError(
    'refused',
    `Cannot run plan "${name}" in ${environment}: ${missing.map((plan) => `"${plan}"`).join(', ')} must have been applied before`,
    {
      hint: `Run it first: plan run ${missing[0]} --env ${environment}`,
    },
  )
}

function createdEvent({ run, bound, commit, commitTo }: NewRunRequest, { actor }: CreateEffects): RunEvent {
  const { name, path, environment, planDigest, bindingDigest, versions } = bound
  return {
    kind: 'run-created',
    run,
    plan: name,
    path,
    environment,
    planDigest,
    bindingDigest,
    actor,
    engine: versions.engine,
    commit,
    commitTo,
  }
}

function acceptedEvents({ signOffs }: NewRunRequest): readonly RunEvent[] {
  return signOffs.map((accepted) => ({ kind: 'sign-off-accepted', ...accepted }))
}
