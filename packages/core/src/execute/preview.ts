import type { BoundPlan, BoundStep, Json, Value } from '../model/index.ts'
import { messageOf, PlanError } from '../model/index.ts'
import { type Change, type ReadContext, stepTypeOf, type Traits } from '../plugin.ts'
import { createMasker } from '../secret/index.ts'
import { type Binder, makeBinder } from './binding.ts'
import { describeContext, Wait } from './context.ts'
import type { Clock, Effects } from './effects.ts'
import { codeOf } from './failure.ts'
import { actAs } from './guard.ts'
import { makeSessions, type Sessions } from './resources.ts'

/** What a preview needs: nothing that writes. */
export interface PreviewEffects extends Pick<Effects, 'plugins' | 'root' | 'secrets' | 'observe'> {
  readonly clock: Clock
  readonly abort: AbortSignal
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
  | { readonly step: BoundStep; readonly kind: 'failed'; readonly message: string }

/**
 * Computes what a run would do, step by step in plan order. Law: preview is the run: the changes are those that `apply` consumes, and they are
 * applied to overlays, where drivers have them, so that a step sees what the steps before it would have done. Nothing is written.
 */
export async function* preview(
  bound: BoundPlan,
  files: ReadonlyMap<string, Uint8Array>,
  effects: PreviewEffects,
): AsyncIterable<StepPreview> {
  const known = new Map<string, string>()
  for (const name of bound.secrets) known.set(name, effects.secrets(name) ?? '')
  const outputs = new Map<string, Value>()
  const { mask } = createMasker(known)
  const binder = makeBinder({
    plugins: effects.plugins,
    mask,
    bound,
    run: 'preview',
    outputs,
    startedAt: effects.clock.now().toISOString(),
    secrets: (name) => known.get(name),
  })
  const expand = async (config: { readonly [key: string]: Json }) => (await binder.expand(config)) as { readonly [key: string]: Json }
  await using sessions = makeSessions({
    bound,
    plugins: effects.plugins,
    root: effects.root,
    mode: 'preview',
    lost: new AbortController().signal,
    signal: effects.abort,
    expand,
  })
  await using overlays = makeOverlays(sessions)
  const look: Look = { bound, files, effects, binder, outputs, sessions, overlays, mask }
  for (const step of [...bound.preconditions, ...bound.steps, ...bound.successCriteria]) {
    yield await previewStep(look, step).catch((cause: unknown): StepPreview => refused(look, step, cause))
  }
}

interface Look {
  readonly bound: BoundPlan
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly effects: PreviewEffects
  readonly binder: Binder
  readonly outputs: Map<string, Value>
  readonly sessions: Sessions
  readonly overlays: Overlays
  readonly mask: (text: string) => string
}

async function previewStep(look: Look, step: BoundStep): Promise<StepPreview> {
  const { binder, bound, files, effects } = look
  if (step.if !== undefined && !(await binder.test(step.if, step)).holds) return { step, kind: 'skipped', condition: step.if }
  const type = stepTypeOf(effects.plugins, step.uses)
  if (!type) throw new PlanError('missing', `Cannot preview step "${step.id}": no plugin provides "${step.uses}"`)
  const tried = await bindOrTell(look, step)
  if ('why' in tried) return { step, kind: 'unknown', why: tried.why }
  const { input } = tried
  const traits = await type.describe(input, describeContext(bound, files, step))
  const forbidden = forbiddenBy(look, traits)
  if (forbidden !== undefined) return { step, kind: 'unknown', why: forbidden }
  const context = previewContext(look, step)
  return actAs({ step: step.id, access: traits.effect === 'none' ? 'read' : 'write', signal: effects.abort }, async () => {
    const changes: Change[] = []
    const results: Value[] = []
    const simulates = await look.overlays.has(touched(traits))
    for await (const change of type.changes(input, context, {})) {
      changes.push(await withDetails(change))
      if (simulates)
        results.push(
          (await type.apply(change.unit, { ...context, key: `preview/${step.id}/${changes.length - 1}`, direction: 'apply' })).result,
        )
    }
    if (simulates) look.outputs.set(step.id, await type.finish(values(results), input))
    return traits.effect === 'none'
      ? checked(look, step, traits, simulates)
      : { step, kind: 'changes', traits, changes, simulated: simulates }
  })
}

/** An expression may need what no overlay could give: outputs of a step that has to run first. */
async function bindOrTell({ binder, mask }: Look, step: BoundStep): Promise<{ readonly input: Value } | { readonly why: string }> {
  try {
    return { input: await binder.expand(step.with, step) }
  } catch (cause) {
    if (codeOf(cause) === 'missing') return { why: mask(messageOf(cause)) }
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

function touched(traits: Traits): readonly string[] | undefined {
  return traits.touches === 'unknown' ? undefined : [...new Set(traits.touches.map(({ resource }) => resource))]
}

function forbiddenBy({ effects, bound }: Look, traits: Traits): string | undefined {
  for (const resource of touched(traits) ?? Object.keys(bound.connections)) {
    const why = effects.allows(resource)
    if (why !== undefined) return why
  }
  return undefined
}

function previewContext({ bound, files, effects, sessions, overlays, mask }: Look, step: BoundStep): ReadContext {
  return {
    ...describeContext(bound, files, step),
    run: 'preview',
    step: step.id,
    signal: effects.abort,
    apart: sessions.files,
    mode: 'preview',
    startedAt: effects.clock.now(),
    now: () => effects.clock.now(),
    session: async <Session>(resource: string) => (await overlays.session(resource)) as Session,
    wait(until) {
      throw new Wait(until)
    },
    note: (text) => effects.observe({ kind: 'note', step: step.id, text: mask(text) }),
  }
}

function refused({ mask }: Look, step: BoundStep, cause: unknown): StepPreview {
  if (cause instanceof Wait) return { step, kind: 'unknown', why: `it waits until ${cause.until.toISOString()}` }
  if (codeOf(cause) === 'unknown') return { step, kind: 'unknown', why: mask(messageOf(cause)) }
  return { step, kind: 'failed', message: mask(messageOf(cause)) }
}

/** Overlays of resources, made when they are first asked for. */
interface Overlays extends AsyncDisposable {
  /** Whether every one of these resources has an overlay. */
  has(resources: readonly string[] | undefined): Promise<boolean>
  session(resource: string): Promise<AsyncDisposable>
}

function makeOverlays(sessions: Sessions): Overlays {
  const made = new Map<string, Promise<AsyncDisposable>>()
  const overlaid = new Set<AsyncDisposable>()
  const make = async (resource: string): Promise<AsyncDisposable> => {
    const { driver } = sessions.locate(resource)
    const session = await sessions.open(resource, 'read')
    if (!driver.overlay) return session
    const overlay = await driver.overlay(session, sessions.opening(resource, 'write'))
    overlaid.add(overlay)
    return overlay
  }
  return {
    async has(resources) {
      return resources?.every((resource) => sessions.locate(resource).driver.overlay !== undefined) === true
    },
    session(resource) {
      const known = made.get(resource) ?? make(resource)
      made.set(resource, known)
      return known
    },
    async [Symbol.asyncDispose]() {
      for (const overlay of overlaid) await overlay[Symbol.asyncDispose]()
    },
  }
}

async function* values(results: readonly Value[]): AsyncIterable<Value> {
  yield* results
}
