import type { Candidate } from './mend-candidates.ts'

/** Code and sentence for a value that YAML reads otherwise than it was meant; quotes mend it. */
export function wording({ raw, inFlow }: Candidate): { readonly code: string; readonly message: string } {
  const first = raw[0]!
  if (first === '!')
    return { code: 'yaml-tag', message: `YAML reads "${firstWord(raw)}" as a tag and drops it: a value that begins with "!" needs quotes` }
  if (first === '"' || first === "'") {
    return { code: 'yaml-quoted-text', message: `The value ends at its second ${first}, but text follows: the whole value needs quotes` }
  }
  if (first === '*')
    return { code: 'yaml-alias', message: `YAML reads "${firstWord(raw)}" as an alias: a value that begins with "*" needs quotes` }
  if (first === '&')
    return { code: 'yaml-alias', message: `YAML reads "${firstWord(raw)}" as an anchor: a value that begins with "&" needs quotes` }
  if (/[@`%|>]/.test(first))
    return { code: 'yaml-reserved', message: `YAML keeps "${first}" for itself: a value that begins with it needs quotes` }
  if (inFlow && raw.includes('${{'))
    return {
      code: 'yaml-flow-expression',
      message: 'Between "{" and "}" an expression needs quotes, since its own braces are read as maps',
    }
  if (first === '[' || first === '{')
    return {
      code: 'yaml-quoted-text',
      message: `The value that begins with "${first}" is closed, but text follows: the whole value needs quotes`,
    }
  if (inFlow)
    return {
      code: 'yaml-flow-text',
      message: 'Between "{" and "}" a comma, a bracket or ": " ends a value without quotes: this text needs quotes',
    }
  return { code: 'yaml-colon', message: '": " begins a map inside of this value: text that holds it needs quotes' }
}

function firstWord(raw: string): string {
  return raw.split(/[\s,}\]]/, 1)[0]!
}
