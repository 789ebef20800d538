import { unreadableCall } from './unreadable-call.ts'

/**
 * The words of a command whose first, the run, may be left out: with one word, that is the other one, which `name` says.
 * Errors: `invalid` where there is none.
 */
export function runAnd(
  name: string,
  command: string,
  words: readonly (string | undefined)[],
): readonly [run: string | undefined, other: string] {
  const [first, second] = words
  if (second !== undefined) return [first, second]
  if (first !== undefined) return [undefined, first]
  throw unreadableCall(`${name} is missing`, `See all flags and arguments with: plan ${command} --help`)
}

/** Errors: `invalid` where a run is named and all that are due are asked for as well. */
export function demandOneOf(run: string | undefined, due: boolean, command: string): void {
  if (run === undefined || !due) return
  throw unreadableCall('a run is named, and --due is about all of them', `plan ${command} ${run}\nplan ${command} --due`)
}
