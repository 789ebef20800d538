import { isCiJob } from '../terminal/ci-job.ts'

/** Whether somebody watches a stream, so that lines in it can be drawn anew: a terminal, and not that of a CI job. */
export function isWatched(out: { readonly isTTY?: boolean }, env: { readonly [name: string]: string | undefined }): boolean {
  return out.isTTY === true && !isCiJob(env) && env['TERM'] !== 'dumb'
}
