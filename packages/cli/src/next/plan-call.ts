import { shellWord } from '@backout/core/model'

/** With which environment and inputs a command was called. */
export interface CalledWith {
  readonly env?: string | undefined
  /** `name=value`, as typed. */
  readonly input?: readonly string[]
}

/** A command about a plan, as one would type it: with the environment and the inputs that this one was called with. */
export function planCall(command: string, plan: string, { env, input = [] }: CalledWith): string {
  const environment = env === undefined || env === 'local' ? [] : ['--env', env]
  const inputs = input.flatMap((each) => ['--input', each])
  return ['plan', command, ...[plan, ...environment, ...inputs].map(shellWord)].join(' ')
}

/** The same command about each of several plans, to choose from; of many, the first. */
export function planChoices(command: string, paths: readonly string[], called: CalledWith): string {
  const shown = paths.slice(0, mostChoices).map((path) => planCall(command, path, called))
  return [...shown, ...(paths.length > mostChoices ? [`and ${paths.length - mostChoices} more`] : [])].join('\n')
}

const mostChoices = 10

/** Inputs that somebody has to give, as one types them: what stands for the value is to be filled in. */
export function inputsToFillIn(names: readonly string[]): readonly string[] {
  return names.map((name) => `${name}=…`)
}

/** A sign-off of a plan, as one would type it. It always names the environment: without one it would be for all of them. */
export function signCall(
  plan: string,
  { role, env, input = [] }: { readonly role: string; readonly env: string; readonly input?: readonly string[] },
): string {
  return `${planCall('sign', plan, { input })} --role ${shellWord(role)} --env ${shellWord(env)}`
}
