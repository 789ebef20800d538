import { PlanError } from '@backout/core/plugin'

/** Whether a system error says that nothing is there. */
export function isGone(error: unknown): boolean {
  const code = (error as { code?: string }).code
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** Refuses to read what is not there. Errors: `missing`. */
export function missing(path: string): never {
  throw new PlanError('missing', `Cannot read "${path}": it is not there`)
}
