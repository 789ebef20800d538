import { assign, type SignOffRequirement, valueIn } from '../../model/index.ts'
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
  if (view.distinct) checkDistinct(findings, requirements, project)
  if ([...wrong].some((place) => /^\/signOffs(?:\/require(?:\/\d+(?:\/id)?)?)?$/.test(place))) return
  for (const entry of entries) checkGate(findings, entry, seen)
}

function checkRole(
  findings: Findings,
  pointer: string,
  { id, role, count = 1 }: SignOffRequirement,
  project: LegibleProject | undefined,
): void {
  const members = membersOf(role, project)
  if (!members) {
    const roles = project?.signOffs?.roles ?? {}
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

/** Warns of a sign-off for which nobody is left. Those with a condition may not be asked for beside others, and roles may get more members while a run waits. */
function checkDistinct(findings: Findings, requirements: View['requirements'], project: LegibleProject | undefined): void {
  const always = requirements.filter(({ value }) => value.if === undefined)
  const seats = always.map(({ value: { role, count = 1 }, pointer }) => ({
    id: pointer,
    count,
    candidates: membersOf(role, project) ?? [],
  }))
  if (seats.some(({ count, candidates }) => candidates.length < count)) return
  const given = assign(seats)
  const short = always.find(({ value: { count = 1 }, pointer }) => given.get(pointer)!.length < count)
  if (!short) return
  const { id, role } = short.value
  findings.warning(
    'sign-off-count',
    `${short.pointer}/role`,
    `The sign-off "${id}" can never be given: all who have the role "${role}" are needed for others, and nobody counts twice`,
    { suggestion: 'Give the role to somebody else too, or say "distinct: false" beside "require"' },
  )
}

function membersOf(role: string, project: LegibleProject | undefined): readonly string[] | undefined {
  const roles = project?.signOffs?.roles ?? {}
  return valueIn(roles, role)
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
