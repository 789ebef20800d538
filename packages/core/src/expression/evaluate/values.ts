import type { CelInput } from '@bufbuild/cel'
import { isList, PlanError, type Value } from '../../model/index.ts'
import { library } from '../library.ts'
import type { SchemaLike } from '../scope.ts'

/**
 * A value as CEL takes it. Objects become maps of their own keys, whatever these are called; a number is a double, or an int
 * where the schema says `integer` and it is one.
 */
export function toCel(value: Value, schema?: SchemaLike): CelInput {
  if (typeof value === 'number') return schema?.['type'] === 'integer' && Number.isInteger(value) ? BigInt(value) : value
  if (value === null || typeof value !== 'object') return value
  if (value instanceof Uint8Array) return new Uint8Array(value)
  if (isList(value)) return value.map((item) => toCel(item, below(schema, 'items')))
  const properties = below(schema, 'properties')
  const others = below(schema, 'additionalProperties')
  return celMapOf(Object.entries(value).map(([key, item]) => [key, toCel(item, own(properties, key) ?? others)]))
}

/** A map of CEL. The library's own takes a key whose value is null for absent, in `has()` and `in`; the CEL specification does not. */
export function celMapOf(entries: Iterable<readonly [string, CelInput]>): CelInput {
  const items = new Map(entries)
  const map = library().celMap(items)
  return Object.assign(map, { has: (key: unknown) => typeof key === 'string' && items.has(key) })
}

/** What CEL gave, as a value: lists, maps with text keys, timestamps as RFC 3339, durations as seconds (`90s`). Errors: `failed`. */
export function fromCel(result: unknown): Value {
  const { isCelList, isCelMap, isCelUint, isCelType } = library()
  if (typeof result === 'number' && !Number.isFinite(result))
    throw new PlanError('failed', `Cannot use the number ${result}: it is not finite`)
  if (result === null || typeof result !== 'object') return result as Value
  if (result instanceof Uint8Array) return result
  if (isCelUint(result)) return result.value
  if (isCelList(result)) return [...result].map(fromCel)
  if (isCelMap(result)) return Object.fromEntries([...result].map(([key, item]) => [keyText(key), fromCel(item)]))
  if (isCelType(result)) return result.name
  return fromMessage(result)
}

/** What a value says inside a text. Errors: `failed` for what has no plain text: null, lists, maps, bytes. */
export function textOf(value: Value, expression: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new PlanError('failed', `Cannot put "\${{ ${expression.trim()} }}" into a text: it is ${kindOf(value)}`, {
    hint: 'Use it alone, so that it keeps its type, or take a part of it',
  })
}

/** The name of a value's type, for messages. */
export function kindOf(value: Value): string {
  if (value === null) return 'null'
  if (value instanceof Uint8Array) return 'bytes'
  if (isList(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  return { bigint: 'an int', number: 'a double', boolean: 'a bool', string: 'a string' }[
    typeof value as 'bigint' | 'number' | 'boolean' | 'string'
  ]
}

/** A value in CEL's own spelling, for people: operands of a failed assert. */
export function literalOf(value: Value): string {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return Number.isInteger(value) ? value.toFixed(1) : String(value)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (value instanceof Uint8Array) return `b"${Buffer.from(value).toString('hex')}"`
  if (isList(value)) return `[${value.map(literalOf).join(', ')}]`
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}: ${literalOf(item)}`)
    .join(', ')}}`
}

interface TimeMessage {
  readonly $typeName: string
  readonly seconds: bigint
  readonly nanos: number
}

function fromMessage({ message }: { readonly message?: TimeMessage }): Value {
  if (message?.$typeName === 'google.protobuf.Duration') return `${secondsOf(message)}s`
  if (message?.$typeName !== 'google.protobuf.Timestamp') throw new PlanError('failed', 'Cannot use the result: it is a protobuf message')
  const fraction = message.nanos === 0 ? '' : `.${String(message.nanos).padStart(9, '0').replace(/0+$/, '')}`
  return `${new Date(Number(message.seconds) * 1000).toISOString().slice(0, -5)}${fraction}Z`
}

function secondsOf({ seconds, nanos }: TimeMessage): string {
  if (nanos === 0) return seconds.toString()
  const sign = seconds < 0n || nanos < 0 ? '-' : ''
  const whole = seconds < 0n ? -seconds : seconds
  return `${sign}${whole}.${String(Math.abs(nanos)).padStart(9, '0').replace(/0+$/, '')}`
}

function keyText(key: unknown): string {
  return typeof key === 'object' && key !== null && 'value' in key ? String(key.value) : String(key)
}

function below(schema: SchemaLike | undefined, keyword: string): SchemaLike | undefined {
  const found = schema?.[keyword]
  return typeof found === 'object' && found !== null ? (found as SchemaLike) : undefined
}

function own(schema: SchemaLike | undefined, key: string): SchemaLike | undefined {
  return schema && Object.hasOwn(schema, key) ? below(schema, key) : undefined
}
