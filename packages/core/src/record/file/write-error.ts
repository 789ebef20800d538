import { PlanError, systemCodeOf } from '../../model/index.ts'

/** A `failed` error for an I/O error while writing `what`. `then`: what to do once the disk is in order. */
export function writeError(what: string, cause: unknown, then = 'try again'): PlanError {
  const { is, mend } = reasons[systemCodeOf(cause)] ?? { is: '', mend: 'See to the disk' }
  return new PlanError('failed', `Cannot write ${what}${is && `: ${is}`}`, { cause, hint: `${mend}, then ${then}` })
}

const reasons: { readonly [code: string]: { readonly is: string; readonly mend: string } } = {
  ENOSPC: { is: 'the disk is full', mend: 'Free some space' },
  EDQUOT: { is: 'the disk quota is used up', mend: 'Free some space' },
  EFBIG: { is: 'the file is larger than this process may write', mend: 'Raise that limit (ulimit -f)' },
  EIO: { is: 'the disk reports an error', mend: 'See to the disk' },
  EROFS: { is: 'the file system is read-only', mend: 'Make the folder writable' },
  EACCES: { is: 'permission denied', mend: 'Make the folder writable' },
  EPERM: { is: 'permission denied', mend: 'Make the folder writable' },
}
