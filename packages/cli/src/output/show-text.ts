import { onOneLine, printableData } from '@backout/core/report/printable'
import type { Paint } from '../terminal/colour.ts'
import type { ShowJson, ShownStep } from '../shapes/show.ts'
import { asWritten } from './as-written.ts'
import { durationText } from './duration-text.ts'
import { signOffsText } from './sign-offs-text.ts'
import { conditionsOf, touchesText, undoText, unknownDigest } from './step-facts.ts'
import { table } from './table.ts'

/** What a reviewer needs to know of a plan, for a terminal. Each text of the plan stays on one line: it must not pass for one of ours. */
export function showText(shown: ShowJson, paint: Paint): string {
  const plan = printableData({ ...shown, steps: asWritten(shown.steps) })
  const sections: readonly (readonly [title: string, body: string])[] = [
    ['Scope', table(Object.entries(plan.scope).map(([resource, parts]) => [`  ${resource}`, parts.join(', ')]))],
    ['Connections', table(Object.entries(plan.connections).map(([resource, { driver, target }]) => [`  ${resource}`, driver, target]))],
    ['Inputs', inputsText(shown, paint)],
    ['Preconditions', stepsText(plan.preconditions, paint)],
    ['Steps', stepsText(plan.steps, paint)],
    ['Invariants', stepsText(plan.invariants, paint)],
    ['Success criteria', stepsText(plan.successCriteria, paint)],
    ['Warnings', plan.diagnostics.map((each) => `  ${each}`).join('\n')],
  ]
  return [
    headText(plan, paint),
    ...sections.filter(([, body]) => body).map(([title, body]) => `${paint('bold', title)}\n${body}`),
    signOffsText(plan.signOffs, paint),
    table(digests(plan)),
  ].join('\n\n')
}

function headText(plan: ShowJson, paint: Paint): string {
  const facts = [
    plan.environments && `for ${plan.environments.join(', then ')}`,
    plan.owners.length > 0 && `owned by ${plan.owners.join(', ')}`,
    plan.risk && `risk ${plan.risk}`,
    plan.after.length > 0 && `after ${plan.after.join(', ')}`,
    `on failure: ${plan.onFailure}`,
    `may be rolled back for ${durationText(plan.rollbackWindow)}`,
    plan.secrets.length > 0 && `needs secrets ${plan.secrets.join(', ')}`,
  ].filter(Boolean)
  const head = `${paint('bold', plan.name)} in ${plan.environment}${plan.protected ? ' (protected)' : ''}  ${paint('dim', plan.path)}`
  return [head, plan.title, plan.description?.trim(), facts.join('; '), ...plan.links].filter(Boolean).join('\n')
}

/** The values are JSON, and not escaped twice. */
function inputsText({ inputs, missingInputs, tunable, inputDescriptions }: ShowJson, paint: Paint): string {
  const given = Object.entries(inputs).map(([name, value]) => [name, JSON.stringify(value)] as const)
  const missing = missingInputs.map((name) => [name, paint('yellow', 'is not given')] as const)
  return table(
    [...given, ...missing].map(([name, value]) => [
      `  ${onOneLine(name)}`,
      value,
      tunable.includes(name) ? 'not signed' : '',
      onOneLine((Object.hasOwn(inputDescriptions, name) && inputDescriptions[name]) || ''),
    ]),
  )
}

function stepsText(steps: readonly ShownStep[], paint: Paint): string {
  return steps.map((step) => stepText(step, paint)).join('\n')
}

function stepText(step: ShownStep, paint: Paint): string {
  const needs = step.needs.length > 0 ? paint('dim', `  after ${step.needs.join(', ')}`) : ''
  const rows = [
    ['touches', touchesText(step)],
    ...(step.effect === 'none'
      ? []
      : [
          ['guarantee', step.guarantee],
          ['undo', undoText(step)],
        ]),
    ...conditionsOf(step).map((each) => ['', each]),
    ...step.notes.map((each) => ['note', each]),
  ]
  return `  ${paint('cyan', step.id)}  ${step.uses}${needs}\n${table(rows.map(([name, value]) => [`    ${paint('dim', name!)}`, value!]))}`
}

function digests({ planDigest, bindingDigest, files }: ShowJson): readonly (readonly string[])[] {
  return [
    ['Plan digest', planDigest],
    ['Binding digest', bindingDigest ?? unknownDigest],
    ...Object.entries(files).map(([path, digest]) => [path, `sha256:${digest}`]),
  ]
}
