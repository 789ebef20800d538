import { PlanError } from '../model/index.ts'

/** The values of those secrets that are set and can be read, by name: enough to hide them. What is wrong with the others is told by who needs them. */
export function readableSecrets(names: readonly string[], secrets: (name: string) => string | undefined): ReadonlyMap<string, string> {
  const known = new Map<string, string>()
  for (const name of names) {
    try {
      const value = secrets(name)
      if (value !== undefined) known.set(name, value)
    } catch (error) {
      if (!(error instanceof PlanError)) throw error
    }
  }
  return known
}
