import type { SignOffRequirement } from '../../model/index.ts'
import { replaceText } from '../../load/index.ts'
import type { LegibleProject } from '../view/context.ts'
import type { Findings } from '../mistakes/findings.ts'
import { suggest } from '../mistakes/suggest.ts'
import type { Entry, View } from '../view/view.ts'

/** Sign-offs have ids of their own, roles that someone has, and gates name them. */
export function checkSignOffs(findings: Findings, view: View, project: LegibleProject | undefined): void {
  const { requirements, wrong, entries } = view
  const seen = new Set<string>()
  for (const { value: requirement, pointer } of requirements) {
    if (seen.has(requirement.id)) findings.error('duplicate-id', `${pointer}/id`, `The sign-off "${requirement.id}" is there twice`)
    seen.add(requirement.id)
    checkRole(findings, pointer, requirement, project)
  }
  if ([...wrong].some((place) => /^\/signOffs(?:\/require(?:\/\d+(?:\/id)?)?)?$/.test(place))) return
  for (const entry of entries) checkGate(findings, entry, seen)
}

function checkRole(
  findings: Findings,
  pointer: string,
  { id, role, count = 1 }: SignOffRequirement,
  project: LegibleProject | undefined,
): void {
  const roles = project?.signOffs?.roles ?? {}
  const members = Object.hasOwn(roles, role) ? roles[role] : undefined
  if (!members) {
    const place = `${pointer}/role`
    const otherwise = 'Say who has it in "signOffs.roles" of backout.yaml'
    const suggestion = suggest(role, Object.keys(roles), (meant) => replaceText(findings.document, place, meant), otherwise)
    const report = project ? findings.error : findings.warning
    report('unknown-role', place, `Nobody has the role "${role}", so that the sign-off "${id}" could never be given`, suggestion)
  } else if (members.length < count) {
    const people = members.length === 1 ? '1 person has' : `${members.length} people have`
    findings.error('sign-off-count', `${pointer}/count`, `The sign-off "${id}" asks for ${count} people, and ${people} the role "${role}"`)
  }
}

function checkGate(findings: Findings, { entry, pointer }: Entry, known: ReadonlySet<string>): void {
  const { signOff, id } = entry
  if (signOff === undefined || known.has(signOff)) return
  const place = `${pointer}/signOff`
  const otherwise = `Add { id: ${signOff}, role: … } to "signOffs.require"`
  const suggestion = suggest(signOff, known, (meant) => replaceText(findings.document, place, meant), otherwise)
  findings.error(
    'unknown-sign-off',
    place,
    `Step "${id}" waits for the sign-off "${signOff}", which "signOffs.require" does not have`,
    suggestion,
  )
}
