import { onOneLine } from '@backout/core/report/printable'
import type { Ink, Paint } from '../terminal/colour.ts'
import type { SignOffsJson } from '../shapes/sign.ts'
import { durationText } from './duration-text.ts'
import { table } from './table.ts'

type Requirement = SignOffsJson['requirements'][number]
type State = Requirement['state']

const looks: { readonly [state in State]: readonly [glyph: string, ink: Ink] } = {
  met: ['✔', 'green'],
  missing: ['·', 'yellow'],
  void: ['✖', 'red'],
  rejected: ['✖', 'red'],
  later: ['…', 'dim'],
  'not-needed': ['–', 'dim'],
  unverified: ['?', 'yellow'],
}

/** How the sign-offs stand, for a terminal: what is met, missing and void, and why; and what is there that is no sign-off. */
export function signOffsText({ environment, requirements, unread }: SignOffsJson, paint: Paint): string {
  if (requirements.length === 0) return `No sign-offs are needed in ${environment}`
  const stand = table(requirements.map((each) => requirementRow(each, paint)))
  return [`Sign-offs in ${environment}`, stand, ...unreadLines(unread).map((line) => `  ${paint('yellow', '!')} ${line}`)].join('\n')
}

/** What cannot be read as a sign-off, a few of them by name. */
export function unreadLines(unread: SignOffsJson['unread']): readonly string[] {
  const more = unread.length - mostNamed
  return [
    ...unread.slice(0, mostNamed).map(({ file, why }) => onOneLine(`"${file}" does not count: ${why}`)),
    ...(more > 0 ? [`${more} more files do not count`] : []),
  ]
}

const mostNamed = 5

function requirementRow(requirement: Requirement, paint: Paint): readonly string[] {
  const { id, role, state, why } = requirement
  const [glyph, ink] = looks[state]
  return [`  ${paint(ink, `${glyph} ${state}`)}`, id, `${role}${termsText(requirement)}`, onOneLine(why)]
}

/** What is asked for beside the role, behind its name. */
export function termsText({ count, expires, gate }: Requirement): string {
  const terms = [count > 1 && `${count} people`, expires !== undefined && `good for ${durationText(expires)}`, gate && 'at a gate']
  return terms.map((term) => (term ? `, ${term}` : '')).join('')
}
