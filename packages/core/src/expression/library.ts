import { createRequire } from 'node:module'
import type * as cel from '@bufbuild/cel'

type Library = typeof cel

let loaded: Library | undefined

/** The CEL library, loaded when it is first needed (about 90 ms); synchronously, so that checks need not wait. */
export function library(): Library {
  loaded ??= createRequire(import.meta.url)('@bufbuild/cel') as Library
  return loaded
}

/** A parsed expression with its source's positions. */
export type Parsed = ReturnType<Library['parse']>
/** A node of the library's tree. */
export type Expr = Parsed['expr']

let made: cel.CelEnv | undefined

/**
 * The functions that expressions may call: those of the library, but for two conversions in which it leaves the definition of CEL. `timestamp(int)` counts
 * seconds, where the library counts milliseconds; and a day that its month does not have, such as February 30, is no time, where it takes one of the next month.
 */
export function functions(): cel.CelEnv {
  if (made) return made
  const { celEnv, celFunc, CelScalar, celType, isCelError, parse, plan } = library()
  const convert = plan(celEnv(), parse('timestamp(value)'))
  const converted = (value: string | bigint): ReturnType<typeof convert> => {
    const time = convert({ value })
    if (isCelError(time)) throw time
    return time
  }
  const time = celType(convert({ value: 0n }) as cel.CelValue)
  made = celEnv({
    funcs: [
      celFunc('timestamp', [CelScalar.STRING], time, (text) => converted(existing(text)) as never),
      celFunc('timestamp', [CelScalar.INT], time, (seconds) => converted(seconds * 1000n) as never),
    ],
  })
  return made
}

/** A text that begins with a day of the calendar, if it begins with one. */
function existing(text: string): string {
  const [day] = /^\d{4}-\d\d-\d\d/.exec(text) ?? []
  const date = new Date(day ?? 0)
  if (day === undefined || Number.isNaN(date.getTime()) || date.toISOString().startsWith(day)) return text
  throw new Error(`there is no day ${day}`)
}
