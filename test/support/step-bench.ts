import { tmpdir } from 'node:os'
import {
  type Access,
  type AnyResourceDriver,
  type AnyStepType,
  type Guard,
  type Json,
  type Opening,
  PlanError,
  type Value,
  type WriteContext,
} from '@backout/core/plugin'

/** One connection of a {@link StepBench}: its driver, configuration and scope. */
export interface BenchResource {
  readonly driver: AnyResourceDriver
  readonly config: { readonly [key: string]: Json }
  readonly scope: readonly string[]
}

/** How a step is driven. */
export interface BenchOptions {
  readonly key?: string
  readonly signal?: AbortSignal
  readonly mode?: 'preview' | 'run'
  readonly files?: { readonly [path: string]: string }
}

/** Drives one step type by hand, as the engine does but without a journal: for tests of plugins alone. */
export interface StepBench {
  /** describe → changes → apply → finish; units that name a transaction are applied in one. */
  run(step: AnyStepType, input: object, options?: BenchOptions): Promise<Value>
  context(options?: BenchOptions): WriteContext
}

/** A bench over resources such as `services.flags` and `databases.crm`. */
export function stepBench(resources: { readonly [resource: string]: BenchResource }): StepBench {
  const context = (options: BenchOptions = {}): WriteContext => benchContext(resources, options)
  return { context, run: (step, input, options = {}) => runStep(step, input, context(options)) }
}

/** A guard as the engine's: refuses what no entry of scope covers. */
export function guardOf(driver: AnyResourceDriver, scope: readonly string[], signal: AbortSignal = new AbortController().signal): Guard {
  const allows = (part: string): boolean => scope.some((entry) => driver.covers(entry, part))
  const demand = (part: string, access: Access): void => {
    if (signal.aborted) throw new PlanError('interrupted', `Cannot ${access} ${part}: the run was stopped`)
    if (!allows(part)) throw new PlanError('out-of-scope', `Cannot ${access} "${part}": scope does not cover it`)
  }
  const demandAll: Guard['demandAll'] = (touches) => {
    for (const { part, access } of touches) demand(part, access)
  }
  return { demand, demandAll, allows }
}

/** An opening as the engine gives it. */
export function openingOf(resource: string, { driver, scope }: BenchResource, given: Partial<Opening> = {}): Opening {
  const signal = given.signal ?? new AbortController().signal
  return { resource, root: tmpdir(), access: 'write', mode: 'run', signal, guard: guardOf(driver, scope, signal), ...given }
}

async function runStep(step: AnyStepType, input: object, context: WriteContext): Promise<Value> {
  const traits = await step.describe(input, context)
  if (traits.effect === 'unknown') throw new Error('the traits are still unknown although the input is bound')
  const results: Value[] = []
  for await (const change of step.changes(input, context, {})) results.push((await step.apply(change.unit, context)).result)
  await step.judge?.(listed(results), input)
  return step.finish(listed(results), input) as Promise<Value>
}

async function* listed(values: readonly Value[]): AsyncIterable<Value> {
  yield* values
}

function benchContext(resources: { readonly [resource: string]: BenchResource }, options: BenchOptions): WriteContext {
  const signal = options.signal ?? new AbortController().signal
  const mode = options.mode ?? 'run'
  const found = (resource: string): BenchResource => {
    const known = resources[resource]
    if (!known) throw new PlanError('missing', `Cannot open ${resource}: no connection declares it`)
    return known
  }
  return {
    environment: 'local',
    run: 'r1',
    step: 'step',
    key: options.key ?? 'r1/step/0',
    direction: 'apply',
    signal,
    mode,
    snapshot: false,
    startedAt: new Date(0),
    now: () => new Date(),
    scope: (resource) => resources[resource]?.scope ?? [],
    connection: (resource) => resources[resource] && { driver: resources[resource].driver.kind, config: resources[resource].config },
    file: (path) => new TextEncoder().encode(options.files?.[path] ?? fail(`no file ${path}`)),
    session: async (resource) =>
      found(resource).driver.open(found(resource).config, openingOf(resource, found(resource), { signal, mode })),
    wait: () => fail('wait() was called'),
    note: () => undefined,
  }
}

function fail(message: string): never {
  throw new PlanError('missing', message)
}
