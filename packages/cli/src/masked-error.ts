import { PlanError } from '@backout/core/model'
import { createMasker } from '@backout/core/secret'

/** Runs `body`; what it throws says nothing of the values of these secrets, neither in its message nor in those of its causes. */
export async function maskingErrors<T>(
  names: readonly string[],
  secrets: (name: string) => string | undefined,
  body: () => Promise<T>,
): Promise<T> {
  try {
    return await body()
  } catch (thrown) {
    throw maskedError(thrown, names, secrets)
  }
}

function maskedError(thrown: unknown, names: readonly string[], secrets: (name: string) => string | undefined): unknown {
  const known = names.flatMap((name) => {
    const value = secrets(name)
    return value === undefined ? [] : [[name, value] as const]
  })
  if (known.length === 0 || !(thrown instanceof Error)) return thrown
  if (thrown instanceof SuppressedError) return maskedError(thrown.suppressed, names, secrets)
  const { mask } = createMasker(new Map(known))
  const cause = thrown.cause === undefined ? undefined : maskedError(thrown.cause, names, secrets)
  if (!(thrown instanceof PlanError)) return new Error(mask(thrown.message), { cause })
  return new PlanError(thrown.code, mask(thrown.message), { cause, ...(thrown.hint && { hint: mask(thrown.hint) }) })
}
