import { closest, didYouMean, thereAre, valueIn } from '../../model/index.ts'
import type { Declared } from './declared.ts'
import { dashed } from '../read/names.ts'
import { boundBy, type Node } from '../node.ts'
import { signaturesOf } from './signatures.ts'
import { byDefault } from '../read/syntax-hint.ts'
import type { SchemaLike } from '../scope.ts'
import type { TypeProblem } from './type-problem.ts'
import { fits, named, type Type, type Typed, typeOfSchema } from './types.ts'
import { unknownFunction } from './unknown-function.ts'

/** The type of an expression, as far as its literals and what is declared tell. What does not fit is added to `problems`. */
export function infer(node: Node, declared: Declared, problems: TypeProblem[], bound: ReadonlySet<string> = new Set()): Typed {
  const below = (child: Node, more: ReadonlySet<string> = bound) => infer(child, declared, problems, more)
  switch (node.kind) {
    case 'literal':
      return { type: node.type }
    case 'name':
      return bound.has(node.name) ? { type: 'dyn' } : typeOfName(node.name, declared)
    case 'select':
      return selection(node, node.operand, node.field, declared, problems, bound)
    case 'index':
      return indexed(node, below(node.operand), below(node.index), declared, problems, bound)
    case 'list':
      for (const item of node.items) below(item)
      return { type: 'list' }
    case 'map':
      for (const entry of node.entries) for (const part of entry) below(part)
      return { type: 'map' }
    case 'message':
      problems.push({ node, message: `there is no type "${node.name}"` })
      return { type: 'dyn' }
    case 'call':
      return dashed(node, bound) ? { type: 'dyn' } : called(node, below, problems, bound)
    default:
      return node satisfies never
  }
}

type Call = Extract<Node, { kind: 'call' }>
type Below = (child: Node, bound?: ReadonlySet<string>) => Typed

function typeOfName(name: string, declared: Declared): Typed {
  if (name === 'outputs') return typeOfSchema(declared.outputs)
  if (name === 'environment') return { type: 'string' }
  if (['inputs', 'secrets', 'steps', 'each', 'run'].includes(name)) return { type: 'map' }
  return { type: 'dyn' }
}

function selection(
  node: Node,
  operand: Node,
  field: string,
  declared: Declared,
  problems: TypeProblem[],
  bound: ReadonlySet<string>,
): Typed {
  const known = bound.size === 0 || !bound.has(rootOf(operand) ?? '') ? declaredType(operand, field, declared) : undefined
  if (node.kind === 'select' && node.test) return { type: 'bool' }
  if (known) return known
  const { type, schema } = infer(operand, declared, problems, bound)
  if (!fits(type, 'map'))
    problems.push({ node, message: `${named(type)} has no field "${field}"`, ...(isSize(field) && { suggestion: 'Write size(…)' }) })
  return member(schema, field, node, problems)
}

/** What other languages call the size of a list or a text. */
function isSize(field: string): boolean {
  return ['length', 'size', 'count'].includes(field)
}

/** What a schema says of a field. A field that it rules out is a problem. */
function member(schema: SchemaLike | undefined, field: string, node: Node, problems: TypeProblem[]): Typed {
  const properties = schema?.['properties'] as { readonly [name: string]: SchemaLike } | undefined
  if (properties && Object.hasOwn(properties, field)) return typeOfSchema(properties[field])
  if (!properties || schema?.['additionalProperties'] !== false) return { type: 'dyn' }
  const names = Object.keys(properties)
  const meant = closest(field, names)
  problems.push({
    node,
    message: `there is no "${field}"; ${thereAre(names)}`,
    ...(meant && { suggestion: didYouMean(meant) }),
  })
  return { type: 'dyn' }
}

/** `inputs.x`, `secrets.X`, `run.x`, `each.value`, `outputs`, `steps.x.outputs`: what the plan and the step types declare. */
function declaredType(operand: Node, field: string, { inputs, steps, families, each }: Declared): Typed | undefined {
  if (operand.kind === 'name') {
    if (operand.name === 'inputs') return typeOfSchema(valueIn(inputs, field))
    if (operand.name === 'secrets' || operand.name === 'run') return { type: 'string' }
    if (operand.name === 'each') return typeOfSchema(each)
    return operand.name === 'steps' ? { type: 'map' } : undefined
  }
  if (operand.kind !== 'select' || field !== 'outputs') return undefined
  if (operand.operand.kind === 'name' && operand.operand.name === 'steps') return typeOfSchema(steps.get(operand.field))
  const { operand: family } = operand
  const isFamily =
    family.kind === 'select' && families?.has(family.field) && family.operand.kind === 'name' && family.operand.name === 'steps'
  return isFamily ? typeOfSchema(steps.get(family.field)) : undefined
}

function rootOf(node: Node): string | undefined {
  if (node.kind === 'name') return node.name
  return node.kind === 'select' || node.kind === 'index' ? rootOf(node.operand) : undefined
}

