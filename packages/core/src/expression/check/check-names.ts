import { closest, didYouMean, thereAre } from '../../model/index.ts'
import type { Declared, ExpressionProblem } from '../types/declared.ts'
import type { Node } from '../node.ts'
import type { SchemaLike } from '../scope.ts'
import { type Reference, referencesOf, roots, typeNames } from '../read/names.ts'
import { placeOf } from '../read/place-of.ts'

/** Names that stand for nothing, or that may not be read here. */
export function checkNames(node: Node, declared: Declared): readonly ExpressionProblem[] {
  const references = referencesOf(node)
  const tested = new Set(references.flatMap((one) => (one.tested && one.path[0] === 'steps' ? [one.path[1]] : [])))
  return references.flatMap((reference) => problemWith(reference, declared, tested) ?? [])
}

function problemWith(reference: Reference, declared: Declared, tested: ReadonlySet<string | undefined>): ExpressionProblem | undefined {
  const [root, name] = reference.path
  if (declared.onlySecrets && root !== 'secrets' && !typeNames.has(root!)) return notASecret(reference, reference.path.at(-1))
  switch (root) {
    case 'inputs':
      return reference.path.length > 1 && name !== undefined ? inputProblem(reference, name, declared) : undefined
    case 'secrets':
      return name === undefined
        ? wrong(reference, 'a secret must be named, as in secrets.CRM_URL, so that it is known before the plan starts')
        : undefined
    case 'steps':
      return stepProblem(reference, declared, tested)
    case 'outputs':
      return declared.outputs ? undefined : wrong(reference, 'there are no "outputs" here: they are in scope in `assert`')
    case 'each':
      if (!declared.each) return wrong(reference, 'there is no "each" here: it is in scope in a step with `forEach`')
      return name === 'value' ? undefined : wrong(reference, '"each" has only "value"', didYouMean('each.value'))
    case 'run':
      return name === 'id' || name === 'startedAt' || reference.path.length === 1
        ? undefined
        : wrong(reference, '"run" has only "id" and "startedAt"')
    case 'environment':
      return reference.path.length > 1
        ? wrong(reference, '"environment" is a text: it has nothing below it', didYouMean('environment'))
        : undefined
    default:
      return typeNames.has(root!) ? undefined : unknownRoot(reference, root!, declared)
  }
}

/** Names of variables are names of secrets. */
function notASecret(reference: Reference, name: string | undefined): ExpressionProblem {
  return wrong(reference, 'only secrets can be read here', /^[A-Z][A-Z0-9_]*$/.test(name ?? '') ? didYouMean(`secrets.${name}`) : undefined)
}

function unknownRoot(reference: Reference, root: string, declared: Declared): ExpressionProblem {
  const meant = holderOf(root, declared) ?? elsewhere(reference) ?? closest(root, roots)
  if (root === 'cel') return wrong(reference, 'there is no "cel.bind"', 'Write the value out where its name stands')
  const alone = reference.path.length === 1 ? constantFor(root) : undefined
  return wrong(reference, `there is no "${root}"; ${thereAre(roots)}`, meant === undefined ? alone : didYouMean(meant))
}

/** A name that stands alone, and may have been meant as a value: that of nothing, of a secret, or a text. */
function constantFor(name: string): string {
  if (/^(?:null|none|nil|undefined)$/i.test(name)) return didYouMean('null')
  if (/^(?:true|false)$/i.test(name)) return didYouMean(name.toLowerCase())
  if (/^[A-Z][A-Z0-9]*_[A-Z0-9_]*$|^[A-Z]{3,}$/.test(name)) return didYouMean(`secrets.${name}`)
  return `A text is written in quotes: "${name}"`
}

/** What other tools call what is in scope here. */
const otherRoots: ReadonlyMap<string, string> = new Map([
  ['env', 'secrets'],
  ['item', 'each.value'],
  ['vars', 'inputs'],
  ['params', 'inputs'],
  ['parameters', 'inputs'],
  ['variables', 'inputs'],
])

