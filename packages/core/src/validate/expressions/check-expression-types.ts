import { named, type Type } from '../../expression/index.ts'
import { pointerParts } from '../../load/index.ts'
import { isList, type Json } from '../../model/index.ts'
import type { AnyStepType } from '../../plugin.ts'
import type { Compiled } from '../schema/compiled.ts'
import type { Findings } from '../mistakes/findings.ts'
import { explain } from '../mistakes/explain.ts'
import { lowered, notOfKind } from '../mistakes/phrases.ts'
import { inputPointer, type Use } from '../view/uses.ts'

/** The types of expressions that stand alone, by the pointer of their text within an input, by the pointer of that input. */
export type TypedInputs = ReadonlyMap<string, ReadonlyMap<string, Type>>

/**
 * An expression that stands alone keeps its type, which must be one that the input asks for. What is known of its value is not looked at: whatever is wrong
 * with that is in `told`, by pointer.
 */
export function checkExpressionTypes(
  findings: Findings,
  uses: readonly Use[],
  typed: TypedInputs,
  compiled: (type: AnyStepType) => Compiled,
  told: ReadonlySet<string>,
): void {
  for (const use of uses) {
    const base = inputPointer(use)
    const types = typed.get(base)
    const validator = types && compiled(use.type!)
    if (!validator || 'problem' in validator) continue
    const input = [...types].reduce((whole, [pointer, type]) => withValue(whole, pointerParts(pointer), examples[type]!), use.input as Json)
    if (validator(input)) continue
    for (const { code, pointer, message, kinds } of explain(use.type!.input, input, validator.errors ?? [])) {
      const type = types.get(pointer)
      if (code !== 'wrong-type' || type === undefined || told.has(base + pointer)) continue
      const text = lowered(kinds ? notOfKind(pointer, kinds, named(type)) : message)
      const isText = kinds?.includes('text') && asText.has(type)
      findings.error(code, base + pointer, findings.whose(base) + text, {
        suggestion: isText ? 'Write string(…) around what stands between ${{ and }}' : undefined,
      })
    }
  }
}

/** A value of each type that says something; a number of JSON may be whole. */
const examples: { readonly [type in Type]?: Json } = { null: null, bool: true, int: 1, uint: 1, double: 1, string: 'x', list: [], map: {} }

/** What CEL's `string()` takes. */
const asText: ReadonlySet<Type> = new Set(['bool', 'int', 'uint', 'double'])

/** Whether an input can be asked for a type. */
export function isTelling(type: Type): boolean {
  return type in examples
}

function withValue(whole: Json, [first, ...rest]: readonly string[], value: Json): Json {
  if (first === undefined) return value
  if (whole === null || typeof whole !== 'object') return whole
  if (isList(whole)) return whole.map((item, index) => (String(index) === first ? withValue(item, rest, value) : item))
  return { ...whole, [first]: withValue(whole[first]!, rest, value) }
}
