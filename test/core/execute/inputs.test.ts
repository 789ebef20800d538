import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { preview } from '@backout/core/execute'
import type { Value } from '@backout/core/model'
import { file } from '@backout/plugins/file'
import { withNumbers, withNumbersRead } from '../../../packages/core/src/execute/bind/with-numbers.ts'
import { engineBench } from '../../support/engine.ts'
import { boundPlan, type StepSketch } from '../../support/shelf.ts'

describe('withNumbers()', () => {
  const integer = { type: 'integer' }
  for (const { when, schema, value, gives } of [
    { when: 'an integer is due', schema: integer, value: 3n, gives: 3 },
    { when: 'a number is due', schema: { type: 'number' }, value: 3n, gives: 3 },
    { when: 'one of several types is', schema: { type: ['string', 'integer'] }, value: 3n, gives: 3 },
    { when: 'an alternative is', schema: { oneOf: [integer, { type: 'array', items: integer }] }, value: [3n], gives: [3] },
    { when: 'a property is', schema: { properties: { a: integer } }, value: { a: 3n, b: 3n }, gives: { a: 3, b: 3n } },
    { when: 'any property is', schema: { additionalProperties: integer }, value: { a: 3n }, gives: { a: 3 } },
    { when: 'it is inherited by every object', schema: { properties: { a: integer } }, value: { toString: 3n }, gives: { toString: 3n } },
    { when: 'anything will do', schema: {}, value: { a: [3n] }, gives: { a: [3n] } },
    { when: 'a text is due', schema: { type: 'string' }, value: 3n, gives: 3n },
    { when: 'a number could not hold it', schema: integer, value: 2n ** 60n, gives: 2n ** 60n },
    { when: 'it is no number', schema: integer, value: ['a', null, new Uint8Array([1])], gives: ['a', null, new Uint8Array([1])] },
  ] as readonly { when: string; schema: unknown; value: Value; gives: Value }[])
    test(`withNumbers() gives what the schema says when ${when}`, () => assert.deepEqual(withNumbers(schema, value), gives))
})

describe('withNumbersRead()', () => {
  for (const { when, schema, value, gives } of [
    { when: 'an integer is due', schema: { type: 'integer' }, value: '5432', gives: 5432 },
    { when: 'a text will do', schema: { type: ['integer', 'string'] }, value: '5432', gives: '5432' },
    { when: 'it is no number', schema: { type: 'integer' }, value: 'many', gives: 'many' },
    { when: 'a number could not hold it', schema: { type: 'integer' }, value: '1152921504606846976', gives: 2n ** 60n },
  ])
    test(`withNumbersRead() gives what the schema says of a text when ${when}`, () =>
      assert.deepEqual(withNumbersRead(schema, value), gives))
})

const check: StepSketch = { id: 'found', uses: 'file/check', with: { paths: ['a'], matches: 'x' } }
const scope = { files: ['a', 'b'] }

test('an output that is a number can be the number that a later step expects', async () => {
  await using world = await engineBench([file])
  await writeFile(join(world.root, 'a'), 'x x')
  const replace = {
    id: 'replace',
    uses: 'file/replace',
    with: { paths: ['a'], find: 'x', replace: 'y', count: '${{ steps.found.outputs.matches }}' },
  }
  const outcome = await world.run(boundPlan([check, replace], { scope }))
  assert.deepEqual([outcome.ending, outcome.failure], ['succeeded', undefined])
  assert.equal(await readFile(join(world.root, 'a'), 'utf8'), 'y y')
})

test('an input that its expressions make unfit for its step type fails the step before it begins, in a run as in a preview', async () => {
  await using world = await engineBench([file])
  await writeFile(join(world.root, 'a'), 'x')
  const write = { id: 'write', uses: 'file/write', with: { path: 'b', content: '${{ steps.found.outputs.matches }}' } }
  const bound = boundPlan([check, write], { scope })
  const message = 'Cannot use what the expressions of step "write" give: "content" must be text, not 1'
  const seen = await Array.fromAsync(preview(bound, new Map(), { ...world.effects, run: 'r1', allows: () => undefined }))
  assert.deepEqual(
    seen.map((step) => (step.kind === 'failed' ? step.message : step.kind)),
    ['check', message],
  )
  const { ending, failure } = await world.run(bound)
  assert.deepEqual([ending, failure?.code, failure?.message], ['failed', 'invalid', message])
})
