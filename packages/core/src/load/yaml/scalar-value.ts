import type { Scalar } from 'yaml'
import type { Json } from '../../model/index.ts'
import type { YamlProblem } from './read-yaml.ts'

/** The plain value of a scalar. Numbers that JSON cannot say, integers that a double cannot hold, and halves of characters are problems. */
export function scalarValue(node: Scalar, problems: YamlProblem[]): Json {
  const { value } = node
  if (typeof value === 'string' && !value.isWellFormed()) return halfCharacter(node, problems)
  if (typeof value === 'string' && node.type === 'PLAIN' && curly.test(value))
    report(node, problems, 'YAML takes these quotes for letters of the text: they are curly ones', 'yaml-curly-quotes')
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value !== 'number')
    return report(node, problems, `"${node.source ?? String(value)}" is not text, a number, true, false or null`)
  if (!Number.isFinite(value)) return report(node, problems, `"${node.source}" is not a number that JSON can say`)
  if (Number.isSafeInteger(value) || !isInteger(node.source)) return value === 0 ? 0 : value
  return report(node, problems, `The integer ${node.source} is beyond ±2^53 and would lose digits: write it in quotes`)
}

/** What an editor makes of quotes around a text. */
const curly = /^(?:[“”„].*[“”]|[‘’‚].*[‘’])$/s

function isInteger(source = ''): boolean {
  return /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/.test(source)
}

function halfCharacter(node: Scalar, problems: YamlProblem[]): null {
  return report(node, problems, 'An escape of this text is half of a character (a lone surrogate), which no file can hold', 'yaml-text')
}

type Code = 'yaml-number' | 'yaml-text' | 'yaml-curly-quotes'

function report(node: Scalar, problems: YamlProblem[], message: string, code: Code = 'yaml-number'): null {
  const [start, end] = node.range ?? [0, 0]
  problems.push({ code, message, start, end, recovered: true })
  return null
}
