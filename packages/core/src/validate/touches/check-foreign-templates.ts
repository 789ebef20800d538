import { expressionsIn } from '../../expression/index.ts'
import type { Touch } from '../../model/index.ts'
import type { Findings } from '../mistakes/findings.ts'
import { visitTexts } from '../mistakes/template.ts'
import { placeOf } from './place-of-touch.ts'
import type { Described } from '../view/describe-uses.ts'
import { inputPointer, type Use } from '../view/uses.ts'
import type { View } from '../view/view.ts'

/**
 * Warns of names of the plan between the braces of another tool, `{{ inputs.a }}` or `${inputs.a}`: they would stay the text that they are. Whoever means just
 * that says so with an expression that is a text, `${{ '{{ inputs.a }}' }}`. What is touched is never called so: gives the touches of which it is an error.
 */
export function checkForeignTemplates(
  findings: Findings,
  uses: readonly Use[],
  view: View,
  described: readonly Described[],
): ReadonlySet<Touch> {
  if (findings.document.text.search(foreign) < 0) return new Set()
  const told = new Set<string>()
  const touches = touchesByPlace(described)
  for (const use of uses) {
    const base = inputPointer(use)
    visitTexts((use.rollback ? use.rollback.step.with : use.input) ?? {}, base, '{', (text, pointer, part) => {
      if (part === 'key') return
      for (const { 0: whole, 1: name, index } of text.matchAll(foreign)) {
        if (!isMeant(name!.split('.'), use, view) || told.has(pointer) || isInExpression(text, index)) continue
        told.add(pointer)
        const message = `${findings.whose(pointer)}"${whole}" is no expression, and stays as it is`
        const report = touches.has(pointer) ? findings.error : findings.warning
        report('not-expanded', pointer, message, {
          within: [index, index + whole.length],
          suggestion: `Write \${{ ${name} }}, or \${{ '${whole}' }} for the text itself`,
        })
      }
    })
  }
  return new Set([...told].flatMap((pointer) => touches.get(pointer) ?? []))
}

/** Touches of parts with braces, by the text that names them. */
function touchesByPlace(described: readonly Described[]): ReadonlyMap<string, readonly Touch[]> {
  const braced = described.flatMap((by) => by.touches.flatMap((touch) => (touch.part.includes('{') ? [{ by, touch }] : [])))
  const places = Map.groupBy(braced, ({ by, touch }) => placeOf(by, touch))
  return new Map([...places].map(([pointer, some]) => [pointer, some.map(({ touch }) => touch)]))
}

const foreign = /(?<!\$)(?:\{\{|\$\{)\s*((?:inputs|steps|secrets|each)\.[\w.]+)\s*\}\}?/g

function isInExpression(text: string, at: number): boolean {
  return expressionsIn(text).some(({ offset, expression }) => offset <= at && at < offset + expression.length)
}

function isMeant([root, name = '']: readonly string[], { entry }: Use, { declaredInputs, ids }: View): boolean {
  if (root === 'inputs') return Object.hasOwn(declaredInputs, name)
  if (root === 'steps') return ids.has(name)
  return root === 'each' ? name === 'value' && entry.entry.forEach !== undefined : /^[A-Z][A-Z0-9_]*$/.test(name)
}
