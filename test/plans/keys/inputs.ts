import assert from 'node:assert/strict'
import { type KeyCase, type Part, writes } from './world.ts'

const step = writes('one', { with: { path: 'out/one.txt', content: '${{ string(inputs.x) }}' } })

/** What one keyword of an input takes, and what it refuses. */
const keywords: readonly (readonly [keyword: string, input: Part, right: string, wrong: string])[] = [
  ['enum', { type: 'string', enum: ['blue', 'green'] }, 'blue', 'red'],
  ['const', { type: 'string', const: 'v2' }, 'v2', 'v1'],
  ['minimum', { type: 'integer', minimum: 3 }, '3', '2'],
  ['maximum', { type: 'integer', maximum: 3 }, '3', '4'],
  ['exclusiveMinimum', { type: 'number', exclusiveMinimum: 0 }, '0.5', '0'],
  ['exclusiveMaximum', { type: 'number', exclusiveMaximum: 1 }, '0.5', '1'],
  ['multipleOf', { type: 'integer', multipleOf: 5 }, '10', '7'],
  ['minLength', { type: 'string', minLength: 2 }, 'ab', 'a'],
  ['maxLength', { type: 'string', maxLength: 2 }, 'ab', 'abc'],
  ['pattern', { type: 'string', pattern: '^[a-z]+$' }, 'abc', 'ABC'],
]

/** The keys of inputs. */
export const inputCases: readonly KeyCase[] = [
  {
    keys: keywords.map(([keyword]) => `inputs.<name>.${keyword}`),
    shows: 'refuse what they say, when it is given and where it is the default',
    async observe(world) {
      const declare = (defaults: (name: string, input: Part, wrong: string) => Part): Part =>
        Object.fromEntries(keywords.map(([keyword, input, , wrong]) => [keyword, { ...input, ...defaults(keyword, input, wrong) }]))
      const given = (at: 2 | 3): string => keywords.map((each) => `--input ${each[0]}=${each[at]}`).join(' ')
      const content = keywords.map(([keyword]) => `\${{ string(inputs.${keyword}) }}`).join(' ')
      world.write({ inputs: declare(() => ({})), steps: [writes('one', { with: { path: 'out/one.txt', content } })] })
      const refused = await world.call(`run p ${given(3)}`, 2)
      for (const [keyword, , , wrong] of keywords) assert.match(refused.stderr, new RegExp(`input "${keyword}" must .*, not "?${wrong}"?`))
      await world.call(`run p ${given(2)}`, 0)
      assert.equal(world.read('out/one.txt'), keywords.map(([, , right]) => right).join(' '))
      world.write({ inputs: declare((_, { type }, wrong) => ({ default: type === 'string' ? wrong : Number(wrong) })) })
      const { stdout } = await world.call('validate', 2)
      assert.equal(stdout.match(/The default must/g)?.length, keywords.length, stdout)
    },
  },
  {
    keys: ['inputs', 'inputs.<name>', 'inputs.<name>.default'],
    shows: 'is the value where nobody gives another, and without it one must',
    async observe(world) {
      world.write({ inputs: { x: { type: 'string' } }, steps: [step] })
      await world.call('run p', 2, /x/)
      await world.call('run p --input y=1', 2, /y/)
      world.write({ inputs: { x: { type: 'string', default: 'usual' } }, steps: [step] })
      await world.call('run p', 0)
      assert.equal(world.read('out/one.txt'), 'usual')
    },
  },
  {
    keys: ['inputs.<name>.type'],
    shows: 'says what the words of a command line mean',
    async observe(world) {
      const types = [
        ['integer', '5', 'inputs.integer / 2 == 2', '5.5'],
        ['number', '5', 'inputs.number / 2.0 == 2.5', 'five'],
        ['boolean', 'true', 'inputs.boolean && true', 'yes'],
        ['string', '5', `inputs.string + '' == '5'`, undefined],
      ] as const
      const inputs = Object.fromEntries(types.map(([type]) => [type, { type }]))
      world.write({ inputs, steps: [writes('one', { assert: types.map(([, , holds]) => holds).join(' && ') })] })
      const given = (at: 1 | 3): string => types.map((each) => `--input ${each[0]}=${each[at] ?? '5'}`).join(' ')
      await world.call(`run p ${given(3)}`, 2, /"integer" must be an integer[^]*"number" must be a number[^]*"boolean" must be a boolean/)
      await world.call(`run p ${given(1)}`, 0)
    },
  },
  {
    keys: ['inputs.<name>.description'],
    shows: 'is shown to reviewers, and to whoever has to give a value',
    async observe(world) {
      world.write({ inputs: { x: { type: 'string', description: 'Where to go' } }, steps: [step] })
      await world.call('run p', 2, /Where to go/)
      for (const format of ['text', 'markdown']) await world.call(`show p --input x=1 --format ${format}`, 0, /Where to go/)
    },
  },
]
