import { replaceText } from '../../load/index.ts'
import type { LegibleProject } from '../view/context.ts'
import type { Findings } from '../mistakes/findings.ts'
import { suggest } from '../mistakes/suggest.ts'
import type { View } from '../view/view.ts'

/** The environments that a plan lists are those of `backout.yaml`, each once. */
export function checkEnvironments(findings: Findings, { environments }: View, project: LegibleProject | undefined): void {
  const known = Object.keys(project?.environments ?? {})
  const listed = new Set(environments.map(({ value }) => (typeof value === 'string' ? value : value.name)))
  const seen = new Set<string>()
  for (const { value, pointer: place } of environments) {
    const name = typeof value === 'string' ? value : value.name
    const pointer = typeof value === 'string' ? place : `${place}/name`
    if (seen.has(name)) findings.error('duplicate-id', pointer, `The environment "${name}" is there twice`)
    seen.add(name)
    if (known.length === 0 || known.includes(name)) continue
    const otherwise = `There ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`
    const others = known.filter((one) => !listed.has(one))
    const suggestion = suggest(name, others, (meant) => replaceText(findings.document, pointer, meant), otherwise)
    findings.error('unknown-environment', pointer, `backout.yaml has no environment "${name}"`, suggestion)
  }
}
