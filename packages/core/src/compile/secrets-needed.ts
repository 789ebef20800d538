import { expressionsIn, namesIn } from '../expression/index.ts'
import { type BoundConnection, entriesOf, type Json, type Plan, rollbackSteps } from '../model/index.ts'

/** Names of all secrets that a plan and its connections read, sorted. */
export function secretsNeeded(plan: Plan, connections: { readonly [resource: string]: BoundConnection }): readonly string[] {
  const templates: Json[] = Object.values(connections).map(({ config }) => config)
  const bare: string[] = (plan.signOffs?.require ?? []).flatMap((requirement) => requirement.if ?? [])
  for (const { entry } of entriesOf(plan)) {
    templates.push(entry.with ?? {}, ...rollbackSteps(entry).map((step) => step.with ?? {}))
    bare.push(...[entry.if, entry.assert].filter((text) => text !== undefined))
  }
  const expressions = [...bare, ...templates.flatMap((template) => expressionsIn(template).map(({ expression }) => expression))]
  return [...new Set(expressions.flatMap((expression) => namesIn(expression).secrets))].toSorted()
}
