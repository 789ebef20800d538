type Environment = { readonly [name: string]: string | undefined }
type Stream = { readonly isTTY?: boolean }

/** Whether this is a CI job (`CI`, which GitHub Actions and others set). Some give it a terminal, at which nobody sits. */
export function isCiJob(env: Environment): boolean {
  const ci = env['CI'] ?? ''
  return ci !== '' && ci !== '0' && ci !== 'false'
}

/** Whether somebody is there to read a question and to answer it. */
export function canBeAsked({ stdin, stderr }: { readonly stdin: Stream; readonly stderr: Stream }, env: Environment): boolean {
  return stdin.isTTY === true && stderr.isTTY === true && !isCiJob(env)
}
