/** Whether somebody watches a stream, so that lines in it can be drawn anew: a terminal, and not that of a CI job (`CI`, which GitHub Actions and others set). */
export function isWatched(out: { readonly isTTY?: boolean }, env: { readonly [name: string]: string | undefined }): boolean {
  const ci = env['CI'] ?? ''
  return out.isTTY === true && (ci === '' || ci === '0' || ci === 'false') && env['TERM'] !== 'dumb'
}
