import type { Awaitable, BoundConnection, Json, Scope, Value } from '../model/index.ts'
import type { Plugin } from '../plugin.ts'

/** Where a case takes place: an empty directory as the root, and whatever `given` puts there. */
export interface World {
  /** Absolute path of a temporary directory, which is removed afterwards. */
  readonly root: string
  /** Called, last first, when the case is over: to stop servers, drop schemas. */
  defer(close: () => Awaitable<void>): void
  /** Values that `given` leaves for the other functions of the case: ports, clients. */
  readonly notes: Map<string, unknown>
}

/** Something that depends on the world, or does not. */
export type OfWorld<T> = T | ((world: World) => Awaitable<T>)

/** One use of a step type, which {@link conformance} holds against every law of the contract. */
export interface StepCase {
  /** Completes a sentence: `creates a file in a new directory`. */
  readonly does: string
  /** The input, bound: no expressions. */
  readonly with: OfWorld<{ readonly [name: string]: Value }>
  readonly scope: OfWorld<Scope>
  readonly connections?: OfWorld<{ readonly [resource: string]: Pick<BoundConnection, 'driver' | 'config'> }>
  /** Files that the plan brings, by the path as written. */
  readonly files?: { readonly [path: string]: string | Uint8Array }
  readonly snapshot?: boolean
  /** Sets the world up. */
  readonly given?: (world: World) => Awaitable<void>
  /**
   * What somebody else changes after the step was applied, so that reverting it must say `conflict`. Needed wherever the undo is derived.
   * Where it can be done before as well, a unit that was computed before it must be refused.
   */
  readonly edit?: (world: World) => Awaitable<void>
  /** What the same step does when it is run once more. `nothing`: no changes, or changes that leave all as it is. Default: `nothing`. */
  readonly again?: 'nothing' | 'refused' | 'repeats'
  /** What must be so afterwards. */
  readonly afterwards?: (world: World, output: Value) => Awaitable<void>
  /** Tells states of the world apart, in addition to the drivers' fingerprints: a service's data, say. */
  readonly fingerprint?: (world: World) => Awaitable<string>
}

/** One resource of a driver's kind, which {@link conformance} holds against every law of the contract. */
export interface DriverCase {
  /** Completes a sentence: `keeps rows`. */
  readonly does: string
  readonly config: OfWorld<{ readonly [key: string]: Json }>
  /** What the plan's scope lists of the resource. It covers what `write` touches. */
  readonly scope: OfWorld<readonly string[]>
  /** Makes the resource. */
  readonly given?: (world: World) => Awaitable<void>
  /** Writes something within the scope through a session, as a step type does: in each round something else. */
  write(session: AsyncDisposable, world: World, round: number): Awaitable<unknown>
  /** All that is in the resource, seen from outside: equal texts for equal states. What the driver keeps for itself may be left out. */
  readonly state: (world: World) => Awaitable<string>
  /** Changes something within the scope, past the driver. Needed where it has `fingerprint`. */
  readonly edit?: (world: World) => Awaitable<void>
  /** Puts another resource of the same content where the configuration leads to. Needed where the driver has `identity`. */
  readonly replace?: (world: World) => Awaitable<void>
}

/** What {@link conformance} is given beside the plugin. */
export interface Cases {
  /** By `uses`. Each step type of the plugin needs at least one. */
  readonly steps?: { readonly [uses: string]: readonly StepCase[] }
  /** By kind. Each driver of the plugin needs at least one. */
  readonly drivers?: { readonly [kind: string]: readonly DriverCase[] }
  /** Other plugins whose drivers the cases need. */
  readonly plugins?: readonly Plugin[]
  /** ms that code may go on after it was told to stop, and a sixth of what holding one law may take. Default: 10,000, which is what the engine waits. */
  readonly patience?: number
}