function elsewhere({ path: [root, ...rest] }: Reference): string | undefined {
  const meant = rest.length === 0 && root === 'env' ? 'environment' : otherRoots.get(root!)
  return meant === undefined || rest.includes(undefined) ? undefined : [meant, ...rest].join('.')
}

/** What the name stands in, with it: an output of its own step, an input, a step. */
function holderOf(name: string, { inputs, steps, outputs }: Declared): string | undefined {
  if (Object.hasOwn((outputs?.['properties'] as object | undefined) ?? {}, name)) return `outputs.${name}`
  if (Object.hasOwn(inputs, name)) return `inputs.${name}`
  return steps.has(name) ? `steps.${name}.outputs` : undefined
}

function inputProblem(reference: Reference, name: string, { inputs, anyInput }: Declared): ExpressionProblem | undefined {
  if (anyInput === true || Object.hasOwn(inputs, name)) return undefined
  const names = Object.keys(inputs)
  const meant = closest(name, names)
  const known = names.length === 0 ? 'the plan declares none' : thereAre(names)
  return wrong(reference, `there is no input "${name}"; ${known}`, meant === undefined ? undefined : didYouMean(`inputs.${meant}`))
}

function stepProblem(reference: Reference, declared: Declared, tested: ReadonlySet<string | undefined>): ExpressionProblem | undefined {
  const { path } = reference
  const id = path[1]
  if (id === undefined) return wrong(reference, 'a step must be named, as in steps.expand.outputs')
  const base = id.replace(/\[.*$/s, '')
  if (!declared.steps.has(id) && !declared.steps.has(base)) return unknownStep(reference, id, declared)
  const inFamily = declared.families?.has(id) === true
  if (inFamily && path[2] === 'outputs')
    return wrong(reference, `step "${id}" has a forEach, so there are outputs for each value`, `Write steps.${id}.<value>.outputs`)
  const rest = path.slice(inFamily ? 3 : 2)
  const place = inFamily ? `steps.${id}.${path[2] ?? '<value>'}` : placeOf(id)
  if (rest.length > 0 && rest[0] !== 'outputs') {
    const isMisspelt = rest[0] !== undefined && closest(rest[0], ['outputs']) !== undefined
    const below = isMisspelt ? rest.slice(1) : mayHold(declared.steps.get(base), rest[0]) ? rest : []
    return wrong(reference, `"${place}" has only "outputs"`, didYouMean([place, 'outputs', ...below].join('.')))
  }
  if (rest.length === 0 && !reference.tested && !inFamily)
    return wrong(reference, `"${place}" has only "outputs"`, didYouMean(`${place}.outputs`))
  if (reference.tested || tested.has(id) || declared.skippable?.has(base) !== true) return undefined
  return {
    ...wrong(reference, `step "${id}" may be skipped, or still to come, and then has no outputs`, `Write has(${place}.outputs) && …`),
    code: 'expression-unguarded',
    severity: 'warning',
  }
}

/** Whether outputs of a schema may have a field: any, where it does not say which. */
function mayHold(schema: SchemaLike | undefined, name: string | undefined): boolean {
  const fields = schema?.['properties']
  return name === undefined || fields === undefined || Object.hasOwn(fields as object, name)
}

function unknownStep(reference: Reference, id: string, { steps, otherSteps }: Declared): ExpressionProblem {
  if (otherSteps?.has(id)) return wrong(reference, `step "${id}" does not come before this one, so its outputs are not there yet`)
  const meant = closest(id, steps.keys())
  return wrong(reference, `there is no step "${id}"`, meant === undefined ? undefined : didYouMean(`steps.${meant}.outputs`))
}

function wrong({ path, start, end }: Reference, message: string, suggestion?: string): ExpressionProblem {
  const length = path.map((part) => part ?? '').join('.').length
  const base = { code: 'expression-name', severity: 'error', message, start, end: end ?? start + length } as const
  return suggestion === undefined ? base : { ...base, suggestion }
}
