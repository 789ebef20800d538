import {
  type BoundPlan,
  type BoundStep,
  boundSteps,
  type Direction,
  PlanError,
  type RunEvent,
  type Value,
  writtenRollback,
} from '../../model/index.ts'
import { type Blobs, type Claim, type Journal, type JournalContents, type NewRun, replay, type RunState } from '../../record/index.ts'
import { createMasker } from '../../secret/index.ts'
import { makeBinder } from '../bind/binding.ts'
import { claimNames } from '../resource/claim-names.ts'
import { makeClaimed } from '../resource/claimed.ts'
import type { Execution } from '../unit/execution.ts'
import { type Effects, holderOf } from '../effects.ts'
import { restoreOutputs } from '../step/kept-output.ts'
import { makeRecorder } from '../journal/recorder.ts'
import { claimOwner } from '../resource/claim-owner.ts'
import { makeSessions } from '../resource/sessions.ts'
import { readSecrets } from '../bind/secrets.ts'

/** A run that is open for going on, either way. Disposing closes sessions, journal and claims. */
export interface OpenRun extends AsyncDisposable {
  readonly execution: Execution
  readonly claim: Claim
  /** Bytes at the end of its journal that a crash had torn, and that are dropped now. */
  readonly torn: number
}

/** Throws where a run cannot be worked on as is meant. */
export type Demand = (facts: Pick<Execution, 'run' | 'bound' | 'effects'>, state: RunState) => void

/**
 * Claims a run, unless it is claimed already, opens its journal and replays it; `what` is for messages. What the run has kept of its claim stays kept, whatever is thrown.
 * Errors: those of `demand`, also where something is busy: whoever waits for that waits in vain. `busy`, `missing`, `corrupt`; `missing` for secrets that are not set.
 */
export async function openRun(
  run: string,
  effects: Effects,
  what: 'go on with' | 'roll back' | 'finalize',
  demand: Demand,
  claimed?: Claim,
): Promise<OpenRun> {
  const { store } = effects
  await using opened = new AsyncDisposableStack()
  opened.use(claimed)
  const frozen = await store.frozen(run)
  const { bound } = frozen
  const purpose = `${what} run "${run}"`
  const secrets = readSecrets(bound, effects.secrets, purpose)
  const holder = holderOf(effects)
  const request = { run, names: claimNames(bound, run, effects.root), holder, purpose }
  const notClaimed = async (cause: unknown): Promise<never> => {
    demand({ run, bound, effects }, replay((await store.read(run)).records))
    throw cause
  }
  const claim = claimed ?? opened.use(await store.claim(request).catch(notClaimed))
  const contents = await store.read(run)
  const journal = opened.use(await store.append(run, claim))
  const blobs = opened.use(await store.blobs(run, 'write'))
  const execution = assemble(frozen, effects, { secrets, claim, contents, journal, blobs, holder })
  demand(execution, execution.recorder.state)
  opened.use(execution.sessions)
  opened.defer(linkAborts(execution, effects, claim))
  await restoreOutputs(execution)
  const held = opened.move()
  // What was promised is durable by then: an error of closing says nothing new, and would hide the one that ended the run.
  return { execution, claim, torn: contents.torn, [Symbol.asyncDispose]: () => held.disposeAsync().catch(() => undefined) }
}

interface Pieces {
  readonly secrets: ReadonlyMap<string, string>
  readonly claim: Claim
  readonly contents: JournalContents
  readonly journal: Journal
  readonly blobs: Blobs
  readonly holder: string
}

function assemble({ run, bound, files }: NewRun, effects: Effects, pieces: Pieces): Execution {
  const masker = createMasker(pieces.secrets)
  const state = replay(pieces.contents.records)
  const outputs = new Map<string, Value>()
  const tooLarge = new Set<string>()
  const recorder = makeRecorder(pieces.journal, state, { masker, clock: effects.clock, observe: effects.observe })
  const binder = makeBinder({
    plugins: effects.plugins,
    mask: masker.mask,
    bound,
    run,
    outputs,
    tooLarge,
    startedAt: state.createdAt,
    secrets: (name) => pieces.secrets.get(name),
  })
  const sessions = makeSessions({ bound, effects, mode: 'run', demandHeld: () => pieces.claim.check(), binder })
  const claimed = makeClaimed({ bound, run, sessions, recorder, blobs: pieces.blobs, masker, owner: claimOwner(bound, run, pieces.holder) })
  return {
    run,
    bound,
    files,
    effects,
    recorder,
    blobs: pieces.blobs,
    masker,
    sessions,
    claimed,
    binder,
    outputs,
    tooLarge,
    byId: stepsById(bound),
    halt: new AbortController(),
    cease: new AbortController(),
  }
}

/** Ties the aborts together: a second signal, and a claim that was lost, stop what is in flight. */
function linkAborts({ halt }: Execution, effects: Effects, claim: Claim): () => void {
  const now = (): void => halt.abort(new PlanError('interrupted', 'The run was told to stop at once'))
  const lost = (): void => halt.abort(new PlanError('stale', 'The run was taken over by another process'))
  if (effects.abort.aborted) now()
  effects.abort.addEventListener('abort', now)
  claim.lost.addEventListener('abort', lost)
  return () => {
    effects.abort.removeEventListener('abort', now)
    claim.lost.removeEventListener('abort', lost)
  }
}

function stepsById(bound: BoundPlan): ReadonlyMap<string, BoundStep> {
  return new Map([...boundSteps(bound), ...bound.steps.flatMap(writtenRollback)].map((step) => [step.id, step]))
}

/** Records that a process took a run in hand. Law: two runs never interleave: from here on it keeps its claim until it has ended. */
export async function start(open: OpenRun, effects: Effects, direction: Direction, first: readonly RunEvent[] = []): Promise<void> {
  open.claim.keep()
  await open.execution.recorder.record([...first, ...startedEvents(open, effects, direction)], 'durable')
}

/** Who took it in hand, what a crash had torn of its journal, and of how the repository has drifted from what the run froze. */
function startedEvents({ claim, torn }: OpenRun, effects: Effects, direction: Direction): readonly RunEvent[] {
  const { host, pid } = effects.holder
  const dropped = torn > 0 ? [{ path: 'journal.jsonl', message: `a crash left ${torn} torn bytes at its end, which are dropped` }] : []
  const drift = [...dropped, ...(effects.drift ?? [])].map(({ path, message }): RunEvent => ({ kind: 'drift-found', path, message }))
  return [{ kind: 'run-started', epoch: claim.epoch, host, pid, actor: effects.actor, direction }, ...drift]
}
