import { type InputDeclaration, inputProblem, type Json, type Plan, thereAre } from '../model/index.ts'
import type { Facts } from './facts.ts'
import type { Mistakes } from './mistakes.ts'

/**
 * The values of a plan's inputs: as given, else as the plan says for this environment, else the declared default. A given text is
 * read by the declared type. Every unknown, missing and wrong one is added to `mistakes`.
 */
export function bindInputs(
  plan: Plan,
  environment: string,
  { inputs: given = {}, mayLackInputs = false }: Pick<Facts, 'inputs' | 'mayLackInputs'>,
  mistakes: Mistakes,
): { readonly [name: string]: Json } {
  const declared = plan.inputs ?? {}
  for (const name of Object.keys(given)) if (!Object.hasOwn(declared, name)) mistakes.add(unknown(name, Object.keys(declared)))
  const usual = usualOf(plan, environment)
  const bound: { [name: string]: Json } = {}
  for (const [name, declaration] of Object.entries(declared)) {
    const value = Object.hasOwn(given, name) ? readGiven(given[name]!, declaration) : usual(name)
    if (value === undefined && mayLackInputs) continue
    const problem =
      value === undefined ? `is required${about(declaration)}: give it with --input ${name}=…` : inputProblem(value, declaration)
    if (problem !== undefined) mistakes.add(`input "${name}" ${problem}${value === undefined ? '' : `, not ${JSON.stringify(value)}`}`)
    else bound[name] = value!
  }
  return bound
}

/** The names of the inputs that have no value in an environment unless somebody gives them one. */
export function inputsToGive(plan: Plan, environment: string): readonly string[] {
  const usual = usualOf(plan, environment)
  return Object.keys(plan.inputs ?? {}).filter((name) => usual(name) === undefined)
}

/** What an input is where nobody gives it: as the plan says for this environment, else the declared default. */
function usualOf(plan: Plan, environment: string): (name: string) => Json | undefined {
  const ofEnvironment = inputsOf(plan, environment)
  return (name) => (Object.hasOwn(ofEnvironment, name) ? ofEnvironment[name] : plan.inputs?.[name]?.default)
}

function about({ description }: InputDeclaration): string {
  return description === undefined ? '' : ` (${description})`
}

function inputsOf(plan: Plan, environment: string): { readonly [name: string]: Json } {
  const entry = plan.environments?.find((one) => typeof one !== 'string' && one.name === environment)
  return (typeof entry === 'object' && entry.inputs) || {}
}

/** A text from the command line as the declared type says; what does not fit stays a text, and is refused as one. */
function readGiven(value: Json, { type }: InputDeclaration): Json {
  if (typeof value !== 'string') return value
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value
  // One that JavaScript would round is refused with all its digits.
  if (type === 'integer') return /^[+-]?\d+$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (type === 'number')
    return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) && Number.isFinite(Number(value)) ? Number(value) : value
  return value
}

function unknown(name: string, names: readonly string[]): string {
  return `there is no input "${name}"${names.length === 0 ? ': the plan has none' : `; ${thereAre(names)}`}`
}
