/** Whether a system error says that nothing is there. */
export function isGone(error: unknown): boolean {
  const code = (error as { code?: string }).code
  return code === 'ENOENT' || code === 'ENOTDIR'
}
