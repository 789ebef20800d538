import { PlanError } from '../../model/index.ts'
import type { ReadContext } from '../../plugin.ts'
import { demand, demandSame } from '../demand.ts'
import { resourcesOf } from '../stage/case-resources.ts'
import type { Stage } from '../stage/stage.ts'
import { applyAll, changesOf, claimed, planned } from '../stage/walk.ts'
import { type Law, writes } from './law.ts'

/** What is tried on overlays is what the run does. */
export const previewLaws: readonly Law[] = [
  {
    says: 'previews on an overlay what the run does',
    applies: (traits, stage) => writes(traits) && hasOverlays(stage),
    holds: previewsAsRun,
  },
]

async function previewsAsRun(stage: Stage): Promise<void> {
  // What a claim leaves in a resource (a ledger) is there in both cases.
  for (const resource of resourcesOf(stage.scope)) await claimed(stage, resource)
  const before = await stage.fingerprint()
  const overlays = new Map<string, Promise<AsyncDisposable>>()
  const overlay = async (resource: string): Promise<AsyncDisposable> => {
    const session = await stage.session(resource, 'read')
    const made =
      overlays.get(resource) ??
      (stage.driver(resource).overlay!(session, stage.opening(resource, 'write', 'preview')) as Promise<AsyncDisposable>)
    overlays.set(resource, made)
    return made
  }
  const context = stage.context('write', { mode: 'preview', session: overlay })
  for await (const { change } of planned(stage, context)) await stage.type.apply(change.unit, context)
  const previewed = await stage.fingerprint(overlay)
  const left = await leftOver(stage, context)
  for (const made of overlays.values()) await (await made)[Symbol.asyncDispose]()
  demand((await stage.fingerprint()) === before, 'The preview changed something: reach resources through `context.session` alone')
  await applyAll(stage)
  demand(
    previewed === (await stage.fingerprint()),
    'What a preview shows is not what the run does: let `apply` use the unit and its session alone, and not depend on context.mode',
  )
  demandSame(
    left,
    await leftOver(stage, stage.again().context('read')),
    'After a preview the step finds something else to do on the overlay than after the run: let the sessions of overlays read what was written to them',
  )
}

/** What the same step would do next, by its titles, or why it can't. */
async function leftOver(stage: Stage, context: ReadContext): Promise<readonly string[]> {
  const titles = changesOf(stage, context).then((changes) => changes.map(({ title }) => title))
  return titles.catch((error: unknown) => [error instanceof PlanError ? error.code : 'an error'])
}

function hasOverlays(stage: Stage): boolean {
  return resourcesOf(stage.scope).every((resource) => stage.driver(resource).overlay !== undefined)
}
