import { boundBy, childrenOf, type Node } from '../node.ts'
import { read } from './read.ts'
import { isProblem } from './read-with-library.ts'

/** The names that an expression reads, each once, in order of appearance. */
export interface Names {
  readonly inputs: readonly string[]
  readonly secrets: readonly string[]
  /** Ids of steps, `backfill[a]` or `backfill` for those of `forEach`. */
  readonly steps: readonly string[]
  /** Whether it reads its own `outputs`, `each`, `run`. */
  readonly outputs: boolean
  readonly each: boolean
  readonly run: boolean
  /** Names that stand for nothing. */
  readonly unknown: readonly string[]
  /** `inputs`, `secrets` or `steps` where the name below is computed, or missing. */
  readonly computed: readonly string[]
}

/** A name, with what is selected from it: `steps.expand.outputs` is `['steps', 'expand', 'outputs']`; undefined stands for what is computed. */
export interface Reference {
  readonly path: readonly (string | undefined)[]
  /** Where the name starts in the expression, and where its last part ends, if known. */
  readonly start: number
  readonly end: number | undefined
  /** Inside `has()`, or behind a `has()` that guards it. */
  readonly tested: boolean
}

/** All names that may stand at the beginning. */
export const roots = ['inputs', 'environment', 'secrets', 'steps', 'outputs', 'each', 'run'] as const

/** Names that CEL itself gives a meaning: `type(x) == int`. */
export const typeNames: ReadonlySet<string> = new Set([
  'int',
  'uint',
  'double',
  'bool',
  'string',
  'bytes',
  'list',
  'map',
  'null_type',
  'type',
])

/** The names that an expression reads; none for one with a syntax error. */
export function namesIn(expression: string): Names {
  const node = read(expression)
  return summarise(isProblem(node) ? [] : referencesOf(node))
}

/** Every reference of a read expression, without the variables of macros. */
export function referencesOf(node: Node, bound: ReadonlySet<string> = new Set()): readonly Reference[] {
  const chain = chainOf(node) ?? dashed(node, bound)
  if (chain) {
    const rest = indexesOf(node).flatMap((index) => referencesOf(index, bound))
    return bound.has(chain.path[0]!) ? rest : [chain, ...rest]
  }
  const variable = boundBy(node) ?? asIfBoundBy(node)
  if (variable === undefined || node.kind !== 'call') return childrenOf(node).flatMap((child) => referencesOf(child, bound))
  const inner = new Set([...bound, variable])
  return [...referencesOf(node.target!, bound), ...node.args.slice(1).flatMap((arg) => referencesOf(arg, inner))]
}

/** What `cel.bind(x, …)` would bind, if it were there: that it is not is the only mistake. */
function asIfBoundBy(node: Node): string | undefined {
  if (node.kind !== 'call' || node.function !== 'bind' || node.target === undefined) return undefined
  return node.args[0]?.kind === 'name' ? node.args[0].name : undefined
}

function chainOf(node: Node): Reference | undefined {
  if (node.kind === 'name') return { path: [node.name], start: node.start, end: node.end, tested: false }
  if (node.kind !== 'select' && node.kind !== 'index') return undefined
  const chain = chainOf(node.operand)
  if (!chain) return undefined
  const part = node.kind === 'select' ? node.field : literalText(node.index)
  return { path: [...chain.path, part], start: chain.start, end: node.end, tested: chain.tested || (node.kind === 'select' && node.test) }
}

/** `steps.my-id.outputs`, which CEL reads as a difference with something that is not there: a name with a dash was meant. */
export function dashed(node: Node, bound: ReadonlySet<string>): Reference | undefined {
  if (node.kind !== 'call' || node.function !== '_-_') return undefined
  const [left, right] = node.args.map((arg) => chainOf(arg) ?? dashed(arg, bound))
  const [root, name, ...more] = left?.path ?? []
  const [second, ...below] = right?.path ?? []
  if (name === undefined || more.length > 0 || second === undefined || bound.has(root!) || bound.has(second)) return undefined
  if (isKnown(second) || left!.end === undefined || right!.start !== left!.end + 1) return undefined
  return { ...right!, path: [root, `${name}-${second}`, ...below], start: left!.start }
}

function isKnown(name: string): boolean {
  return (roots as readonly string[]).includes(name) || typeNames.has(name)
}

function literalText(node: Node): string | undefined {
  return node.kind === 'literal' && node.type === 'string' ? (node.value as string) : undefined
}

/** The computed indexes inside a chain, which hold references of their own. */
function indexesOf(node: Node): readonly Node[] {
  if (node.kind === 'select') return indexesOf(node.operand)
  if (node.kind !== 'index') return []
  return [...indexesOf(node.operand), ...(node.index.kind === 'literal' ? [] : [node.index])]
}

function summarise(references: readonly Reference[]): Names {
  const under = (root: string) => unique(references.flatMap(({ path }) => (path[0] === root && path[1] !== undefined ? [path[1]] : [])))
  const reads = (root: string) => references.some(({ path }) => path[0] === root)
  return {
    inputs: under('inputs'),
    secrets: under('secrets'),
    steps: under('steps'),
    outputs: reads('outputs'),
    each: reads('each'),
    run: reads('run'),
    unknown: unique(references.map(({ path }) => path[0]!).filter((name) => !isKnown(name))),
    computed: unique(references.filter(isComputed).map(({ path }) => path[0]!)),
  }
}

function isComputed({ path }: Reference): boolean {
  return ['inputs', 'secrets', 'steps'].includes(path[0]!) && path[1] === undefined
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)]
}
