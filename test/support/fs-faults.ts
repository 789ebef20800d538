import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/** What a process that has died throws at everything it would still do. */
export class Death extends Error {}

const mutating = [
  'writeSync',
  'renameSync',
  'linkSync',
  'unlinkSync',
  'mkdirSync',
  'rmdirSync',
  'symlinkSync',
  'fchmodSync',
  'chmodSync',
  'rmSync',
] as const

/** How a fault shows: as the death of the process (nothing is done any more), as one error of the system, or as what somebody else does right before. */
export type Fault = 'death' | 'ENOSPC' | 'EIO' | (() => void)

/**
 * Runs `body` with the n-th change of the file system (from 1) failing. Says whether it came to that.
 * Not for tests that run beside others in one process.
 */
export async function withFault(
  n: number,
  fault: Fault,
  body: () => Promise<unknown>,
): Promise<{ readonly struck: boolean; readonly error: unknown }> {
  const originals = mutating.map((name) => [name, fs[name]] as const)
  let count = 0
  const strike = (): boolean => (fault === 'death' ? ++count >= n : ++count === n)
  for (const [name, original] of originals) {
    const faulty = (...args: readonly unknown[]): unknown => {
      if (strike()) strikeWith(fault, name)
      return (original as (...args: readonly unknown[]) => unknown)(...args)
    }
    ;(fs as unknown as Record<string, unknown>)[name] = faulty
  }
  syncBuiltinESMExports()
  let error: unknown
  try {
    await body()
  } catch (cause) {
    error = cause
  } finally {
    for (const [name, original] of originals) (fs as unknown as Record<string, unknown>)[name] = original
    syncBuiltinESMExports()
  }
  return { struck: count >= n, error }
}

function strikeWith(fault: Fault, name: string): void {
  if (typeof fault === 'function') return fault()
  throw fault === 'death' ? new Death(`died at ${name}`) : Object.assign(new Error(`${fault}: ${name}`), { code: fault })
}
