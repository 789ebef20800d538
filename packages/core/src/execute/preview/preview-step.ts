import { type BoundPlan, type BoundStep, messageOf, PlanError, type Value } from '../../model/index.ts'
import { type Change, type OpaqueStepType, type ReadContext, stepTypeOf, type Traits, type WriteContext } from '../../plugin.ts'
import { allChanges, demandApplied, demandTime, demandTraits } from '../../plugin/answers.ts'
import { attempt, withinTime } from '../supervise/attempt.ts'
import type { Binder } from '../bind/binding.ts'
import { describeContext } from '../unit/context.ts'
import { Wait } from '../unit/stop.ts'
import type { Clock, Effects } from '../effects.ts'
import { codeOf, hintOf } from '../supervise/failure.ts'
import type { Masker } from '../../secret/index.ts'
import { fitInput } from '../bind/fit.ts'
import type { Overlays } from './overlays.ts'
import { isWithin, showsAll, touched, type UnseenSteps } from './preview-sight.ts'
import type { Sessions } from '../resource/sessions.ts'
import { judgedOutput } from '../step/step-output.ts'
import { stepWrites } from '../walk/step-touches.ts'

/** What a preview needs: nothing that writes. */
export interface PreviewEffects extends Pick<Effects, 'plugins' | 'schemas' | 'root' | 'secrets' | 'observe' | 'limit' | 'grace'> {
  readonly clock: Clock
  readonly abort: AbortSignal
  /** An id such as a run would have: a plan that could tell a preview from a run could do something else in it. */
  readonly run: string
  /** Whether a resource may be reached; what it says is shown where it may not. */
  readonly allows: (resource: string) => string | undefined
}

/** What one step would do. */
export type StepPreview =
  | {
      readonly step: BoundStep
      readonly kind: 'changes'
      readonly traits: Traits
      readonly changes: readonly Change[]
      readonly simulated: boolean
    }
  | {
      readonly step: BoundStep
      readonly kind: 'check'
      readonly traits: Traits
      readonly holds: boolean | undefined
      readonly operands: Readonly<Record<string, string>>
    }
  | { readonly step: BoundStep; readonly kind: 'skipped'; readonly condition: string }
  | { readonly step: BoundStep; readonly kind: 'unknown'; readonly why: string }
  | { readonly step: BoundStep; readonly kind: 'failed'; readonly message: string; readonly hint?: string }

/** What the previews of all steps share. */
export interface Look {
  readonly bound: BoundPlan
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly effects: PreviewEffects
  /** Ends what the step in hand does. */
  readonly halt: { readonly signal: AbortSignal }
  readonly binder: Binder
  readonly outputs: Map<string, Value>
  readonly sessions: Sessions
  readonly overlays: Overlays
  readonly masker: Masker
  /** Those of the steps before. */
  readonly unseen: UnseenSteps
}

/** What one step would do; what goes wrong is told as such, also that it takes too long. Changes are computed to be shown, and once more to be applied. */
export async function previewStep(look: Look, step: BoundStep): Promise<StepPreview> {
  const told = await withinTime(look, step, (timed) => lookAhead(timed, step), 2).catch((cause: unknown) => refused(look, step, cause))
  if (told.kind === 'unknown' || told.kind === 'failed') {
    const touches = await stepWrites(look, step)
    if (touches.length > 0) look.unseen.add(step.id, touches)
  }
  return told
}

async function lookAhead(look: Look, step: BoundStep): Promise<StepPreview> {
  const { binder, bound, files, effects, masker } = look
  if (step.if !== undefined && !(await binder.test(step.if, step)).holds) return { step, kind: 'skipped', condition: step.if }
  const type = stepTypeOf(effects.plugins, step.uses)
  if (!type) throw new PlanError('missing', `Cannot preview step "${step.id}": no plugin provides "${step.uses}"`)
  const tried = await bindOrTell(look, step)
  if ('why' in tried) return { step, kind: 'unknown', why: tried.why }
  const input = await fitInput(step, type, tried.input, { schemas: effects.schemas, masker })
  const traits = demandTraits(type, await type.describe(input, describeContext(bound, files, step)))
  const forbidden = forbiddenBy(look, traits)
  if (forbidden !== undefined) return { step, kind: 'unknown', why: forbidden }
  const context = previewContext(look, step)
  const reads = traits.effect === 'none'
  const before = look.unseen.before(traits.touches)
  const shows = showsAll(look, traits) && !(reads && before !== undefined)
  // What is asked first is as the run will find it; later, only an overlay can tell.
  const asks = reads && !look.unseen.any && !step.retry
  return attempt(look, step, reads ? 'read' : 'write', async () => {
    const { changes, results, simulated } = await computed(look, type, input, context, { shows, asks })
    const asked = (simulated || asks) && results.length === changes.length
    if (asked) look.outputs.set(step.id, await judgedOutput(type, results, input))
    if (reads) return checked(look, step, traits, asked)
    if (before !== undefined && changes.length === 0) return { step, kind: 'unknown', why: `nothing to do as things are, but ${before}` }
    if (!simulated) look.unseen.add(step.id, traits.touches)
    if (before !== undefined && shows) context.note(`as things are now: ${before}`)
    return { step, kind: 'changes', traits, changes, simulated }
  })
}

