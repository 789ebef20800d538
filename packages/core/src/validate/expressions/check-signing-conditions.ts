import { type Declared, namesIn } from '../../expression/index.ts'
import type { ExpressionChecker } from './expression-checker.ts'
import type { Findings } from '../mistakes/findings.ts'
import type { View } from '../view/view.ts'

/** Who has to sign may depend on the environment, and on inputs that are signed. */
export function checkSigningConditions(
  check: ExpressionChecker,
  findings: Findings,
  view: View,
  environments: readonly string[] | undefined,
): void {
  const declared: Declared = {
    inputs: view.declaredInputs,
    anyInput: view.wrong.has('/inputs'),
    steps: new Map(),
    otherSteps: view.ids,
    ...(environments && { environments }),
    expects: 'condition',
  }
  for (const { value, pointer } of view.requirements) {
    if (value.if === undefined) continue
    check.bare(`${pointer}/if`, value.if, declared)
    checkAskable(findings, `${pointer}/if`, value.if)
    checkSigned(findings, `${pointer}/if`, value.if, view)
  }
}

/** Who has to sign is settled, and shown, before there is a run. */
function checkAskable(findings: Findings, pointer: string, condition: string): void {
  const { secrets, run } = namesIn(condition)
  if (secrets.length === 0 && !run) return
  const name = run ? '"run"' : `the secret "${secrets[0]}"`
  findings.error('expression-name', pointer, `${name} can't be read here: who has to sign is settled before a run`, {
    suggestion: 'Let it depend on "environment" and "inputs" alone',
  })
}

/** Whoever starts a run gives tunable inputs, and nobody signs them: none may decide that nobody has to sign. */
function checkSigned(findings: Findings, pointer: string, condition: string, { declaredInputs }: View): void {
  const { inputs, computed } = namesIn(condition)
  const read = computed.includes('inputs') ? Object.keys(declaredInputs) : inputs
  const tunable = read.find((name) => Object.hasOwn(declaredInputs, name) && declaredInputs[name]!['tunable'] === true)
  if (tunable === undefined) return
  findings.error(
    'tunable-condition',
    pointer,
    `The input "${tunable}" is tunable, so that no sign-off covers it: it can't decide who has to sign`,
    {
      suggestion: `Leave out "tunable" of "${tunable}", or ask for the sign-off in any case`,
    },
  )
}
