import { type InputDeclaration, inputProblem, type Json, type Patience, pointTo, valueIn } from '../../model/index.ts'
import { renameKey, replaceValue } from '../../load/index.ts'
import { contradictionsIn } from './contradictions.ts'
import type { Findings } from '../mistakes/findings.ts'
import { otherType } from '../mistakes/wording.ts'
import { quotes } from '../mistakes/report-mistake.ts'
import { suggest } from '../mistakes/suggest.ts'
import type { View } from '../view/view.ts'

/** Declared inputs make sense, and what environments give fits them. Gives the places of values that do not fit: nothing else is to be said of them. */
export function checkInputs(findings: Findings, { plan, environments, declaredInputs, wrong }: View): ReadonlySet<string> {
  const declared = plan.inputs ?? {}
  const unfit = new Set<string>()
  const patience: Patience = { left: 3000 }
  for (const [name, declaration] of Object.entries(declared))
    checkDeclaration({ findings, unfit }, pointTo('/inputs', name), declaration, patience)
  for (const { value: entry, pointer } of environments) {
    if (typeof entry === 'string') continue
    for (const [name, value] of Object.entries(entry.inputs ?? {})) {
      const isDamaged = wrong.has('/inputs') || (Object.hasOwn(declaredInputs, name) && !Object.hasOwn(declared, name))
      if (!isDamaged) checkGiven({ findings, unfit }, pointTo(`${pointer}/inputs`, name), name, value, declared, patience)
    }
  }
  return unfit
}

/** Where it is told what does not fit. */
interface Told {
  readonly findings: Findings
  readonly unfit: Set<string>
}

/** Warns of inputs that nothing reads. */
export function checkUnused(findings: Findings, { declaredInputs }: View, read: ReadonlySet<string>): void {
  for (const name of Object.keys(declaredInputs)) {
    if (!read.has(name)) findings.warning('unused-input', pointTo('/inputs', name), `Nothing reads the input "${name}"`, { part: 'key' })
  }
}

function checkDeclaration(told: Told, pointer: string, declaration: InputDeclaration, patience: Patience): void {
  const { findings } = told
  const { pattern, type } = declaration
  if (pattern !== undefined && !isPattern(pattern)) {
    findings.error('wrong-value', `${pointer}/pattern`, `"${pattern}" is not a regular expression`)
    return
  }
  for (const { key, message } of contradictionsIn(declaration))
    findings.error('wrong-combination', `${pointer}/${key}`, message, { part: 'key' })
  for (const [index, value] of (declaration.enum ?? []).entries()) {
    const problem = inputProblem(value, { type })
    if (problem !== undefined)
      wrongValue(told, `${pointer}/enum/${index}`, value, declaration, `A value of the enum ${problem}, as the input is declared`)
  }
  for (const [key, value] of [
    ['default', declaration.default],
    ['const', declaration.const],
  ] as const) {
    const problem = value === undefined ? undefined : inputProblem(value, declaration, patience)
    if (problem !== undefined) wrongValue(told, `${pointer}/${key}`, value!, declaration, `The ${key} ${problem}, as the input is declared`)
  }
}

/** A value that is of another type than it was meant to be is told with how it is written. */
function wrongValue({ findings, unfit }: Told, pointer: string, value: Json, { type }: InputDeclaration, message: string): void {
  const { document } = findings
  unfit.add(pointer)
  const { suggestion, meant } = otherType({ type }, value)
  const written = meant === undefined ? undefined : { title: `Write ${meant}`, edits: [replaceValue(document, pointer, meant)] }
  findings.error('wrong-value', pointer, message, {
    suggestion,
    fix: written ?? (type === 'string' ? quotes(document, pointer) : undefined),
  })
}

function checkGiven(
  told: Told,
  pointer: string,
  name: string,
  value: Json,
  declared: { readonly [name: string]: InputDeclaration },
  patience: Patience,
): void {
  const { findings } = told
  const declaration = valueIn(declared, name)
  if (!declaration) {
    const edits = (meant: string) => renameKey(findings.document, pointer, meant)
    const suggestion = suggest(name, Object.keys(declared), edits, 'Declare it in "inputs"')
    findings.error('unknown-input', pointer, `There is no input "${name}"`, { part: 'key', ...suggestion })
    return
  }
  if (declaration.pattern !== undefined && !isPattern(declaration.pattern)) return
  const problem = inputProblem(value, declaration, patience)
  if (problem !== undefined) wrongValue(told, pointer, value, declaration, `Input "${name}" ${problem}`)
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp
  } catch {
    return false
  }
}
