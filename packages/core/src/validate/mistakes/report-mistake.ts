import { pointerParts, renameKey, replaceText, replaceValue, valueAt } from '../../load/index.ts'
import type { Findings, Particulars } from './findings.ts'
import { lowered } from './phrases.ts'
import type { SchemaMistake } from './schema-mistake.ts'

/** Reports what a schema refused, at its place in the file; `prefix` says whose mistake it is, as `Step "expand": `. */
export function reportMistake(findings: Findings, base: string, mistake: SchemaMistake, prefix: string): void {
  const pointer = `${base}${mistake.pointer}`
  const { code, part, suggestion } = mistake
  const isEntry = prefix !== '' && pointerParts(pointer).length === 2
  const sentence = mistake.message.replace(/ in item \d+ of "[a-zA-Z]+"$/, '')
  const message = prefix === '' || (isEntry && code === 'wrong-type') ? mistake.message : prefix + lowered(sentence)
  findings.error(code, pointer, message, { part, suggestion, fix: fixOf(findings, pointer, mistake) })
}

function fixOf({ document }: Findings, pointer: string, mistake: SchemaMistake): Particulars['fix'] {
  const { code, meant, isGuess } = mistake
  if (isGuess) return undefined
  if (code === 'unknown-key' && meant !== undefined) return { title: `Rename it to "${meant}"`, edits: renameKey(document, pointer, meant) }
  if (code === 'wrong-value' && meant !== undefined) return { title: `Write "${meant}"`, edits: replaceText(document, pointer, meant) }
  if (code === 'wrong-type' && meant !== undefined) {
    return { title: `Write ${meant}`, edits: [replaceValue(document, pointer, meant)] }
  }
  return isOnlyText(mistake) ? quotes(document, pointer) : undefined
}

/** Whether a text is asked for, and nothing else will do. */
export function isOnlyText({ kinds }: SchemaMistake): boolean {
  return kinds?.length === 1 && kinds[0] === 'text'
}

/** A number, `true` or `false` where a text is meant only lacks its quotes. */
export function quotes(document: Findings['document'], pointer: string): Particulars['fix'] {
  const value = valueAt(document.value, pointer)
  if (typeof value !== 'number' && typeof value !== 'boolean') return undefined
  const { start, end } = document.rangeOf(pointer)
  if (document.text[start] === '*') return undefined
  return { title: 'Put it in quotes', edits: [{ start, end, text: JSON.stringify(document.text.slice(start, end)) }] }
}
