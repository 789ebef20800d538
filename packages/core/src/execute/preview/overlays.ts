import { remembering } from '../../model/index.ts'
import type { Sessions } from '../resource/sessions.ts'

/** Overlays of resources, made when they are first asked for. */
export interface Overlays extends AsyncDisposable {
  /** Whether every one of these resources has an overlay. */
  has(resources: readonly string[] | undefined): boolean
  session(resource: string): Promise<AsyncDisposable>
}

/** Overlays over sessions that only read; a driver without them gives those. */
export function makeOverlays(sessions: Sessions): Overlays {
  const overlaid = new Set<AsyncDisposable>()
  const session = remembering(async (resource: string): Promise<AsyncDisposable> => {
    const { driver } = sessions.locate(resource)
    const below = await sessions.open(resource, 'read')
    if (!driver.overlay) return below
    const overlay = await driver.overlay(below, sessions.opening(resource, 'write'))
    overlaid.add(overlay)
    return overlay
  })
  return {
    has(resources) {
      return resources?.every((resource) => sessions.locate(resource).driver.overlay !== undefined) === true
    },
    session,
    async [Symbol.asyncDispose]() {
      for (const overlay of overlaid) await overlay[Symbol.asyncDispose]()
    },
  }
}
