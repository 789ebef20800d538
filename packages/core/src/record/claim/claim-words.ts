/** The name of what is claimed in words: `environment:local` as `environment "local"`. */
export function spoken(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? `"${name}"` : `${name.slice(0, colon)} "${name.slice(colon + 1)}"`
}

/** What one may type about a run that stands open, and is in the way of another. */
export function waysOn(run: string): string {
  return `Go on with it: plan resume ${run}\nOr back it out: plan rollback ${run}\nOr free what it holds: plan unlock ${run} --reason …`
}
