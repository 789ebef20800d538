import { replaceText } from '../../load/index.ts'
import { closestType } from '../mistakes/closest-type.ts'
import type { Findings } from '../mistakes/findings.ts'
import { laterStepTypes } from '../schema/later.ts'
import { someOf } from '../mistakes/phrases.ts'
import { suggestWord } from '../mistakes/suggest.ts'
import type { Use } from '../view/uses.ts'

/** Every `uses` names a step type that a plugin provides; others may be of plugins that are `unusable`. */
export function checkStepTypes(findings: Findings, all: readonly Use[], known: readonly string[], unusable: readonly string[] = []): void {
  const provided = new Set(known)
  for (const { pointer, uses, rollback } of all) {
    const isNamed = rollback === undefined || rollback.step.uses !== undefined
    if (isNamed && !provided.has(uses)) unknownType(findings, pointer, uses, { known, unusable })
  }
}

interface Plugged {
  readonly known: readonly string[]
  readonly unusable: readonly string[]
}

function unknownType(findings: Findings, pointer: string, uses: string, { known, unusable }: Plugged): void {
  const prefix = findings.whose(pointer)
  const instead = laterStepTypes.get(uses)
  if (instead !== undefined) {
    findings.error('not-yet', pointer, `${prefix}"${uses}" is planned and not there yet`, { suggestion: `Use "${instead}" until then` })
    return
  }
  const meant = closestType(uses, known)
  const edits = meant?.isGuess ? () => [] : (word: string) => replaceText(findings.document, pointer, word)
  const near = siblings(uses, known)
  const isOfUnusable = near === undefined && unusable.length > 0
  const suggestion = meant === undefined || isOfUnusable ? { suggestion: near ?? whereFrom(unusable) } : suggestWord(meant.uses, edits)
  findings.error('unknown-step-type', pointer, `${prefix}no plugin provides the step type "${uses}"`, suggestion)
}

function siblings(uses: string, known: readonly string[]): string | undefined {
  const [family = ''] = uses.split('/')
  const found = known.filter((name) => name.startsWith(`${family}/`))
  return found.length > 0 ? `There are ${found.join(', ')}` : undefined
}

function whereFrom(unusable: readonly string[]): string {
  if (unusable.length === 0) return 'Add its plugin to "plugins" in backout.yaml'
  return `It may be of ${someOf(unusable.map((plugin) => `"${plugin}"`))}, which cannot be used as it is`
}
