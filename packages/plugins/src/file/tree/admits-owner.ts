/** Whether this process may put something into a directory of its own with this mode. Where there are no owners, it may. */
export function admitsOwner(mode: number): boolean {
  return (mode & 0o300) === 0o300 || process.geteuid === undefined || process.geteuid() === 0
}
