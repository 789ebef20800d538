import { isObject } from '../../model/index.ts'

/** Whether what was read as JSON is as it was written. */
export type Check = (value: unknown) => boolean

/** A check of a field that may be left out. */
export type OptionalCheck = Check & { readonly optional: true }

/** A check for each field of `T`. The compiler holds it to be whole. */
export type Shape<T> = { readonly [Field in keyof T]-?: Partial<Pick<T, Field>> extends Pick<T, Field> ? OptionalCheck : Check }

/** The first field of a value that is not as its shape has it. Other fields than those of the shape are not looked at. */
export function wrongField<T>(shape: Shape<T>, value: object): string | undefined {
  const fields = value as { readonly [field: string]: unknown }
  for (const field in shape) if (!shape[field](fields[field])) return field
  return undefined
}

/** A text, whatever it says. */
export const text: Check = (value) => typeof value === 'string'
/** `true` or `false`. */
export const flag: Check = (value) => typeof value === 'boolean'
/** An integer from 0. */
export const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0
/** A number from 0. */
export const amount: Check = (value) => Number.isFinite(value) && (value as number) >= 0
/** ISO 8601 */
export const time: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value))
/** Anything, where there is something. */
export const json: Check = (value) => value !== undefined

/** One of these words. */
export function oneOf(...words: readonly string[]): Check {
  return (value) => words.includes(value as string)
}

/** What one of these checks takes. */
export function either(...checks: readonly Check[]): Check {
  return (value) => checks.some((check) => check(value))
}

/** A list of what a check takes. */
export function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check)
}

/** An object whose values are all alike. */
export function mapOf(check: Check): Check {
  return (value) => isObject(value) && Object.values(value).every(check)
}

/** An object of a shape. */
export function object<T>(shape: Shape<T>): Check {
  return (value) => isObject(value) && wrongField(shape, value) === undefined
}

/** A field that may be left out. */
export function optional(check: Check): OptionalCheck {
  return Object.assign((value: unknown) => value === undefined || check(value), { optional: true as const })
}
