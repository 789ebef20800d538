import type { Ink, Paint } from '../colour.ts'
import type { SignOffsJson } from '../shapes/sign.ts'
import { table } from './table.ts'

type State = SignOffsJson['requirements'][number]['state']

const looks: { readonly [state in State]: readonly [glyph: string, ink: Ink] } = {
  met: ['✔', 'green'],
  missing: ['·', 'yellow'],
  void: ['✖', 'red'],
  rejected: ['✖', 'red'],
  later: ['…', 'dim'],
  'not-needed': ['–', 'dim'],
  unverified: ['?', 'yellow'],
}

/** How the sign-offs stand, for a terminal: what is met, missing and void, and why. */
export function signOffsText({ environment, requirements }: SignOffsJson, paint: Paint): string {
  if (requirements.length === 0) return `No sign-offs are needed in ${environment}`
  return `Sign-offs in ${environment}\n${table(requirements.map((each) => requirementRow(each, paint)))}`
}

function requirementRow({ id, role, state, gate, why }: SignOffsJson['requirements'][number], paint: Paint): readonly string[] {
  const [glyph, ink] = looks[state]
  return [`  ${paint(ink, `${glyph} ${state}`)}`, id, `${role}${gate ? ', at a gate' : ''}`, why]
}
