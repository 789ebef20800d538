import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { breachesOf, type Cases } from '@backout/core/testing'
import type { Plugin } from '@backout/core/plugin'
import { boxCases, filling } from './box-cases.ts'
import { boxPlugin, fill } from './box-steps.ts'

const withInput = (properties: Readonly<Record<string, unknown>>): Partial<Plugin> => ({
  steps: [{ ...fill, input: { ...fill.input, properties: { ...(fill.input['properties'] as object), ...properties } } }],
})

interface Wrong {
  readonly when: string
  readonly plugin?: Partial<Plugin>
  readonly cases?: Cases
  readonly told: RegExp
}

const wrong: readonly Wrong[] = [
  { when: 'has no name', plugin: { name: '' }, told: /has no `name`/ },
  { when: 'has no version', plugin: { version: 'latest' }, told: /give a semantic version, such as "1\.0\.0"/ },
  {
    when: 'gives a step type no name of two parts',
    plugin: { steps: [{ ...fill, uses: 'fill it' as 'fill/it' }] },
    told: /needs a name such as/,
  },
  { when: 'has a step type twice', plugin: { steps: [fill, fill] }, told: /has the step type "box\/fill" twice/ },
  { when: 'has a step type that writes no format', plugin: { steps: [{ ...fill, formats: [] }] }, told: /a first version lists \[1\]/ },
  { when: 'has a step type that lists a format twice', plugin: { steps: [{ ...fill, formats: [1, 1] }] }, told: /box\/fill are \[1, 1\]/ },
  {
    when: 'has a schema that is none',
    plugin: withInput({ n: { type: 'whole', description: 'N', examples: [1] } }),
    told: /box\/fill input is no JSON Schema/,
  },
  {
    when: 'does not describe an input',
    plugin: withInput({ n: { type: 'integer', examples: [1] } }),
    told: /box\/fill input\/n has no description/,
  },
  {
    when: 'gives no example of an input',
    plugin: withInput({ n: { type: 'integer', description: 'N' } }),
    told: /box\/fill input\/n has no example/,
  },
  {
    when: 'has schemas that are not JSON',
    plugin: withInput({ n: { type: 'string', description: 'N', examples: [new Date(0)] } }),
    told: /keep functions, regular expressions and undefined out of schemas/,
  },
  {
    when: 'marks an input with something unknown',
    plugin: withInput({ n: { type: 'string', description: 'N', examples: ['n'], 'x-backout': { noSecret: true } } }),
    told: /box\/fill input \/properties\/n\/x-backout\/noSecret is no mark/,
  },
  { when: 'has no case for a step type', cases: { ...boxCases, steps: {} }, told: /Give a case for each in `steps` and `drivers`/ },
  { when: 'has no case for a driver', cases: { ...boxCases, drivers: { box: [] } }, told: /without one nothing is held/ },
]

for (const { when, plugin = {}, cases = boxCases, told } of wrong)
  test(`the conformance suite tells the author of a plugin that ${when}`, async () => {
    const found = await breachesOf({ ...boxPlugin, ...plugin }, cases)
    const problems = found.filter(({ subject }) => subject === 'as a whole').map(({ problem }) => problem)
    assert.match(problems.join('\n') || JSON.stringify(found), told)
  })

test('breachesOf() gives nothing of a plugin that conforms', async () => {
  assert.deepEqual(await breachesOf(boxPlugin, boxCases), [])
})

test('breachesOf() tells where a case cannot be set up, and leaves nothing of it behind', async () => {
  const roots: string[] = []
  const given = ({ root }: { readonly root: string }): never => {
    roots.push(root)
    throw new Error('there is no box')
  }
  const steps = { 'box/fill': [{ ...filling, given }] }
  const found = await breachesOf({ ...boxPlugin, steps: [fill], drivers: [] }, { steps })
  assert.deepEqual(found, [{ subject: 'box/fill fills two slots', law: 'can be set up', problem: 'there is no box' }])
  assert.deepEqual([roots.length > 0, roots.filter((root) => existsSync(root))], [true, []])
})
