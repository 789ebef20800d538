import { PlanError } from './errors.ts'

/** What JSON can say. Units, journal records and everything else that is stored is built from it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** {@link Json} plus 64-bit integers and bytes: what steps give and take in memory. A `bigint` is an integer of a database (a CEL int). */
export type Value = null | boolean | number | bigint | string | Uint8Array | readonly Value[] | { readonly [key: string]: Value }

/** A value, or a promise of it. */
export type Awaitable<T> = T | PromiseLike<T>

/**
 * The stored form of a value: integers become `{"$int": "42"}`, bytes `{"$bytes": "<base64>"}`, numbers that JSON cannot say `{"$number": "Infinity"}`,
 * and an object whose only key starts with `$` is wrapped as `{"$object": …}`, so that {@link decodeValue} gives back the same value. What would come back as
 * something else (a date, a map, a function of a plugin) is refused. Errors: `internal`.
 */
export function encodeValue(value: Value, bytesAs: (bytes: Uint8Array) => Json = inBase64): Json {
  if (value === undefined) throw unstorable('undefined')
  try {
    return encode(value, bytesAs)
  } catch (cause) {
    throw cause instanceof RangeError ? unstorable('what holds itself, or is nested too deep') : cause
  }
}

function inBase64(bytes: Uint8Array): Json {
  return { $bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64') }
}

function encode(value: Value, bytesAs: (bytes: Uint8Array) => Json): Json {
  if (typeof value === 'bigint') return { $int: value.toString() }
  if (typeof value === 'number') return isSayable(value) ? value : { $number: Object.is(value, -0) ? '-0' : String(value) }
  if (typeof value === 'function' || typeof value === 'symbol') throw unstorable(`a ${typeof value}`)
  if (value === null || typeof value !== 'object') return value
  if (value instanceof Uint8Array) return bytesAs(value)
  if (isList(value)) return value.map((item) => encode(item, bytesAs))
  if (!isPlain(value)) throw unstorable(`a ${value.constructor.name}`)
  const encoded = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item, bytesAs)]))
  return isTagged(encoded) ? { $object: encoded } : encoded
}

/** The value that {@link encodeValue} stored. `takeBytes` gives the next bytes, as many as are asked for, where they were stored apart. */
export function decodeValue(stored: Json, takeBytes?: (length: number) => Uint8Array): Value {
  if (stored === null || typeof stored !== 'object') return stored
  if (isList(stored)) return stored.map((item) => decodeValue(item, takeBytes))
  if (!isTagged(stored)) return decodeObject(stored, takeBytes)
  if (takeBytes && typeof stored['$apart'] === 'number') return takeBytes(stored['$apart'])
  if (typeof stored['$int'] === 'string') return BigInt(stored['$int'])
  if (typeof stored['$number'] === 'string') return Number(stored['$number'])
  if (typeof stored['$bytes'] === 'string') return new Uint8Array(Buffer.from(stored['$bytes'], 'base64'))
  return decodeObject((stored['$object'] ?? stored) as { readonly [key: string]: Json }, takeBytes)
}

function isSayable(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0)
}

/** An object of keys and values alone, also one of another realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function unstorable(what: string): PlanError {
  return new PlanError('internal', `Cannot store ${what}: units, undo, results and after-states are JSON, integers and bytes`)
}

function decodeObject(stored: { readonly [key: string]: Json }, takeBytes?: (length: number) => Uint8Array): Value {
  return Object.fromEntries(Object.entries(stored).map(([key, item]) => [key, decodeValue(item, takeBytes)]))
}

function isTagged(value: { readonly [key: string]: Json }): boolean {
  const keys = Object.keys(value)
  return keys.length === 1 && keys[0]!.startsWith('$')
}

/** `Array.isArray` that also narrows readonly arrays. */
export function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value)
}

/** Whether a value is a map: an object that is no list. */
export function isObject(value: Json | undefined): value is { readonly [key: string]: Json }
export function isObject(value: unknown): value is { readonly [key: string]: unknown }
export function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
