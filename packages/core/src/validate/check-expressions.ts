import {
  checkExpression,
  checkPlaced,
  conjunctsOf,
  type Declared,
  namesIn,
  expressionsIn,
  inspectExpression,
  type ExpressionProblem,
  Remembered,
  schemaOfValues,
  type Type,
} from '../expression/index.ts'
import { replaceValue } from '../load/index.ts'
import type { Json } from '../model/index.ts'
import { isTelling, type TypedInputs } from './check-expression-types.ts'
import type { Graph } from './check-graph.ts'
import type { Findings } from './findings.ts'
import { visitOpenTexts } from './mistakes/template.ts'
import { prefixOf } from './report-mistake.ts'
import { ReadableSteps } from './readable-steps.ts'
import type { Entry, View } from './view.ts'

/** What expressions say: the names of all inputs that are read, and the types of those that stand alone in an input. */
export interface ReadExpressions {
  readonly inputs: ReadonlySet<string>
  readonly types: TypedInputs
}

/** Syntax, names and types of every expression of a plan. */
export function checkExpressions(
  findings: Findings,
  view: View,
  graph: Graph,
  environments: readonly string[] | undefined,
): ReadExpressions {
  const check = new Checker(findings, view)
  const families = new Set(graph.steps.flatMap(({ entry }) => (entry.forEach ? [entry.id] : [])))
  const skippable = skippableFor(view)
  const allSteps = new Set(graph.steps.map(({ entry }) => entry.id))
  const remembered = new Remembered()
  for (const entry of view.entries) {
    const base: Declared = {
      inputs: view.declaredInputs,
      steps: new ReadableSteps(view, graph, entry),
      otherSteps: view.ids,
      families,
      skippable: entry.list === 'invariants' ? allSteps : skippable(entry.entry.if),
      ...(entry.entry.forEach && { each: schemaOfValues(entry.entry.forEach) }),
      ...(entry.damaged.has('forEach') && { each: {} }),
      ...(environments && { environments }),
      remembered,
    }
    checkEntry(check, entry, base, () => new ReadableSteps(view, graph, entry, true))
    if (entry.list === 'invariants') checkAskedOnce(findings, entry)
  }
  for (const { value, pointer } of view.requirements) {
    const declared: Declared = {
      inputs: view.declaredInputs,
      steps: new Map(),
      otherSteps: view.ids,
      ...(environments && { environments }),
      expects: 'condition',
    }
    if (value.if === undefined) continue
    check.bare(`${pointer}/if`, value.if, declared)
    checkAskable(findings, `${pointer}/if`, value.if)
    checkSigned(findings, `${pointer}/if`, value.if, view)
  }
  return check
}

function checkEntry(check: Checker, { entry, pointer, type, isOpen }: Entry, base: Declared, withItself: () => ReadableSteps): void {
  if (entry.if !== undefined) check.bare(`${pointer}/if`, entry.if, { ...base, expects: 'condition' })
  if (entry.assert !== undefined)
    check.bare(`${pointer}/assert`, entry.assert, { ...base, expects: 'condition', outputs: type?.output ?? {} })
  if (isOpen) check.template(`${pointer}/with`, entry.with ?? {}, base)
  const { rollback } = entry
  if (rollback !== undefined)
    check.template(`${pointer}/rollback`, rollback as Json, { ...base, steps: withItself(), outputs: type?.output ?? {} })
}

