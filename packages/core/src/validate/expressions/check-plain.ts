import { type Json, pointTo } from '../../model/index.ts'
import type { Findings } from '../mistakes/findings.ts'
import { holdsExpression, visitOpenTexts } from '../mistakes/template.ts'
import type { View } from '../view/view.ts'

/** Expressions where none is expanded: in a scope they would match nothing, and elsewhere they stay the text that they are. */
export function checkPlain(findings: Findings, { plan, environments, entries }: View): void {
  within(findings.error, '/scope', plan.scope, 'an entry of the scope', 'What a plan may touch is signed: write it out')
  within(findings.warning, '/metadata', plan.metadata, 'what a plan says of itself', 'Write the text itself')
  for (const [name, declaration] of Object.entries(plan.inputs ?? {}))
    for (const key of ['default', 'const', 'enum'] as const)
      within(findings.warning, `${pointTo('/inputs', name)}/${key}`, declaration[key], 'a value of an input', usual)
  for (const { value, pointer } of environments)
    if (typeof value !== 'string') within(findings.warning, `${pointer}/inputs`, value.inputs, 'a value of an input', usual)
  for (const { entry, pointer } of entries)
    within(
      findings.warning,
      `${pointer}/forEach`,
      entry.forEach,
      'a value of forEach',
      'Write the values out: each makes a step of its own',
    )
}

const usual = 'Write the expression where the input is used'

function within(report: Findings['error'], pointer: string, value: unknown, what: string, suggestion: string): void {
  if (value === undefined) return
  visitOpenTexts(value as Json, pointer, (text, place, part) => {
    if (holdsExpression(text)) report('not-expanded', place, `Expressions are not expanded in ${what}`, { part, suggestion })
  })
}
