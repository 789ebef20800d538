import type { Value } from '@backout/core/plugin'

/** Reads the text of an array (PostgreSQL manual, 8.15.6), of any number of dimensions; bounds before it (`[0:1]=`) are left out. */
export function parseArray(text: string, read: (element: string) => Value): Value {
  const body = text.slice(text.indexOf('{'))
  const stack: Value[][] = []
  let last: Value = []
  // A brace, a comma, a quoted element with its escapes, or a plain one.
  for (const [token] of body.matchAll(/[{},]|"(?:[^"\\]|\\.)*"|[^{},"]+/gs)) {
    if (token === '{') stack.push([])
    else if (token === '}') {
      last = stack.pop() ?? []
      stack.at(-1)?.push(last)
    } else if (token !== ',') stack.at(-1)?.push(element(token, read))
  }
  return last
}

function element(token: string, read: (element: string) => Value): Value {
  if (token.startsWith('"')) return read(token.slice(1, -1).replace(/\\(.)/gs, '$1'))
  return token === 'NULL' ? null : read(token)
}

/** Writes a list as the text of an array. */
export function arrayText(list: readonly Value[], write: (element: Value) => string | null): string {
  const items = list.map((item) => {
    if (Array.isArray(item)) return arrayText(item, write)
    const text = write(item)
    return text === null ? 'NULL' : `"${text.replace(/["\\]/g, '\\$&')}"`
  })
  return `{${items.join(',')}}`
}
