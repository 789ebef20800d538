import { demand, demandRefusal } from '../demand.ts'
import type { DriverStage } from '../stage/driver-stage.ts'
import type { DriverLaw } from './law.ts'

/** Overlays: where previews write. */
export const overlayLaws: readonly DriverLaw[] = [
  { says: 'keeps what is written to an overlay in it', applies: ({ overlay }) => overlay !== undefined, holds: overlaysKeep },
  { says: 'refuses on an overlay what is out of scope', applies: ({ overlay }) => overlay !== undefined, holds: overlaysRefuse },
]

async function overlaysKeep(stage: DriverStage): Promise<void> {
  const { driver, scope } = stage
  const before = await stage.state()
  const overlay = await overlayOf(stage)
  const shown = await driver.fingerprint?.(overlay, scope)
  await stage.write(overlay)
  demand((await stage.state()) === before, 'What was written to an overlay is in the resource: keep it to the overlay')
  const written = await driver.fingerprint?.(overlay, scope)
  demand(
    shown === undefined || written !== shown,
    'An overlay does not show what was written to it: the next step of a preview would not see it',
  )
  await overlay[Symbol.asyncDispose]()
  demand((await stage.state()) === before, 'Closing an overlay brought its writes into the resource: drop them')
}

async function overlaysRefuse(stage: DriverStage): Promise<void> {
  const overlay = await overlayOf(stage)
  stage.narrow()
  const advice = "An overlay writes what is out of scope: hold it by the guard of the overlay's own opening"
  await demandRefusal(() => stage.write(overlay), ['out-of-scope'], advice)
  await overlay[Symbol.asyncDispose]()
}

async function overlayOf({ driver, open, opening }: DriverStage): Promise<AsyncDisposable> {
  return (await driver.overlay!(await open('read', 'preview'), opening('write', 'preview'))) as AsyncDisposable
}
