/** Holds at compile time that the schemas of the file formats and the handwritten types of the model say the same. */
import type { Json, Plan, Project } from '@backout/core/model'
import type { Infer } from '@backout/core/plugin'
import type { planEnvelope } from '../../packages/core/src/validate/schema/plan.ts'
import type { projectEnvelope } from '../../packages/core/src/validate/schema/project.ts'

/** Without `readonly`; what a schema leaves open is any JSON. */
type Comparable<T> = unknown extends T ? 'json' : [Json, T] extends [T, Json] ? 'json' : Parts<T>
type Parts<T> = T extends readonly (infer Item)[] ? Comparable<Item>[] : T extends object ? Fields<T> : T
type Fields<T> = {
  -readonly [Key in keyof T]-?: [{} extends Pick<T, Key> ? 'may be absent' : 'required', Comparable<Exclude<T[Key], undefined>>]
}

type Same<A, B> = [Comparable<A>] extends [Comparable<B>]
  ? [Comparable<B>] extends [Comparable<A>]
    ? true
    : 'only the second'
  : 'only the first'

export const plan: Same<Infer<typeof planEnvelope>, Plan> = true
export const project: Same<Infer<typeof projectEnvelope>, Project> = true

// The comparison itself tells a missing key, another type and an optional key.
type Without<T, Key> = { [Name in keyof T as Name extends Key ? never : Name]: T[Name] }
// @ts-expect-error a key of the schema is missing in the type
export const missing: Same<Infer<typeof planEnvelope>, Without<Plan, 'rollbackWindow'>> = true
// @ts-expect-error a value has another type
export const other: Same<Infer<typeof projectEnvelope>, Without<Project, 'runs'> & { runs?: number }> = true
// @ts-expect-error a required key is optional
export const optional: Same<Infer<typeof planEnvelope>, Without<Plan, 'steps'> & Partial<Pick<Plan, 'steps'>>> = true
// @ts-expect-error deep inside: a step's undo is another word
export const deep: Same<Plan, Without<Plan, 'steps'> & { steps: readonly (Without<Plan['steps'][number], 'undo'> & { undo?: 'copy' })[] }> =
  true
