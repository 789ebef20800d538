import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conformance } from '@backout/core/testing'
import { defineStep, PlanError, type ReadContext, type WriteContext } from '@backout/core/plugin'
import { filling } from './box-cases.ts'
import { boxDriver } from './box-driver.ts'
import { boxIn, resourceOf } from './box-steps.ts'

const discarded: unknown[] = []

/** All that `defineStep` can fill in, on one slot of a box. */
const put = defineStep({
  uses: 'box/put',
  summary: 'Puts something into a slot',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['connection', 'slot', 'value'],
    properties: {
      connection: { type: 'string', 'x-backout': { connection: 'databases' }, description: 'The box.', examples: ['red'] },
      slot: { type: 'string', description: 'Which slot.', examples: ['a'] },
      value: { type: 'string', description: 'What goes into it.', examples: ['new'] },
    },
  },
  output: { type: 'string', description: 'What is in it.', examples: ['new'] },
  describe: ({ connection, slot }) => ({
    guarantee: 'idempotent',
    touches: [{ resource: resourceOf(connection), part: slot, access: 'write' }],
  }),
  title: ({ slot, value }) => `${slot} = ${value}`,
  details: ({ value }) => [{ kind: 'note', text: value }],
  capture: async ({ connection, slot }, context) => ({ connection, slot, before: (await boxIn(context, connection)).read(slot) }),
  async apply({ connection, slot, value }, context) {
    await (await boxIn(context, connection)).write(slot, value)
    return value
  },
  async probe({ connection, slot, value }, context) {
    return (await boxIn(context, connection)).read(slot) === value ? 'applied' : 'absent'
  },
  async revert({ connection, slot, before }, _after, context) {
    const box = await boxIn(context, connection)
    if (box.read(slot) === 'edited') return { conflict: `"${slot}" was edited` }
    await box.write(slot, before)
    return 'reverted'
  },
  async discard(undo) {
    discarded.push(undo)
  },
})

conformance(
  { name: 'box', version: '1.0.0', steps: [put], drivers: [] },
  {
    steps: { 'box/put': [{ ...filling, with: { connection: 'red', slot: 'a', value: 'new' } }] },
    plugins: [{ name: 'driver', version: '1.0.0', steps: [], drivers: [boxDriver] }],
  },
)

test('defineStep() gives to `discard` what `capture` saved', async () => {
  await put.discard!([{ connection: 'red', slot: 'a', before: 'old' }], {} as WriteContext)
  assert.deepEqual(discarded.at(-1), { connection: 'red', slot: 'a', before: 'old' })
})

test('defineStep() asks `probe` about the input, which is the unit', async () => {
  const probe = async ({ done }: { readonly done: boolean }) => (done ? ('applied' as const) : ('absent' as const))
  const probed = defineStep({
    uses: 'box/probed',
    summary: 'Can be asked',
    input: { type: 'object', additionalProperties: false, required: ['done'], properties: { done: { type: 'boolean' } } },
    describe: () => ({ touches: [] }),
    apply: () => null,
    probe,
  })
  assert.deepEqual(
    [await probed.probe!({ done: true }, {} as ReadContext), await probed.probe!({ done: false }, {} as ReadContext)],
    ['applied', 'absent'],
  )
})

test('defineStep() leaves out what it is not given', () => {
  const apply = (): never => {
    throw new PlanError('failed', 'It is not for use')
  }
  const least = defineStep({ uses: 'box/least', summary: 'Does little', input: {}, describe: () => ({ touches: [] }), apply })
  const members = ['capture', 'probe', 'revert', 'discard', 'partitions'] as const
  assert.deepEqual(
    members.filter((member) => member in least),
    [],
  )
})
