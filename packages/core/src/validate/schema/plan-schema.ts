import { type List, pointTo } from '../../model/index.ts'
import type { AnyStepType, JsonSchema, Plugin } from '../../plugin.ts'
import { connectionsSchema } from './connections-schema.ts'
import { planEnvelope } from './plan.ts'
import { check, invariant, rollbackStep, step } from './step.ts'
import { partOfInput } from './part-of-input.ts'
import { withExpressions } from './with-expressions.ts'

/** The JSON Schema version of what is published: editors know this one. */
export const dialect = 'http://json-schema.org/draft-07/schema#'

/**
 * The JSON Schema (draft-07) of plan files for editors: the envelope, and for each step type of the plugins what `with` may hold. Step types
 * are told apart by `if` and `then`, so that completion and messages are about the one that is meant.
 */
export function planSchema(plugins: readonly Plugin[]): JsonSchema {
  const types = plugins.flatMap(({ steps }) => steps)
  const { properties, ...envelope } = planEnvelope
  const list = (name: List, items: JsonSchema) => ({ ...properties[name], items })
  return {
    $schema: dialect,
    $id: 'https://json.schemastore.org/backout-plan.json',
    title: 'Backout migration plan',
    ...envelope,
    properties: {
      ...properties,
      connections: connectionsSchema(properties.connections, plugins),
      preconditions: list('preconditions', entry(check, types)),
      steps: list('steps', {
        ...entry(step, types, '#/definitions/rollbackOfStepType'),
        properties: { ...typed(step.properties, types), rollback: rollback(types) },
      }),
      invariants: list('invariants', entry(invariant, types)),
      successCriteria: list('successCriteria', entry(check, types)),
    },
    definitions: {
      withOfStepType: { allOf: types.map(({ uses, input }) => ({ if: names(uses), then: then(uses, input) })) },
      rollbackOfStepType: {
        allOf: types.map(({ uses }) => ({ if: names(uses), then: { properties: { rollback: reference('rollback', uses) } } })),
      },
      ...Object.fromEntries(types.map(({ uses, input }) => [`input:${uses}`, titled(uses, withExpressions(input))])),
      ...Object.fromEntries(types.map(({ uses }) => [`rollback:${uses}`, ownRollback(uses)])),
      ...Object.fromEntries(types.map(({ uses, input }) => [`part:${uses}`, titled(uses, withExpressions(partOfInput(input)))])),
    },
  }
}

/** Editors call what they offer, and what they miss, by its title. */
function titled(uses: string, input: JsonSchema): JsonSchema {
  return { title: `input of ${uses}`, ...input }
}

/** A schema of something with `uses` and `with`. */
interface Using {
  readonly [keyword: string]: unknown
  readonly properties: { readonly [name: string]: unknown }
}

function entry(schema: Using, types: readonly AnyStepType[], ...more: readonly string[]): JsonSchema {
  const references = ['#/definitions/withOfStepType', ...more].map(($ref) => ({ $ref }))
  return { ...schema, properties: typed(schema.properties, types), allOf: references }
}

function typed(properties: Using['properties'], types: readonly AnyStepType[]): JsonSchema {
  const { pattern: _pattern, ...uses } = properties['uses'] as JsonSchema
  const choices = types.map((type) => ({ const: type.uses, description: type.summary }))
  return { ...properties, uses: types.length > 0 ? { ...uses, anyOf: choices } : properties['uses'] }
}

function rollback(types: readonly AnyStepType[]): JsonSchema {
  const { rollback: clause } = step.properties
  const [one, several, none] = clause.anyOf
  const items = { ...entry(rollbackStep, types), description: several.items.description, examples: several.items.examples }
  return {
    ...clause,
    anyOf: [{ ...entry(rollbackStep, types), description: one.description, examples: one.examples }, { ...several, items }, none],
  }
}

/** Of a rollback, or each of several, without `uses`: its `with` is a part of the step's own input. */
function ownRollback(uses: string): JsonSchema {
  const one = { if: { type: 'object', required: ['uses'] }, else: { properties: { with: reference('part', uses) } } }
  return { if: { type: 'array' }, then: { items: one }, else: one }
}

function reference(kind: 'input' | 'part' | 'rollback', uses: string): JsonSchema {
  return { $ref: pointTo('#/definitions', `${kind}:${uses}`) }
}

function names(uses: string): JsonSchema {
  return { type: 'object', required: ['uses'], properties: { uses: { const: uses } } }
}

function then(uses: string, input: JsonSchema): JsonSchema {
  const properties = { with: reference('input', uses) }
  return asksForKeys(input) ? titled(uses, { required: ['with'], properties }) : { properties }
}

/** Whether an input without any key lacks some. */
function asksForKeys({ required, anyOf, oneOf }: JsonSchema): boolean {
  const needed = Array.isArray(required) && required.length > 0
  return needed || [anyOf, oneOf].some((branches) => Array.isArray(branches) && branches.length > 0 && branches.every(asksForKeys))
}
