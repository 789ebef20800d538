import { PlanError } from '@backout/core/model'
import { createMasker, readableSecrets } from '@backout/core/secret'

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
  const known = readableSecrets(names, secrets)
  if (known.size === 0 || !(thrown instanceof Error)) return thrown
  if (thrown instanceof SuppressedError) return maskedError(thrown.suppressed, names, secrets)
  const { mask } = createMasker(known)
  const cause = thrown.cause === undefined ? undefined : maskedError(thrown.cause, names, secrets)
  if (!(thrown instanceof PlanError)) return new Error(mask(thrown.message), { cause })
  return new PlanError(thrown.code, mask(thrown.message), { cause, ...(thrown.hint && { hint: mask(thrown.hint) }) })
}
