import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import type { JsonSchema } from '@backout/core/plugin'
import { loadPlanFile, loadProjectFile } from '@backout/core/load'
import { planSchema, projectSchema, validatePlan, validateProject } from '@backout/core/validate'
import { builtins } from '@backout/plugins'
import { generatedFiles } from '../../scripts/generated/files.ts'
import { fakePlugins } from '../support/fake-plugins.ts'

const root = join(import.meta.dirname, '../..')

for (const [path, text] of generatedFiles())
  test(`${path} is current (npm run generate writes it)`, () => {
    assert.equal(readFileSync(join(root, path), 'utf8'), text)
  })

const editorSchemas = [
  ['plan', planSchema(builtins)],
  ['project', projectSchema(builtins)],
] as const

for (const [name, schema] of editorSchemas) {
  test(`the ${name} schema is draft-07, in the strict mode of ajv but for unions of types`, () => {
    assert.equal(schema['$schema'], 'http://json-schema.org/draft-07/schema#')
    assert.doesNotThrow(() => new Ajv({ strictSchema: true, strictTypes: false, strictRequired: false }).compile(schema))
  })

  test(`every property of the ${name} schema has a description and an example`, () => {
    const bare = propertiesOf(schema).filter(([, property]) => typeof property['description'] !== 'string' || !hasExamples(property))
    assert.deepEqual(
      bare.map(([path]) => path),
      [],
    )
  })

  test(`every example in the ${name} schema is valid where it stands`, () => {
    const ajv = new Ajv({ strict: false })
    const wrong = propertiesOf(schema).flatMap(([path, property]) => {
      const validate = ajv.compile({ ...property, definitions: schema['definitions'] })
      return ((property['examples'] as readonly unknown[] | undefined) ?? [])
        .filter((example) => !validate(example))
        .map((example) => `${path}: ${JSON.stringify(example)}`)
    })
    assert.deepEqual(wrong, [])
  })
}

for (const [name, schema] of editorSchemas) {
  test(`whatever an editor of a ${name} offers or misses as a whole has a title`, () => {
    const bare = schemasIn(schema).filter(([, { required, title, properties }]) => properties && required && title === undefined)
    assert.deepEqual(
      bare.map(([path]) => path),
      [],
    )
  })

  test(`an editor of a ${name} offers nothing of a step type or a driver before one is named`, () => {
    const conditions = schemasIn(schema).flatMap(([path, { if: condition }]) =>
      condition === undefined ? [] : [[path, condition] as const],
    )
    const ajv = new Ajv({ strict: false })
    const hasty = conditions.filter(([, condition]) => ajv.validate({ ...(condition as JsonSchema), $id: undefined }, null))
    assert.ok(conditions.length > 0)
    assert.deepEqual(
      hasty.map(([path]) => path),
      [],
    )
  })

  test(`no choice in the ${name} schema is a choice again, of which an editor would tell nothing`, () => {
    const nested = schemasIn(schema).filter(
      ([path, { anyOf, ...others }]) => anyOf && Object.keys(others).length === 0 && /\/anyOf\/\d+$/.test(path),
    )
    assert.deepEqual(
      nested.map(([path]) => path),
      [],
    )
  })
}

const validSchemaPlan = new Ajv({ strict: false }).compile(planSchema(fakePlugins))
const builtinPlan = new Ajv({ strict: false }).compile(planSchema(builtins))
const validSchemaProject = new Ajv({ strict: false }).compile(projectSchema(fakePlugins))

for (const path of globSync('test/fixtures/validate/*/*.yaml', { cwd: root }))
  test(`the schema for editors refuses ${path} only where plan validate does`, async () => {
    const isPlan = path.endsWith('plan.yaml')
    const file = { path, text: readFileSync(join(root, path)) }
    const document = isPlan ? loadPlanFile(file) : loadProjectFile(file)
    const validate = isPlan ? validSchemaPlan : validSchemaProject
    if (document.value === undefined || validate(document.value)) return
    const found = isPlan
      ? await validatePlan(document, { plugins: fakePlugins, readFile: () => undefined })
      : await validateProject(document, { plugins: fakePlugins })
    assert.equal(found.ok, false, JSON.stringify(validate.errors))
  })

test('the schema for editors accepts expressions where other types are asked for, and tells step types apart', () => {
  const plan = (step: object) => ({
    apiVersion: 'backout/v1',
    kind: 'MigrationPlan',
    metadata: { name: 'a' },
    steps: [{ id: 'a', ...step }],
  })
  const replace = (count: unknown) => plan({ uses: 'file/replace', with: { paths: ['a'], find: 'a', replace: 'b', count } })
  assert.equal(validSchemaPlan(replace(1)), true)
  assert.equal(validSchemaPlan(replace('${{ inputs.count }}')), true)
  assert.equal(validSchemaPlan(replace('many')), false)
  assert.equal(validSchemaPlan(plan({ uses: 'file/write', with: { find: 'a' } })), false)
  assert.equal(validSchemaPlan(plan({ uses: 'file/wirte', with: {} })), false)
  assert.equal(validSchemaPlan(plan({ uses: 'file/write' })), false)
})

