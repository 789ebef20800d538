import { encodeValue, families, isObject, messageOf, type Value } from '@backout/core/model'
import type { AnyResourceDriver } from '@backout/core/plugin'

/** What keeps a value from being a plugin, as the end of a sentence; undefined where nothing does. */
export function problemOfPlugin(value: unknown): string | undefined {
  try {
    return problemIn(value)
  } catch (cause) {
    return `its default export cannot be read: ${messageOf(cause)}`
  }
}

function problemIn(value: unknown): string | undefined {
  if (!isObject(value)) return 'its default export is no plugin'
  const { name, version, steps, drivers } = value
  if (typeof name !== 'string' || name === '') return 'its default export has no name'
  if (typeof version !== 'string' || version === '') return 'its default export has no version'
  if (!Array.isArray(steps)) return '"steps" of its default export is no list of step types'
  if (!Array.isArray(drivers)) return '"drivers" of its default export is no list of drivers'
  const problems = [
    ...steps.map((step: unknown, index) => inStep(step, `step type ${nameOr(step, 'uses', index)}`)),
    ...drivers.map((driver: unknown, index) => inDriver(driver, `driver ${nameOr(driver, 'kind', index)}`)),
  ]
  return problems.find((problem) => problem !== undefined)
}

function inStep(step: unknown, what: string): string | undefined {
  if (!isObject(step)) return `its ${what} is no step type`
  if (typeof step['uses'] !== 'string' || !/^[^/\s]+\/[^\s]+$/.test(step['uses'])) {
    return `its ${what} has no name such as "dotenv/set" in "uses"`
  }
  if (typeof step['summary'] !== 'string') return `its ${what} has no summary`
  const { formats, units } = step
  if (!Array.isArray(formats) || formats.length === 0 || !formats.every(Number.isSafeInteger))
    return `its ${what} has no formats: a first version has [1]`
  if (units !== undefined && units !== 'one' && units !== 'many') return `its ${what} has something else than "one" or "many" as "units"`
  return (
    missing(step, ['input', 'output'], isJson, `its ${what} has no schema of JSON as`) ??
    missing(step, ['describe', 'changes', 'apply', 'finish'], isFunction, `its ${what} has no function`) ??
    missing(
      step,
      ['partitions', 'capture', 'probe', 'revert', 'discard', 'judge'],
      isFunctionOrAbsent,
      `its ${what} has something else than a function as`,
    )
  )
}

/** What a driver may be able to do. */
const driverAbilities: readonly (keyof AnyResourceDriver)[] = [
  'implicit',
  'host',
  'files',
  'reads',
  'places',
  'identity',
  'claim',
  'release',
  'transact',
  'settle',
  'recorded',
  'overlay',
  'clone',
  'fingerprint',
  'digests',
]

function inDriver(driver: unknown, what: string): string | undefined {
  if (!isObject(driver)) return `its ${what} is no driver`
  if (typeof driver['kind'] !== 'string' || driver['kind'] === '') return `its ${what} has no kind`
  if (!families.some((known) => known === driver['family'])) return `its ${what} is of no family (${families.join(', ')})`
  return (
    missing(driver, ['config'], isJson, `its ${what} has no schema of JSON as`) ??
    missing(driver, ['target', 'covers', 'overlaps', 'open'], isFunction, `its ${what} has no function`) ??
    missing(driver, driverAbilities, isFunctionOrAbsent, `its ${what} has something else than a function as`)
  )
}

function missing(
  value: Readonly<Record<string, unknown>>,
  names: readonly string[],
  isRight: (member: unknown) => boolean,
  problem: string,
): string | undefined {
  const wrong = names.find((name) => !isRight(value[name]))
  return wrong === undefined ? undefined : `${problem} "${wrong}"`
}

function nameOr(value: unknown, key: string, index: number): string {
  return isObject(value) && typeof value[key] === 'string' ? `"${value[key]}"` : `number ${index + 1}`
}

/** Whether a value is a map that a manifest can hold: what JSON would leave out of it would not be checked. */
function isJson(value: unknown): boolean {
  if (!isObject(value)) return false
  try {
    return encodeValue(value as Value) !== undefined
  } catch {
    return false
  }
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}

function isFunctionOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'function'
}