function indexed(
  node: Extract<Node, { kind: 'index' }>,
  operand: Typed,
  index: Typed,
  declared: Declared,
  problems: TypeProblem[],
  bound: ReadonlySet<string>,
): Typed {
  if (node.index.kind === 'literal' && node.index.type === 'string' && fits(operand.type, 'map')) {
    return selection(node, node.operand, node.index.value as string, declared, problems, bound)
  }
  if (!fits(operand.type, 'list') && !fits(operand.type, 'map')) problems.push({ node, message: `${named(operand.type)} has no parts` })
  if (operand.type === 'list' && !['int', 'uint', 'double', 'dyn'].includes(index.type)) {
    problems.push({ node: node.index, message: `a list is indexed by an int, not by ${named(index.type)}` })
  }
  return typeOfSchema(operand.schema?.['items'] as SchemaLike | undefined)
}

function called(node: Call, below: Below, problems: TypeProblem[], bound: ReadonlySet<string>): Typed {
  const variable = boundBy(node)
  if (variable !== undefined) return macro(node, below, problems, new Set([...bound, variable]))
  const parts = node.target ? [node.target, ...node.args] : node.args
  const types = parts.map((part) => below(part).type)
  switch (node.function) {
    case '_&&_':
    case '_||_':
      problems.push(...joined(node, types))
      return { type: 'bool' }
    case '_?_:_':
      if (!fits(types[0]!, 'bool')) problems.push({ node: parts[0]!, message: `${named(types[0]!)} is not a condition` })
      return { type: types[1] === types[2] ? types[1]! : 'dyn' }
    case '_==_':
    case '_!=_':
      if (!comparable(types[0]!, types[1]!)) problems.push({ node, message: `${named(types[0]!)} never equals ${named(types[1]!)}` })
      return { type: 'bool' }
    default:
      return overloaded(node, types, problems)
  }
}

/** What `&&` and `||` join has to be conditions. In other languages `a || b` is a default. */
function joined(node: Call, types: readonly Type[]): readonly TypeProblem[] {
  const wrong = [...types.entries()].filter(([, type]) => !fits(type, 'bool'))
  if (wrong.length === 0) return []
  const [[at, type]] = wrong as [[number, Type]]
  const suggestion = node.function === '_||_' && !fits(types.at(-1)!, 'bool') ? { suggestion: byDefault } : {}
  if (wrong.length === 1) return [{ node: node.args[at]!, message: `${named(type)} is not a condition`, ...suggestion }]
  return [
    {
      node,
      message: `"${node.function.slice(1, -1)}" joins conditions, not ${wrong.map((one) => named(one[1])).join(' and ')}`,
      ...suggestion,
    },
  ]
}

function macro(node: Call, below: Below, problems: TypeProblem[], inner: ReadonlySet<string>): Typed {
  const range = below(node.target!).type
  if (!fits(range, 'list') && !fits(range, 'map'))
    problems.push({ node: node.target!, message: `${named(range)} has no items for "${node.function}"` })
  const types = node.args.slice(1).map((arg) => ({ arg, type: below(arg, inner).type }))
  const conditions = node.function === 'map' ? types.slice(0, -1) : types
  for (const { arg, type } of conditions)
    if (!fits(type, 'bool')) problems.push({ node: arg, message: `${named(type)} is not a condition` })
  return { type: node.function === 'map' || node.function === 'filter' ? 'list' : 'bool' }
}

function overloaded(node: Call, types: readonly Type[], problems: TypeProblem[]): Typed {
  const signatures = signaturesOf(node.function)
  if (!signatures) {
    problems.push(unknownFunction(node))
    return { type: 'dyn' }
  }
  const isMethod = node.target !== undefined
  const taking = signatures.filter(({ args }) => args.length === types.length && args.every((arg, at) => fits(types[at]!, arg)))
  const fitting = taking.filter(({ method }) => method === isMethod)
  if (fitting.length === 0)
    problems.push({ node, ...(taking.length > 0 ? otherForm(node.function, isMethod) : misfit(node.function, types, isMethod)) })
  const results = new Set(fitting.map(({ result }) => result))
  return { type: results.size === 1 ? [...results][0]! : 'dyn' }
}

/** A call that is right but for how it is written. */
function otherForm(name: string, isMethod: boolean): { readonly message: string; readonly suggestion: string } {
  return isMethod
    ? { message: `"${name}" is not called on a value`, suggestion: `Write ${name}(a)` }
    : { message: `"${name}" is called on a value`, suggestion: `Write a.${name}(b)` }
}

function misfit(name: string, types: readonly Type[], isMethod: boolean): { message: string; suggestion?: string } {
  const operator = /^_?([^\w@]+)_$/.exec(name)?.[1] ?? (name === '@in' ? 'in' : undefined)
  const args = types.map(named)
  const message =
    operator === undefined
      ? `"${name}" does not take ${(isMethod ? args.slice(1) : args).join(' and ') || 'nothing'}${isMethod ? ` on ${args[0]}` : ''}`
      : `"${operator}" does not take ${args.join(' and ')}`
  const ofTime = types.find((type) => type === 'timestamp' || type === 'duration')
  if (ofTime !== undefined && types.includes('string')) return { message, suggestion: `Write ${ofTime}(…) around the string` }
  const isMixed = types.includes('int') && types.includes('double')
  return isMixed ? { message, suggestion: 'Write 1.0 for 1, or int(…) around the double: numbers of JSON are doubles' } : { message }
}

function comparable(a: Type, b: Type): boolean {
  const isNumber = (type: Type) => type === 'int' || type === 'uint' || type === 'double'
  return fits(a, b) || a === 'null' || b === 'null' || (isNumber(a) && isNumber(b))
}
