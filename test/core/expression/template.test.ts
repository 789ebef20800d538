import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { expressionsIn } from '../../../packages/core/src/expression/index.ts'
import { splitTemplate } from '../../../packages/core/src/expression/template.ts'

const cases: readonly { readonly when: string; readonly text: string; readonly parts: readonly string[] }[] = [
  { when: 'there is no expression', text: 'a }} b {{ c', parts: ['a }} b {{ c'] },
  { when: 'the text is only an expression', text: '${{ inputs.n }}', parts: ['<inputs.n>'] },
  { when: 'expressions stand in a text', text: 'a ${{x}}b${{ y }}', parts: ['a ', '<x>', 'b', '<y>'] },
  { when: 'an expression is escaped', text: 'a $${{ x }} ${{ y }}', parts: ['a ${{ x }} ', '<y>'] },
  { when: 'an escape follows an expression', text: '${{ x }}$${{', parts: ['<x>', '${{'] },
  { when: 'a dollar stands before an escape', text: '$$${{', parts: ['$${{'] },
  { when: 'braces stand in a text of the expression', text: `\${{ "}}" + '}}' }}!`, parts: [`<"}}" + '}}'>`, '!'] },
  { when: 'a quote is escaped in a text of the expression', text: '${{ "\\"}}" }}', parts: ['<"\\"}}">'] },
  { when: 'a raw text ends in a backslash', text: '${{ r"\\" }} "}}', parts: ['<r"\\">', ' "}}'] },
  { when: 'a text has three quotes', text: '${{ """a"}}""" }}', parts: ['<"""a"}}""">'] },
  { when: 'maps are nested', text: '${{ {"a": {"b": 1}} }}', parts: ['<{"a": {"b": 1}}>'] },
  { when: 'maps end beside the braces', text: '${{ {"a": {"b": 1}}}}', parts: ['<{"a": {"b": 1}}>'] },
  { when: 'the braces are not closed', text: 'a ${{ x }', parts: ['a ', '<x }>?'] },
]

for (const { when, text, parts } of cases)
  test(`splitTemplate() finds texts and expressions when ${when}`, () =>
    assert.deepEqual(
      splitTemplate(text).map((part) => (part.kind === 'text' ? part.text : `<${part.expression.trim()}>${part.closed ? '' : '?'}`)),
      parts,
    ))

test('expressionsIn() gives pointer, offset and whether the text is the expression alone', () => {
  const template = { a: ['x', '${{ one }}'], 'b/c~d': { e: 'n ${{two}}' }, f: 1, g: null }
  assert.deepEqual(expressionsIn(template), [
    { pointer: '/a/1', expression: ' one ', offset: 3, alone: true, closed: true },
    { pointer: '/b~1c~0d/e', expression: 'two', offset: 5, alone: false, closed: true },
  ])
})

test('Law: escaping every "${{" of a text makes it a template that says the same text', () => {
  const pieces = fc.array(fc.constantFrom('$', '{', '}', '{{', '}}', '${{', 'a', '"', "'", '\\', ' ', '💧'), { maxLength: 20 })
  fc.assert(
    fc.property(pieces, (some) => {
      const text = some.join('')
      const parts = splitTemplate(text.replaceAll('${{', () => '$${{'))
      assert.deepEqual(
        parts.map((part) => (part.kind === 'text' ? part.text : part)),
        [text],
      )
    }),
  )
})
