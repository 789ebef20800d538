import { decideIn } from '../../expression/index.ts'
import type { Json, Touch } from '../../model/index.ts'
import { type AnyStepType, type Awaitable, messageOf, PlanError, type Traits } from '../../plugin.ts'
import { demandTraits } from '../../plugin/answers.ts'
import { knownTouches } from '../../plugin/known-touches.ts'
import type { Compiled } from '../schema/compiled.ts'
import type { ValidateContext } from './context.ts'
import type { CheckedEnvironment } from './environments.ts'
import { isKnown, withKnownValues } from './known-values.ts'
import { explain } from '../mistakes/explain.ts'
import type { SchemaMistake } from '../mistakes/schema-mistake.ts'
import { mentionsExpression } from '../mistakes/template.ts'
import { type Sight, sightOf } from './sight.ts'
import type { Use } from './uses.ts'
import type { View } from './view.ts'

/** What a step type says of one use of it, in one environment. */
export interface Described {
  readonly use: Use
  readonly environment: CheckedEnvironment
  readonly traits: Traits
  /** Touches whose part is known; those that depend on a run are not here. */
  readonly touches: readonly Touch[]
}

/** A use that a step type refuses, though its schema does not. */
export interface Refused {
  readonly use: Use
  readonly environment: CheckedEnvironment
  readonly error: PlanError
}

/** A use whose input does not fit once the values that are known stand in it. */
export interface Mismatched {
  readonly use: Use
  readonly environment: CheckedEnvironment
  readonly mistakes: readonly SchemaMistake[]
}

/** What all uses of step types say of themselves. */
export interface Descriptions {
  readonly described: readonly Described[]
  readonly refused: readonly Refused[]
  readonly mismatched: readonly Mismatched[]
}

/**
 * Asks each step type about each use of it, in each environment where it may run. A step type that did not look at anything that differs
 * between two environments is asked once.
 */
export async function describeUses(
  uses: readonly Use[],
  view: View,
  environments: readonly CheckedEnvironment[],
  context: ValidateContext,
  compiled: (type: AnyStepType) => Compiled,
): Promise<Descriptions> {
  const sights = environments.map((environment) => sightOf(environment, view, context))
  const found: Found[] = []
  for (const use of uses) {
    const asked: Asked[] = []
    for (const { sight, input } of occasions(use, sights)) {
      if (asked.some((one) => isSame(one, input, sight))) continue
      const looks: string[] = []
      const mistakes = use.isOpen ? mistakesIn(use, input, compiled) : []
      const answer = mistakes.length > 0 ? { use, environment: sight.environment, mistakes } : ask(use, sight, input, looks)
      const settled: Found | undefined =
        answer instanceof Promise ? await (answer as Promise<Found | undefined>) : (answer as Found | undefined)
      if (settled) found.push(settled)
      if (sights.length > 1) asked.push({ input: JSON.stringify(input), looks: looks.map((what) => [what, sight.at(what)]) })
    }
  }
  return {
    described: found.filter((one): one is Described => 'traits' in one),
    refused: found.filter((one): one is Refused => 'error' in one),
    mismatched: found.filter((one): one is Mismatched => 'mistakes' in one),
  }
}

/** The environments in which a use may run, with each input that it may have there. */
function occasions(use: Use, sights: readonly Sight[]): readonly { readonly sight: Sight; readonly input: Json }[] {
  const condition = use.entry.entry.if
  const open = condition === undefined ? sights : sights.filter(({ environment }) => decideIn(environment.name, condition) !== false)
  return open.flatMap((sight) => inputsFor(use, sight.environment).map((input) => ({ sight, input })))
}

type Found = Described | Refused | Mismatched

interface Asked {
  readonly input: string
  readonly looks: readonly (readonly [what: string, seen: string])[]
}

function isSame({ input, looks }: Asked, other: Json, sight: Sight): boolean {
  return looks.every(([what, seen]) => sight.at(what) === seen) && JSON.stringify(other) === input
}

/** The inputs of a use in an environment, with what is known before a run: one for each value of `forEach`. */
export function inputsFor({ input = {}, entry, isOpen }: Use, { name, inputs }: CheckedEnvironment): readonly Json[] {
  if (!isOpen) return [input]
  const values = entry.entry.forEach ?? [undefined]
  return values.map((each) => withKnownValues(input, { environment: name, inputs, each }))
}

function mistakesIn({ type }: Use, input: Json, compiled: (type: AnyStepType) => Compiled): readonly SchemaMistake[] {
  const validator = compiled(type!)
  return 'problem' in validator || validator(input) ? [] : explain(type!.input, input, validator.errors ?? [])
}

function ask(use: Use, sight: Sight, input: Json, looks: string[]): Awaitable<Described | Refused | undefined> {
  const { environment } = sight
  const take = (given: Traits): Described => {
    const traits = demandTraits(use.type!, given)
    const touches = knownTouches(traits).filter(({ part, resource }) => isKnown(part) && isKnown(resource))
    return { use, environment, traits, touches }
  }
  const refuse = (thrown: unknown): Refused | undefined => refusal(use, environment, thrown, use.isOpen && mentionsExpression(input))
  try {
    const traits: Awaitable<Traits> = use.type!.describe(
      input,
      sight.contextFor(use, (what) => looks.push(what)),
    )
    return isPromise(traits) ? Promise.resolve(traits).then(take).catch(refuse) : take(traits)
  } catch (thrown) {
    return refuse(thrown)
  }
}

function isPromise<T>(given: Awaitable<T>): given is PromiseLike<T> {
  return typeof (given as Partial<PromiseLike<T>> | undefined)?.then === 'function'
}

/** While an input holds expressions, a step type may stumble over them, or refuse the text of one; the engine asks again once they are bound. */
function refusal(use: Use, environment: CheckedEnvironment, thrown: unknown, isOpen: boolean): Refused | undefined {
  if (thrown instanceof PlanError) return isOpen && mentionsExpression(thrown.text ?? '') ? undefined : { use, environment, error: thrown }
  if (isOpen) return undefined
  const message = `Step type "${use.uses}" failed to describe itself: ${messageOf(thrown)}`
  return { use, environment, error: new PlanError('internal', message, { cause: thrown }) }
}
