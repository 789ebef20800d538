import { PlanError } from '@backout/core/model'
import { createMasker, readableSecrets } from '@backout/core/secret'

/**
 * Runs `body`, and with it code of plugins; what it throws says nothing of the values of these secrets, neither in its message nor in those of its causes.
 * Nor does what is thrown meanwhile where nothing waits for it. Errors: `internal` then; `body` stands as if the process had been killed.
 */
export async function maskingErrors<T>(
  names: readonly string[],
  secrets: (name: string) => string | undefined,
  body: () => Promise<T>,
): Promise<T> {
  const { promise: stray, reject } = Promise.withResolvers<never>()
  const hear = (thrown: unknown): void => reject(strayError(thrown))
  process.on('uncaughtException', hear)
  try {
    return await Promise.race([body().finally(() => process.off('uncaughtException', hear)), stray])
  } catch (thrown) {
    throw maskedError(thrown, names, secrets)
  }
}

function strayError(cause: unknown): PlanError {
  return new PlanError('internal', 'Cannot go on: something was thrown where nothing waits for it', {
    cause,
    hint: 'The code of a plugin does that where it leaves out an "await"\nWhat was begun stands as after a crash: plan status',
  })
}

function maskedError(thrown: unknown, names: readonly string[], secrets: (name: string) => string | undefined): unknown {
  const known = readableSecrets(names, secrets)
  if (known.size === 0 || !(thrown instanceof Error)) return thrown
  if (thrown instanceof SuppressedError) return maskedError(thrown.suppressed, names, secrets)
  const { mask } = createMasker(known)
  const cause = thrown.cause === undefined ? undefined : maskedError(thrown.cause, names, secrets)
  if (!(thrown instanceof PlanError)) return new Error(mask(thrown.message), { cause })
  return new PlanError(thrown.code, mask(thrown.message), { cause, hint: thrown.hint && mask(thrown.hint) })
}
