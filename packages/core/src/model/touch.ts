/** What a touch does to the part it names. */
export type Access = 'read' | 'write'

/**
 * Something that a step reads or writes.
 *
 * `resource` is its place in a plan's `scope`: `files`, `commands`, `databases.<connection>`, `services.<connection or origin>`.
 * `part` is in the words of the resource's driver, as `scope` lists them: a path or glob, a table, `GET /path`, a program.
 */
export interface Touch {
  readonly resource: string
  readonly part: string
  readonly access: Access
  /**
   * It only has to be alone with the part while it runs (a command with the working tree), and does not touch it by that: it orders
   * the steps of a run, and counts neither for scope nor for plans that overlap.
   */
  readonly alone?: true
}

/** The families of resources, which are the keys of `scope`. */
export const families = ['files', 'databases', 'services', 'commands'] as const
/** One of the families. */
export type Family = (typeof families)[number]

/** The family and the connection's name of a resource: `databases.crm` gives `['databases', 'crm']`. */
export function splitResource(resource: string): readonly [family: Family, name: string] {
  const dot = resource.indexOf('.')
  return dot < 0 ? [resource as Family, ''] : [resource.slice(0, dot) as Family, resource.slice(dot + 1)]
}

/** The first of some touches that writes a file: what only has to be alone with the working tree writes none. */
export function fileWritten(touches: readonly Touch[]): Touch | undefined {
  return touches.find(({ resource, access, alone }) => splitResource(resource)[0] === 'files' && access === 'write' && !alone)
}
