import type { StatementSync } from 'node:sqlite'
import type { Value } from '@backout/core/plugin'
import { isPositional } from '../../check-params.ts'
import type { Statement } from '../../dialect.ts'
import type { Params } from '../../session.ts'
import type { Stored } from '../connection/connection.ts'

/** A statement's own parameters, ready to be bound: what it does not name is left out. */
export interface Bindings {
  readonly named: { readonly [name: string]: Stored }
  readonly positional: readonly Stored[]
}

/** Picks the values that a statement has parameters for. Integers stay integers, true and false are 1 and 0, lists and maps are JSON text. */
export function bindingsFor({ parameters }: Pick<Statement, 'parameters'>, params: Params): Bindings {
  if (isPositional(params)) {
    const count = Math.max(0, ...parameters.map(Number))
    return { named: {}, positional: params.slice(0, count).map(stored) }
  }
  return { named: Object.fromEntries(parameters.map((name) => [name, stored(params[name] ?? null)])), positional: [] }
}

/** Bindings as the arguments of `run`, `all` and `get`. */
export function argumentsOf({ named, positional }: Bindings): Parameters<StatementSync['run']> {
  return (Object.keys(named).length > 0 ? [named, ...positional] : [...positional]) as unknown as Parameters<StatementSync['run']>
}

function stored(value: Value): Stored {
  switch (typeof value) {
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : value
    case 'boolean':
      return value ? 1n : 0n
    case 'bigint':
    case 'string':
      return value
    default:
      return value === null || value instanceof Uint8Array ? value : jsonText(value)
  }
}

function jsonText(value: Value): string {
  const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? rawJSON(item.toString()) : item))
}
