import { PlanError } from '../model/index.ts'
import { codeOf } from './durable-file.ts'

/** A `failed` error for an I/O error while writing `what`. */
export function writeError(what: string, cause: unknown): PlanError {
  const code = codeOf(cause)
  const reason = reasons[code]
  const options = { cause, hint: reason?.hint ?? 'See to the disk, then try again (plan resume, where a run has begun)' }
  return new PlanError('failed', `Cannot write ${what}${reason ? `: ${reason.is}` : ''}`, options)
}

const reasons: { readonly [code: string]: { readonly is: string; readonly hint: string } } = {
  ENOSPC: { is: 'the disk is full', hint: 'Free some space, then try again (plan resume, where a run has begun)' },
  EDQUOT: { is: 'the disk quota is used up', hint: 'Free some space, then try again (plan resume, where a run has begun)' },
  EIO: { is: 'the disk reports an error', hint: 'See to the disk before trying again (plan resume, where a run has begun)' },
  EROFS: { is: 'the file system is read-only', hint: 'Make the folder writable, then try again (plan resume, where a run has begun)' },
  EACCES: { is: 'permission denied', hint: 'Make the folder writable, then try again (plan resume, where a run has begun)' },
  EPERM: { is: 'permission denied', hint: 'Make the folder writable, then try again (plan resume, where a run has begun)' },
}
