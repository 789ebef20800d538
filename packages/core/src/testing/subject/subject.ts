/** Holds one law: as a test, or to collect what is broken. */
export type Hold = (law: string, holds: () => Promise<void>) => Promise<void>

/** Something that is held against laws: a plugin, or a case of a step type or driver. */
export interface Subject {
  readonly title: string
  hold(each: Hold): Promise<void>
}
