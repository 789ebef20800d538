import { type Json, scopeEntries, type Touch } from '../model/index.ts'
import { messageOf, PlanError, type Awaitable, type DescribeContext, driverOf, type Plugin, splitResource, type Traits } from '../plugin.ts'
import type { ValidateContext } from './context.ts'
import type { CheckedEnvironment } from './environments.ts'
import { isKnown, withKnownValues } from './known-values.ts'
import { mentionsExpression } from './mistakes/template.ts'
import type { Use } from './uses.ts'
import type { View } from './view.ts'
import { decideIn } from '../expression/index.ts'

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

/** What all uses of step types say of themselves. */
export interface Descriptions {
  readonly described: readonly Described[]
  readonly refused: readonly Refused[]
}

/**
 * Asks each step type about each use of it, in each environment where it may run. A step type that did not look at anything that differs
 * between two environments is asked once.
 */
export async function describeUses(
  uses: readonly Use[],
  { plan }: View,
  environments: readonly CheckedEnvironment[],
  context: ValidateContext,
): Promise<Descriptions> {
  const found: (Described | Refused)[] = []
  for (const use of uses) {
    const asked: Asked[] = []
    for (const environment of environments) {
      if (use.entry.entry.if !== undefined && decideIn(environment.name, use.entry.entry.if) === false) continue
      for (const input of inputsFor(use, environment)) {
        const looking = new Looking(use, environment, plan, context)
        if (asked.some((one) => isSame(one, input, looking))) continue
        const answer = ask(use, environment, input, looking)
        const settled = answer instanceof Promise ? await answer : answer
        if (settled) found.push(settled)
        if (environments.length > 1) asked.push({ input: JSON.stringify(input), looks: looking.looks })
      }
    }
  }
  return {
    described: found.filter((one): one is Described => 'traits' in one),
    refused: found.filter((one): one is Refused => 'error' in one),
  }
}

interface Asked {
  readonly input: string
  readonly looks: readonly (readonly [what: string, seen: string])[]
}

function isSame({ input, looks }: Asked, other: Json, looking: Looking): boolean {
  return looks.every(([what, seen]) => looking.at(what) === seen) && JSON.stringify(other) === input
}

/** The inputs of a use in an environment: one for each value of `forEach`. */
function inputsFor({ input = {}, entry, isOpen }: Use, { name, inputs }: CheckedEnvironment): readonly Json[] {
  if (!isOpen) return [input]
  const values = entry.entry.forEach ?? [undefined]
  return values.map((each) => withKnownValues(input, { environment: name, inputs, each }))
}

function ask(use: Use, environment: CheckedEnvironment, input: Json, looking: Looking): Awaitable<Described | Refused | undefined> {
  const open = use.isOpen && mentionsExpression(input)
  const take = (traits: Traits): Described => {
    const touches = traits.touches === 'unknown' ? [] : traits.touches.filter(({ part, resource }) => isKnown(part) && isKnown(resource))
    return { use, environment, traits, touches }
  }
  const refuse = (thrown: unknown): Refused | undefined => refusal(use, environment, thrown, open)
  try {
    const traits: Awaitable<Traits> = use.type!.describe(input, looking.context())
    return 'then' in traits ? Promise.resolve(traits).then(take, refuse) : take(traits)
  } catch (thrown) {
    return refuse(thrown)
  }
}

/** While an input holds expressions, a step type may stumble over their text; the engine asks again once they are bound. */
function refusal(use: Use, environment: CheckedEnvironment, thrown: unknown, open: boolean): Refused | undefined {
  if (thrown instanceof PlanError) return open && thrown.message.includes('${{') ? undefined : { use, environment, error: thrown }
  if (open) return undefined
  const message = `Step type "${use.uses}" failed to describe itself: ${messageOf(thrown)}`
  return { use, environment, error: new PlanError('internal', message, { cause: thrown }) }
}

/** Lets a step type look at its environment, and notes what it saw. */
class Looking {
  readonly looks: (readonly [what: string, seen: string])[] = []
  readonly #use: Use
  readonly #environment: CheckedEnvironment
  readonly #plan: View['plan']
  readonly #context: ValidateContext

  constructor(use: Use, environment: CheckedEnvironment, plan: View['plan'], context: ValidateContext) {
    this.#use = use
    this.#environment = environment
    this.#plan = plan
    this.#context = context
  }

  /** What is to be seen there, as text. */
  at(what: string): string {
    return what === 'environment' ? this.#environment.name : JSON.stringify(this.#connection(what) ?? null)
  }

  context(): DescribeContext {
    const note = (what: string) => this.looks.push([what, this.at(what)])
    const environment = this.#environment.name
    return {
      get environment() {
        note('environment')
        return environment
      },
      scope: (resource) => scopeEntries(this.#plan.scope ?? {}, resource),
      connection: (resource) => {
        note(resource)
        return this.#connection(resource)
      },
      file: (path) => {
        const bytes = this.#context.readFile(path)
        if (!bytes) throw new PlanError('missing', `Cannot read "${path}": it is not there`)
        return bytes
      },
      snapshot: this.#use.entry.entry.undo === 'snapshot',
      wantsUndo: this.#use.rollback === undefined && this.#use.entry.entry.rollback === undefined,
    }
  }

  #connection(resource: string): ReturnType<DescribeContext['connection']> {
    const [family, name] = splitResource(resource)
    const { connections } = this.#environment
    if (!Object.hasOwn(connections, name)) return undefined
    const { driver, ...config } = connections[name]!
    return isOfFamily(this.#context.plugins, driver, family) ? { driver, config } : undefined
  }
}

function isOfFamily(plugins: readonly Plugin[], driver: string, family: string): boolean {
  return driverOf(plugins, driver)?.family === family
}
