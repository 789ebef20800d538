import { type BoundPlan, PlanError, stepsOnce, type Value } from '../model/index.ts'
import { createMasker, readableSecrets } from '../secret/index.ts'
import { makeBinder } from './bind/binding.ts'
import { makeOverlays } from './preview/overlays.ts'
import { UnseenSteps } from './preview/preview-sight.ts'
import { type Look, type PreviewEffects, previewStep, type StepPreview } from './preview/preview-step.ts'
import { makeSessions } from './resource/sessions.ts'

/**
 * Computes what a run would do, step by step in plan order. Law: preview is the run: the changes are those that `apply` consumes, and they are
 * applied to overlays, where drivers have them, so that a step sees what the steps before it would have done. Nothing is written.
 */
export async function* preview(
  bound: BoundPlan,
  files: ReadonlyMap<string, Uint8Array>,
  effects: PreviewEffects,
): AsyncIterable<StepPreview> {
  const known = readableSecrets(bound.secrets, effects.secrets)
  const outputs = new Map<string, Value>()
  const masker = createMasker(known)
  const binder = makeBinder({
    plugins: effects.plugins,
    mask: masker.mask,
    bound,
    run: effects.run,
    outputs,
    startedAt: effects.clock.now().toISOString(),
    secrets: (name) => known.get(name) ?? unknownSecret(name),
    patience: { left: longestLooking },
  })
  await using sessions = makeSessions({ bound, effects, mode: 'preview', demandHeld: () => undefined, binder })
  await using overlays = makeOverlays(sessions)
  const unseen = new UnseenSteps(sessions)
  const look: Look = { bound, files, effects, halt: { signal: effects.abort }, binder, outputs, sessions, overlays, masker, unseen }
  for (const step of stepsOnce(bound)) {
    yield await previewStep(look, step)
  }
}

/** A run asks for all of them, and what is seen without is shown; but a step that reads it could do anything else with it than without. */
function unknownSecret(name: string): never {
  throw new PlanError('unknown', `secret "${name}" is not known here`)
}

/** How long the expressions of a plan may take in all, ms: there may be thousands that never end. */
const longestLooking = 20_000
