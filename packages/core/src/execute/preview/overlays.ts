import type { Sessions } from '../resource/sessions.ts'

/** Overlays of resources, made when they are first asked for. */
export interface Overlays extends AsyncDisposable {
  /** Whether every one of these resources has an overlay. */
  has(resources: readonly string[] | undefined): boolean
  session(resource: string): Promise<AsyncDisposable>
}

/** Overlays over sessions that only read; a driver without them gives those. */
export function makeOverlays(sessions: Sessions): Overlays {
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
    has(resources) {
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
