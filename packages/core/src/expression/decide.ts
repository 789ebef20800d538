import type { Node } from './node.ts'
import { read } from './read/read.ts'

/**
 * Whether a condition holds in an environment, as far as that can be told from the environment's name alone; undefined where it can't.
 * Only comparisons of `environment` with texts, and `&&`, `||`, `!` over them, decide anything.
 */
export function decideIn(environment: string, condition: string): boolean | undefined {
  if (!condition.includes('environment')) return undefined
  const node = read(condition)
  return 'kind' in node ? truth(node, environment) : undefined
}

function truth(node: Node, environment: string): boolean | undefined {
  if (node.kind === 'literal') return typeof node.value === 'boolean' ? node.value : undefined
  if (node.kind !== 'call') return undefined
  const [left, right] = node.args
  switch (node.function) {
    case '!_':
      return negated(truth(left!, environment))
    case '_&&_':
      return every(node.args.map((arg) => truth(arg, environment)))
    case '_||_':
      return negated(every(node.args.map((arg) => negated(truth(arg, environment)))))
    case '_==_':
      return isSame(left!, right!, environment)
    case '_!=_':
      return negated(isSame(left!, right!, environment))
    case '@in':
      return isAmong(left!, right!, environment)
    default:
      return undefined
  }
}

function negated(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value
}

function every(values: readonly (boolean | undefined)[]): boolean | undefined {
  if (values.includes(false)) return false
  return values.includes(undefined) ? undefined : true
}

function isSame(left: Node, right: Node, environment: string): boolean | undefined {
  const [a, b] = [textOf(left, environment), textOf(right, environment)]
  return a === undefined || b === undefined ? undefined : a === b
}

function isAmong(left: Node, right: Node, environment: string): boolean | undefined {
  if (right.kind !== 'list') return undefined
  const [name, names] = [textOf(left, environment), right.items.map((item) => textOf(item, environment))]
  return name === undefined || names.includes(undefined) ? undefined : names.includes(name)
}

function textOf(node: Node, environment: string): string | undefined {
  if (node.kind === 'name') return node.name === 'environment' ? environment : undefined
  return node.kind === 'literal' && typeof node.value === 'string' ? node.value : undefined
}