/** What a step would do, what of it gave a result, and whether overlays show all of it. */
interface Computed {
  readonly changes: readonly Change[]
  readonly results: readonly Value[]
  readonly simulated: boolean
}

/** Computes the changes of a step, and applies at once those that overlays show, or that only ask. */
async function computed(
  look: Look,
  type: OpaqueStepType,
  input: Value,
  context: ReadContext,
  { shows, asks }: { readonly shows: boolean; readonly asks: boolean },
): Promise<Computed> {
  const changes: Change[] = []
  const results: Value[] = []
  let shown = 0
  for await (const change of allChanges(type, input, context)) {
    const key = `preview/${context.step}/${changes.length}`
    changes.push(await withDetails(change))
    const isShown = shows || isWithin(look, change)
    if (isShown) shown++
    if (isShown || asks) results.push(...(await resultOf(type, change, { ...context, key, direction: 'apply' })))
  }
  return { changes, results, simulated: shows || (changes.length > 0 && shown === changes.length) }
}

/** None where a step type refuses to be asked in a preview: a command is not run for it. */
async function resultOf(type: OpaqueStepType, { unit }: Change, context: WriteContext): Promise<readonly Value[]> {
  try {
    return [demandApplied(type, await type.apply(unit, context)).result]
  } catch (cause) {
    if (codeOf(cause) === 'refused') return []
    throw cause
  }
}

/** An expression may need what no overlay could give: outputs of a step that has to run first. */
async function bindOrTell({ binder, masker }: Look, step: BoundStep): Promise<{ readonly input: Value } | { readonly why: string }> {
  try {
    return { input: await binder.expand(step.with, step) }
  } catch (cause) {
    if (codeOf(cause) === 'missing') return { why: masker.mask(messageOf(cause)) }
    throw cause
  }
}

async function checked({ binder, outputs }: Look, step: BoundStep, traits: Traits, asked: boolean): Promise<StepPreview> {
  if (!asked || step.assert === undefined) return { step, kind: 'check', traits, holds: asked ? true : undefined, operands: {} }
  try {
    const { holds, operands } = await binder.test(step.assert, step, outputs.get(step.id))
    return { step, kind: 'check', traits, holds, operands: holds ? {} : operands }
  } catch (cause) {
    if (codeOf(cause) !== 'missing') throw cause
    return { step, kind: 'unknown', why: messageOf(cause) }
  }
}

/** Details are asked for at once: the next step's overlay may change what they look at. */
async function withDetails(change: Change): Promise<Change> {
  const details = (await change.details?.()) ?? []
  return { ...change, details: () => details }
}

function forbiddenBy({ effects, bound }: Look, traits: Traits): string | undefined {
  for (const resource of touched(traits) ?? Object.keys(bound.connections)) {
    const why = effects.allows(resource)
    if (why !== undefined) return why
  }
  return undefined
}

function previewContext({ bound, files, effects, halt, sessions, overlays, masker }: Look, step: BoundStep): ReadContext {
  return {
    ...describeContext(bound, files, step),
    run: effects.run,
    step: step.id,
    signal: halt.signal,
    apart: sessions.files,
    mode: 'preview',
    startedAt: effects.clock.now(),
    now: () => effects.clock.now(),
    async session<Session>(resource: string) {
      // Also what a step says that it does not touch is connected to here.
      const why = effects.allows(resource)
      if (why !== undefined) throw new PlanError('unknown', why)
      return (await overlays.session(resource)) as Session
    },
    wait(until) {
      throw new Wait(demandTime(step, until))
    },
    note: (text) => effects.observe({ kind: 'note', step: step.id, text: masker.mask(text) }),
  }
}

function refused({ masker: { mask }, unseen }: Look, step: BoundStep, cause: unknown): StepPreview {
  if (cause instanceof Wait) return { step, kind: 'unknown', why: `it waits until ${cause.until.toISOString()}` }
  const code = codeOf(cause)
  // What is missing may be made by a step before, whose effect cannot be looked at; and to look ahead may take longer than to do it.
  if (code === 'unknown' || code === 'timeout' || (code === 'missing' && unseen.any))
    return { step, kind: 'unknown', why: mask(messageOf(cause)) }
  const hint = hintOf(cause)
  return { step, kind: 'failed', message: mask(messageOf(cause)), hint: hint && mask(hint) }
}
