/** The id of the step that a step of a written rollback takes back; undefined for any other step. */
export function stepTakenBackBy(id: string): string | undefined {
  const at = id.indexOf('~rollback[')
  return at < 0 ? undefined : id.slice(0, at)
}
