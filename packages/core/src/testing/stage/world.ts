import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OfWorld, World } from '../case.ts'

/** What is to be closed when a case is over, in the order in which it was opened. */
export type Closers = (() => unknown)[]

/** Sets something up in a new world, an empty directory; where that fails, what was opened is closed. Errors: whatever `setUp` throws. */
export async function inNewWorld<T>(setUp: (world: World, closers: Closers) => Promise<T>): Promise<T> {
  const closers: Closers = []
  const root = await realpath(await mkdtemp(join(tmpdir(), 'backout-conformance-')))
  const world: World = { root, defer: (close) => closers.push(close), notes: new Map() }
  world.defer(() => rm(root, { recursive: true, force: true }))
  try {
    return await setUp(world, closers)
  } catch (error) {
    await closeAll(closers)
    throw error
  }
}

/** Closes what was opened, last first. */
export async function closeAll(closers: Closers): Promise<void> {
  for (const close of closers.toReversed()) await close()
}

/** A value, or what it is in this world. */
export async function valueIn<T extends object>(world: World, value: OfWorld<T>): Promise<T> {
  return typeof value === 'function' ? value(world) : value
}

/** The same value, which can't be changed any more, at any depth. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array))
    for (const item of Object.values(Object.freeze(value))) frozen(item)
  return value
}
