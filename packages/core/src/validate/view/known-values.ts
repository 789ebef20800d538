import { expressionsIn } from '../../expression/index.ts'
import { isList, isObject, type Json, valueIn } from '../../model/index.ts'
import { holdsExpression } from '../mistakes/template.ts'

/** Values that are known before a run. */
export interface KnownValues {
  readonly environment: string
  readonly inputs: { readonly [name: string]: Json }
  readonly each?: Json | undefined
}

/**
 * An input with its expressions replaced where they only name an input, `environment` or `each.value`. All others stay as they are
 * written, and whatever holds one is not known yet: see {@link isKnown}.
 */
export function withKnownValues(template: Json, values: KnownValues): Json {
  if (typeof template === 'string') return holdsExpression(template) ? expanded(template, values) : template
  if (template === null || typeof template !== 'object') return template
  if (isList(template)) return template.map((item) => withKnownValues(item, values))
  let copy: { [key: string]: Json } | undefined
  for (const key in template) {
    const item = template[key]!
    const known = withKnownValues(item, values)
    if (known !== item) (copy ??= { ...template })[key] = known
  }
  return copy ?? template
}

/** Whether a text is what it will be in a run. */
export function isKnown(text: string): boolean {
  return !holdsExpression(text)
}

function expanded(text: string, values: KnownValues): Json {
  const [first] = text.startsWith('${{') ? expressionsIn(text) : []
  if (first?.alone === true) return valueOf(first.expression, values) ?? text
  return text.replace(/(?<!\$)\$\{\{(.*?)\}\}/gs, (whole, expression: string) => {
    const value = valueOf(expression, values)
    return value === undefined || value === null || typeof value === 'object' ? whole : String(value)
  })
}

function valueOf(expression: string, { environment, inputs, each }: KnownValues): Json | undefined {
  const [, name] = /^\s*inputs\.([A-Za-z_]\w*)\s*$/.exec(expression) ?? []
  if (name !== undefined) return valueIn(inputs, name)
  if (expression.trim() === 'environment') return environment
  const read = /^\s*each\.value(?:\.([A-Za-z_]\w*))?\s*$/.exec(expression)
  if (!read || each === undefined) return undefined
  const [, field] = read
  if (field === undefined) return each
  return isObject(each) ? valueIn(each, field) : undefined
}
