import type { Type } from './types.ts'

/** One way to call a function. A method's target is its first argument. */
export interface Signature {
  readonly method: boolean
  readonly args: readonly Type[]
  readonly result: Type
}

/** The ways to call a function of CEL; undefined where there is no such function. */
export function signaturesOf(name: string): readonly Signature[] | undefined {
  const text = table.get(name)
  if (text === undefined) return undefined
  let known = parsed.get(name)
  if (!known) {
    known = text.split(' ').map(signature)
    parsed.set(name, known)
  }
  return known
}

/** Names of all functions that are called by name. */
export function functionNames(): readonly string[] {
  return [...table.keys()].filter((name) => /^[a-z]/i.test(name))
}

const numbers = ['int', 'uint', 'double']
const both = (types: readonly string[]) => types.map((type) => `(${type},${type})${type}`).join(' ')
const order = [
  ...numbers.flatMap((a) => numbers.map((b) => `${a},${b}`)),
  'bool,bool',
  'bytes,bytes',
  'string,string',
  'duration,duration',
  'timestamp,timestamp',
]
const compared = order.map((args) => `(${args})bool`).join(' ')
const from = (result: string, types: readonly string[]) => types.map((type) => `(${type})${result}`).join(' ')
const ofTime = 'timestamp.()int timestamp.(string)int'

/** As the library declares them, in short; a test compares the two. */
const table: ReadonlyMap<string, string> = new Map([
  ['_+_', `${both([...numbers, 'string', 'bytes', 'list', 'duration'])} (timestamp,duration)timestamp (duration,timestamp)timestamp`],
  ['_-_', `${both([...numbers, 'duration'])} (timestamp,timestamp)duration (timestamp,duration)timestamp`],
  ['_*_', both(numbers)],
  ['_/_', both(numbers)],
  ['_%_', both(['int', 'uint'])],
  ['-_', '(int)int (double)double'],
  ['!_', '(bool)bool'],
  ...['_<_', '_<=_', '_>_', '_>=_'].map((operator) => [operator, compared] as const),
  ['_==_', '(dyn,dyn)bool'],
  ['_!=_', '(dyn,dyn)bool'],
  ['@in', `(dyn,list)bool ${['string', 'bool', ...numbers].map((key) => `(${key},map)bool`).join(' ')}`],
  ['int', from('int', [...numbers, 'string', 'timestamp', 'duration'])],
  ['uint', from('uint', [...numbers, 'string'])],
  ['double', from('double', [...numbers, 'string'])],
  ['bool', from('bool', ['bool', 'string'])],
  ['bytes', from('bytes', ['bytes', 'string'])],
  ['string', from('string', ['string', 'bool', ...numbers, 'bytes', 'timestamp', 'duration'])],
  ['timestamp', from('timestamp', ['timestamp', 'string', 'int'])],
  ['duration', from('duration', ['duration', 'string', 'int'])],
  ['type', '(dyn)type'],
  ['dyn', '(dyn)dyn'],
  ['size', ['bytes', 'list', 'string', 'map'].map((type) => `(${type})int ${type}.()int`).join(' ')],
  ...['contains', 'endsWith', 'startsWith', 'matches'].map((name) => [name, 'string.(string)bool'] as const),
  ...['getSeconds', 'getMinutes', 'getHours', 'getMilliseconds'].map((name) => [name, `duration.()int ${ofTime}`] as const),
  ...['getFullYear', 'getMonth', 'getDate', 'getDayOfMonth', 'getDayOfWeek', 'getDayOfYear'].map((name) => [name, ofTime] as const),
])

const parsed = new Map<string, readonly Signature[]>()

function signature(text: string): Signature {
  const [, target, args, result] = /^(?:(\w+)\.)?\(([\w,]*)\)(\w+)$/.exec(text)!
  const types = args === '' ? [] : (args!.split(',') as Type[])
  return { method: target !== undefined, args: target === undefined ? types : [target as Type, ...types], result: result as Type }
}
