/** A name in at most `room` columns, so that its state has its place beside it, which must not be cut off. */
export function shortened(name: string, room: number): string {
  return name.length <= room ? name : `${name.slice(0, Math.max(1, room - 1))}…`
}
