import { expressionsIn } from '../../expression/index.ts'
import type { Findings } from '../mistakes/findings.ts'
import { visitTexts } from '../mistakes/template.ts'
import { inputPointer, type Use } from '../view/uses.ts'
import type { View } from '../view/view.ts'

/**
 * Warns of names of the plan between the braces of another tool, `{{ inputs.a }}` or `${inputs.a}`: they would stay the text that they are. Whoever means just
 * that says so with an expression that is a text, `${{ '{{ inputs.a }}' }}`.
 */
export function checkForeignTemplates(findings: Findings, uses: readonly Use[], view: View): void {
  if (findings.document.text.search(foreign) < 0) return
  const told = new Set<string>()
  for (const use of uses) {
    const base = inputPointer(use)
    visitTexts((use.rollback ? use.rollback.step.with : use.input) ?? {}, base, '{', (text, pointer, part) => {
      if (part === 'key') return
      for (const { 0: whole, 1: name, index } of text.matchAll(foreign)) {
        if (!isMeant(name!.split('.'), use, view) || told.has(pointer) || isInExpression(text, index)) continue
        told.add(pointer)
        const message = `${findings.whose(pointer)}"${whole}" is no expression, and stays as it is`
        findings.warning('not-expanded', pointer, message, {
          within: [index, index + whole.length],
          suggestion: `Write \${{ ${name} }}, or \${{ '${whole}' }} for the text itself`,
        })
      }
    })
  }
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
