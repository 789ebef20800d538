import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PlanError } from '@backout/core/plugin'
import { builtins } from '@backout/plugins'

/** Inputs that fit their schemas and are refused all the same, each with what `plan validate` points at: a key, or a text. */
for (const [uses, input, at] of [
  ['file/replace', { paths: ['a'], pattern: '(', replace: 'x' }, { text: '(' }],
  ['file/replace', { paths: ['a'], find: 'a', pattern: 'b', replace: 'x' }, { about: 'pattern' }],
  ['file/replace', { paths: ['!a'], find: 'a', replace: 'x' }, { text: '!a' }],
  ['file/replace', { paths: ['../*'], find: 'a', replace: 'x' }, { text: '../*' }],
  ['file/check', { paths: ['a'], absent: '[' }, { text: '[' }],
  ['file/check', { paths: ['a'], exists: false, matches: 'a' }, { about: 'exists' }],
  ['http/request', { connection: 'flags', path: 'flags/x' }, { text: 'flags/x' }],
  ['http/request', { url: 'ftp://example.com' }, { text: 'ftp://example.com' }],
  ['http/request', { connection: 'flags', method: 'HEAD', path: '/x', body: 'x' }, { about: 'body' }],
  ['exec/run', { command: [''] }, { about: 'command' }],
  ['exec/run', { command: ['env'], env: { 'A=B': 'x' } }, { about: 'env' }],
  ['exec/run', { command: ['env'], effect: 'none', writes: ['a'] }, { about: 'effect' }],
  ['core/wait', { for: '99999999d' }, { text: '99999999d' }],
] as const)
  test(`${uses} says what it refuses of ${JSON.stringify(input)}`, async () => {
    const type = builtins.flatMap(({ steps }) => steps).find((one) => one.uses === uses)!
    const refusal = await (async () => type.describe(input as never))().catch((thrown: unknown) => thrown)
    assert.ok(refusal instanceof PlanError)
    const { about, text } = refusal
    assert.deepEqual({ ...(about !== undefined && { about }), ...(text !== undefined && { text }) }, at)
  })

for (const [uses, input] of [
  ['file/replace', { find: 'a', replace: 'x' }],
  ['file/check', { absent: 'a' }],
  ['file/check', { exists: true }],
] as const)
  test(`${uses} refuses ${JSON.stringify(input)} where scope.files lists nothing, since it would do or check nothing`, async () => {
    const type = builtins.flatMap(({ steps }) => steps).find((one) => one.uses === uses)!
    const describe = (files: readonly string[]) => (async () => type.describe(input, { scope: () => files } as never))()
    await assert.rejects(describe([]), { code: 'invalid', hint: 'Give `paths`, or list the files in scope.files' })
    assert.deepEqual((await describe(['src'])).touches, [
      { resource: 'files', part: 'src', access: uses === 'file/check' ? 'read' : 'write' },
    ])
  })