/** An invariant is asked again and again, and whether it applies only once. */
function checkAskedOnce(findings: Findings, { entry, pointer }: Entry): void {
  const [read] = entry.if === undefined ? [] : namesIn(entry.if).steps
  if (read === undefined) return
  findings.warning('asked-once', `${pointer}/if`, `Invariant "${entry.id}": its "if" is asked once, before step "${read}" has outputs`, {
    suggestion: `Say it in "assert": !has(steps.${read}.outputs) || …`,
  })
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

/** The steps that may be skipped while a reader with this condition is not: one whose own condition is all part of that one needs no `has()`. */
function skippableFor({ entries }: View): (condition: string | undefined) => ReadonlySet<string> {
  const byCondition = Map.groupBy(entries, ({ entry }) => entry.if)
  byCondition.delete(undefined)
  const kept = new Map<string | undefined, ReadonlySet<string>>()
  const skippable = (condition: string | undefined): ReadonlySet<string> => {
    const held = new Set(condition === undefined ? [] : conjunctsOf(condition))
    const others = [...byCondition].filter(([own]) => !conjunctsOf(own!).every((one) => held.has(one)))
    return new Set(others.flatMap(([, some]) => some.map(({ entry }) => entry.id)))
  }
  return (condition) => {
    const known = kept.get(condition) ?? skippable(condition)
    kept.set(condition, known)
    return known
  }
}

class Checker {
  readonly inputs = new Set<string>()
  readonly types = new Map<string, Map<string, Type>>()
  readonly #findings: Findings
  readonly #view: View
  readonly #noted = new Set<string>()

  constructor(findings: Findings, view: View) {
    this.#findings = findings
    this.#view = view
  }

  /** A text that is one expression, without braces. */
  bare(pointer: string, expression: string, declared: Declared): void {
    if (expression.includes('${{')) return bracesAround(this.#findings, pointer, expression)
    this.#note(expression)
    for (const problem of checkExpression(expression, declared)) this.#report(pointer, problem)
  }

  /** Texts that hold expressions in braces. */
  template(pointer: string, template: Json, declared: Declared): void {
    visitOpenTexts(template, pointer, (text, place, part) => {
      if (part === 'key') return this.#findings.error('expression-in-key', place, inKeys(this.#findings, place), { part })
      for (const placed of expressionsIn(text)) {
        this.#note(placed.expression)
        for (const problem of checkPlaced(placed, declared)) this.#report(place, problem)
        if (placed.alone) this.#type(place, placed.expression, declared)
      }
    })
  }

  /** A value that is known is compared by itself. */
  #type(place: string, expression: string, declared: Declared): void {
    const [, input] = /^\s*inputs\.(\w+)\s*$/.exec(expression) ?? []
    if (input !== undefined && this.#view.declaredInputs[input]?.['default'] !== undefined) return
    const { type } = inspectExpression(expression, declared)
    const base = place.slice(0, place.indexOf('/with/') + '/with'.length)
    if (!isTelling(type)) return
    const types = this.types.get(base) ?? new Map<string, Type>()
    this.types.set(base, types.set(place.slice(base.length), type))
  }

  #note(expression: string): void {
    if (!expression.includes('inputs') || this.#noted.has(expression)) return
    this.#noted.add(expression)
    const { inputs, computed } = namesIn(expression)
    for (const name of inputs) this.inputs.add(name)
    if (computed.includes('inputs')) for (const name of Object.keys(this.#view.declaredInputs)) this.inputs.add(name)
  }

  #report(pointer: string, problem: Omit<ExpressionProblem, 'code'> & { readonly code: string }): void {
    const { code, severity, message, start, end, suggestion } = problem
    const report = severity === 'error' ? this.#findings.error : this.#findings.warning
    report(code, pointer, prefixOf(this.#findings.document.value, pointer) + message, {
      within: [start, end],
      suggestion: (code === 'expression-syntax' ? aboutComment(this.#findings, pointer) : undefined) ?? suggestion,
    })
  }
}

/** YAML ends a text without quotes at a "#" behind a space, which may have been meant as part of it. */
function aboutComment({ document }: Findings, pointer: string): string | undefined {
  const { start, end } = document.rangeOf(pointer)
  const [comment] = /^[ \t]+#[^\r\n]*['"][^\r\n]*/.exec(document.text.slice(end)) ?? []
  if (comment === undefined || /^["'|>]/.test(document.text.slice(start))) return undefined
  return `YAML reads ${comment.trim()} as a comment: put quotes around the whole value`
}

function inKeys({ document }: Findings, pointer: string): string {
  return `${prefixOf(document.value, pointer)}expressions are not expanded in keys`
}

/** The expression that was meant, where braces stand around all of it, or around names in it. */
function withoutBraces(expression: string): string | undefined {
  const [, whole] = /^\s*\$\{\{\s*(.*?)\s*\}\}\s*$/s.exec(expression) ?? []
  const inner = whole !== undefined && !whole.includes('${{') ? whole : expression.replaceAll(/\$\{\{\s*([\w.]+)\s*\}\}/g, '$1')
  return inner.includes('${{') ? undefined : inner
}

function bracesAround(findings: Findings, pointer: string, expression: string): void {
  const inner = withoutBraces(expression)
  const key = pointer.slice(pointer.lastIndexOf('/') + 1)
  const message = `${prefixOf(findings.document.value, pointer)}"${key}" is an expression already, and is written without \${{ }}`
  const text = inner === undefined ? undefined : JSON.stringify(inner)
  findings.error('expression-braces', pointer, message, {
    suggestion: inner === undefined ? undefined : `Write ${inner}`,
    fix: text === undefined ? undefined : { title: 'Take the braces away', edits: [replaceValue(findings.document, pointer, text)] },
  })
}
