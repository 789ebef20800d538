import { decideIn } from '../../expression/index.ts'
import type { LegibleProject } from '../view/context.ts'
import type { CheckedEnvironment } from '../view/environments.ts'
import type { Findings } from '../mistakes/findings.ts'
import type { View } from '../view/view.ts'

/** Law: in a protected environment a gate needs a run store that machines share. There is none yet, so that a run would be refused there. */
export function checkGates(
  findings: Findings,
  { entries, requirements }: View,
  environments: readonly CheckedEnvironment[],
  project: LegibleProject | undefined,
): void {
  const guarded = environments.filter(({ name, isListed }) => isListed && project?.environments?.[name]?.protected === true)
  for (const { entry, pointer } of entries) {
    const gate = requirements.find(({ value }) => value.id === entry.signOff)?.value
    const there = gate && guarded.find(({ name }) => gate.if === undefined || decideIn(name, gate.if) === true)
    if (!gate || !there) continue
    findings.warning(
      'not-yet',
      `${pointer}/signOff`,
      `The plan cannot run in "${there.name}": it is protected, where the gate "${gate.id}" needs a run store that machines share, which is not there yet`,
      { suggestion: 'Ask for that sign-off at the start: take "signOff" off the step' },
    )
  }
}