for (const [says, step] of [
  ['neither of two keys of which it needs one', { with: { path: '/version' } }],
  ['both of two keys that exclude each other', { with: { connection: 'flags', url: 'https://flags.example.com' } }],
  ['no input, though it needs one of two keys', {}],
] as const)
  test(`the schema for editors, as plan validate, refuses a step with ${says}`, async () => {
    const value = {
      apiVersion: 'backout/v1',
      kind: 'MigrationPlan',
      metadata: { name: 'a' },
      steps: [{ id: 'a', uses: 'http/request', ...step }],
    }
    const document = loadPlanFile({ path: 'plan.yaml', text: JSON.stringify(value) })
    const { diagnostics } = await validatePlan(document, { plugins: builtins, readFile: () => undefined })
    const codes = diagnostics.map(({ code }) => code)
    assert.deepEqual([builtinPlan(value), codes.includes('wrong-combination')], [false, true], JSON.stringify(diagnostics))
  })

const flag = { connection: 'flags', method: 'PUT', path: '/flags/a', body: { enabled: true } }
const rollbacks: readonly (readonly [valid: boolean, rollback: unknown, says: string])[] = [
  [true, { with: { body: { enabled: false } } }, 'a part of the input of its step'],
  [true, { with: { method: '${{ inputs.method }}' } }, 'an expression in a part of the input of its step'],
  [true, [{ with: { path: '/flags/b' } }, { uses: 'file/write', with: { path: 'a', content: '' } }], 'several steps'],
  [true, { none: 'It is sent' }, 'a reason'],
  [true, { uses: 'http/request', with: { ...flag } }, 'the whole input of its step, whose type it names'],
  [false, { with: { pth: '/flags/b' } }, 'a key that its step type does not have'],
  [false, { with: { method: 'PTU' } }, 'a value that its step type does not take'],
  [false, [{ with: { path: '/flags/b' } }, { with: { pth: '/' } }], 'such a key in one of several steps'],
  [false, { uses: 'file/write', with: { path: 'a' } }, 'too little for the step type that it names'],
  [false, { uses: 'file/write', with: { ...flag } }, 'the input of another step type than it names'],
]

for (const [valid, rollback, says] of rollbacks)
  test(`the schema for editors, as plan validate, ${valid ? 'accepts' : 'refuses'} ${says} as the input of a rollback`, async () => {
    const text = JSON.stringify({
      apiVersion: 'backout/v1',
      kind: 'MigrationPlan',
      metadata: { name: 'a' },
      connections: { flags: { driver: 'http', baseUrl: 'https://flags.example.com' } },
      scope: { files: ['a'], services: { flags: ['PUT /flags/*'] } },
      inputs: { method: { type: 'string', default: 'PUT' } },
      steps: [{ id: 'a', uses: 'http/request', with: flag, rollback }],
    })
    const document = loadPlanFile({ path: 'plan.yaml', text: Buffer.from(text) })
    const found = await validatePlan(document, { plugins: builtins, readFile: () => undefined })
    assert.deepEqual([builtinPlan(JSON.parse(text)), found.ok], [valid, valid], JSON.stringify([builtinPlan.errors, found.diagnostics]))
  })

/** Every schema below a value, with its path; conditions are no schemas of what is written. */
function schemasIn(value: unknown, path = ''): readonly (readonly [path: string, schema: JsonSchema])[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((item, index) => schemasIn(item, `${path}/${index}`))
  const inside = Object.entries(value).filter(([key]) => !['if', 'examples', 'default'].includes(key) || path.endsWith('/properties'))
  return [[path, value as JsonSchema], ...inside.flatMap(([key, item]) => schemasIn(item, `${path}/${key}`))]
}

/** Every schema of a property, with its path. */
function propertiesOf(schema: unknown, path = ''): readonly (readonly [path: string, schema: JsonSchema])[] {
  if (typeof schema !== 'object' || schema === null) return []
  if (Array.isArray(schema)) return schema.flatMap((item, index) => propertiesOf(item, `${path}/${index}`))
  return Object.entries(schema as JsonSchema).flatMap(([keyword, value]) => {
    if (['examples', 'default', 'enum', 'const', 'required', 'if'].includes(keyword)) return []
    if (keyword !== 'properties') return propertiesOf(value, `${path}/${keyword}`)
    const properties = Object.entries(value as { readonly [name: string]: JsonSchema }).filter(
      ([, property]) => property['$ref'] === undefined,
    )
    return properties.flatMap(([name, property]) => [[`${path}/${name}`, property] as const, ...propertiesOf(property, `${path}/${name}`)])
  })
}

function hasExamples({ examples }: JsonSchema): boolean {
  return Array.isArray(examples) && examples.length > 0
}
