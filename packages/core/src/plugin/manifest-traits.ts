import { isList, type Json, type Touch } from '../model/index.ts'
import type { DescribeContext, Traits } from './contract.ts'
import type { JsonSchema } from './schema.ts'
import type { ManifestStep } from './manifest.ts'
import { type Marked, marksIn } from './schema-marks.ts'

/** `"x-backout": {"touch": …}`: the resource, or its family where an input names the connection; `default: "scope"` where nothing is given. */
interface TouchMark {
  readonly resource: string
  readonly access?: Touch['access']
  readonly default?: 'scope'
}

/**
 * What a step type's schemas say of an input, without its code. The schema's own `"x-backout"` may say `effect` and `guarantee`; a mark
 * on a property that it touches parts. What nothing says is unknown.
 */
export function traitsFrom({ uses, input: schema, abilities }: ManifestStep, input: Json, context?: DescribeContext): Traits {
  const marks = marksIn(schema, input)
  const touches = [...marks.flatMap((marked) => touchesOf(marked, marks)), ...usualTouches(schema, input, context)]
  const { effect, guarantee } = (schema['x-backout'] ?? {}) as {
    readonly effect?: Traits['effect']
    readonly guarantee?: Traits['guarantee']
  }
  return {
    effect: effect ?? (touches.some(({ access }) => access === 'write') ? 'write' : 'unknown'),
    guarantee: guarantee ?? 'unknown',
    touches: touches.length > 0 ? touches : 'unknown',
    undo: abilities.includes('revert') ? { kind: 'unknown' } : { kind: 'none', reason: `${uses} cannot be undone by itself` },
  }
}

function touchesOf({ mark, value }: Marked, marks: readonly Marked[]): readonly Touch[] {
  const touch = mark['touch'] as TouchMark | undefined
  const resource = touch && resourceOf(touch, marks)
  if (!touch || resource === undefined) return []
  return partsOf(value).map((part) => ({ resource, part, access: touch.access ?? 'write' }))
}

/** `databases` and `services` are families: the connection is what another input names. */
function resourceOf({ resource }: TouchMark, marks: readonly Marked[]): string | undefined {
  if (resource !== 'databases' && resource !== 'services') return resource
  const name = marks.find(({ mark }) => mark['connection'] === resource)?.value
  return typeof name === 'string' ? `${resource}.${name}` : undefined
}

/** An input that is left out may stand for all that the plan's scope lists. */
function usualTouches(schema: JsonSchema, input: Json, context: DescribeContext | undefined): readonly Touch[] {
  const properties = (schema['properties'] ?? {}) as { readonly [name: string]: JsonSchema }
  return Object.entries(properties).flatMap(([name, property]) => {
    const touch = (property['x-backout'] as { readonly touch?: TouchMark } | undefined)?.touch
    const isGiven = input !== null && typeof input === 'object' && Object.hasOwn(input, name)
    if (touch?.default !== 'scope' || isGiven) return []
    return (context?.scope(touch.resource) ?? []).map((part) => ({ resource: touch.resource, part, access: touch.access ?? 'write' }))
  })
}

function partsOf(value: Json): readonly string[] {
  if (typeof value === 'string') return [value]
  return value !== null && isList(value) ? value.filter((part) => typeof part === 'string') : []
}
