import assert from 'node:assert/strict'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { planText, repository } from '../repository.ts'

/** A step type, as text, that only leaves a trace in the file `ran` when its code runs. */
const step = `{
  uses: 'bad/thing', summary: 'Does a thing', formats: [1], output: {},
  input: { type: 'object', properties: { path: { type: 'string', 'x-backout': { touch: { resource: 'files', access: 'write' } } } } },
  describe: ({ path }) => ({ effect: 'write', guarantee: 'idempotent', touches: [{ resource: 'files', part: path, access: 'write' }], undo: { kind: 'derived' } }),
  async *changes() {}, async apply() { return { result: null } }, async revert() { return 'reverted' }, finish: () => null,
}`
const driver = `{ kind: 'bad', family: 'databases', config: { type: 'object' }, target: () => '', covers: () => true, overlaps: () => true, open: async () => ({}) }`
const plugin = (steps: string, drivers = '', name = 'bad'): string =>
  `const step = ${step}\nconst driver = ${driver}\nexport default { name: '${name}', version: '1.0.0', steps: [${steps}], drivers: [${drivers}] }\n`

const project = (...plugins: readonly string[]): string =>
  `apiVersion: backout/v1\nkind: Project\nplugins: ${JSON.stringify(plugins)}\nplans: ["plans/*.plan.yaml"]\n`
const bad = planText('bad', '- id: one\n  uses: bad/thing\n  with: { path: out/a.txt }\n')

const mistakes: readonly (readonly [when: string, code: string, status: number, told: RegExp])[] = [
  ['throws when it is imported', `throw new Error('boom')`, 1, /Cannot load plugin "\.\/p\.mjs": boom/],
  ['cannot be parsed', 'export default {', 1, /Cannot load plugin "\.\/p\.mjs": Unexpected/],
  ['exports nothing', 'export const a = 1', 2, /its default export is no plugin/],
  ['has no list of drivers', `export default { name: 'x', version: '1.0.0', steps: [] }`, 2, /"drivers" of its default export is no list/],
  ['has an empty step type', plugin('{}'), 2, /its step type number 1 has no name such as "dotenv\/set" in "uses"/],
  ['has a step type without apply', plugin('{ ...step, apply: undefined }'), 2, /its step type "bad\/thing" has no function "apply"/],
  ['has a step type whose probe is none', plugin('{ ...step, probe: true }'), 2, /something else than a function as "probe"/],
  ['has a step type without formats', plugin('{ ...step, formats: [] }'), 2, /has no formats: a first version has \[1\]/],
  ['has a step type without a schema', plugin('{ ...step, output: undefined }'), 2, /has no schema of JSON as "output"/],
  [
    'has an input schema that is none',
    plugin(`{ ...step, input: { type: 'objekt' } }`),
    2,
    /input schema of step type "bad\/thing" cannot be used: it is no JSON Schema \(draft-07\): "\/type" breaks/,
  ],
  [
    'has an output schema that is none',
    plugin(`{ ...step, output: { type: 'objekt' } }`),
    2,
    /output schema of "bad\/thing" cannot be used/,
  ],
  [
    'has a schema with a regular expression',
    plugin(`{ ...step, input: { type: 'object', properties: { path: { pattern: /x/ } } } }`),
    2,
    /step type "bad\/thing" has no schema of JSON as "input"/,
  ],
  [
    'has a mark that nothing knows',
    plugin(`{ ...step, input: { properties: { path: { 'x-backout': { noSecret: true } } } } }`),
    2,
    /in the input schema of step type "bad\/thing" \/properties\/path\/x-backout\/noSecret is no mark/,
  ],
  [
    'has a schema with a keyword that draft-07 does not know',
    plugin(`{ ...step, input: { properties: { path: { prefixItems: [] }, dependentRequired: { type: 'string' } } } }`),
    2,
    /input schema of step type "bad\/thing" cannot be used: "\/properties\/path\/prefixItems" is of a later JSON Schema/,
  ],
  [
    'has a schema with a function, which its manifest could not hold',
    plugin(`{ ...step, input: { properties: { path: { type: () => 'string' } } } }`),
    2,
    /step type "bad\/thing" has no schema of JSON as "input"/,
  ],
  [
    'has a schema that holds itself',
    `const own = {}\nown.items = own\n${plugin('{ ...step, output: own }')}`,
    2,
    /step type "bad\/thing" has no schema of JSON as "output"/,
  ],
  ['has a step type whose formats are texts', plugin(`{ ...step, formats: ['1'] }`), 2, /has no formats: a first version has \[1\]/],
  ['has a step type of several units', plugin(`{ ...step, units: 'several' }`), 2, /something else than "one" or "many" as "units"/],
  ['has a driver whose claim is none', plugin('', '{ ...driver, claim: true }'), 2, /something else than a function as "claim"/],
  [
    'throws where its parts are read',
    `export default { get name() { throw new Error('boom') } }`,
    2,
    /its default export cannot be read: boom/,
  ],
  ['has a driver of no family', plugin('', `{ ...driver, family: 'queues' }`), 2, /driver "bad" is of no family \(files, databases/],
  ['has a driver that cannot be opened', plugin('', '{ ...driver, open: undefined }'), 2, /driver "bad" has no function "open"/],
  [
    'has a driver whose schema is none',
    plugin('', `{ ...driver, config: { type: 'objekt' } }`),
    2,
    /schema of driver "bad" cannot be used/,
  ],
  ['has a step type twice', plugin('step, step'), 2, /its step type "bad\/thing" is there already/],
  [
    'has a step type that is built in',
    plugin(`{ ...step, uses: 'file/write' }`),
    2,
    /its step type "file\/write" is there already, from "built-in"/,
  ],
  [
    'has a driver that is built in',
    plugin('', `{ ...driver, kind: 'sqlite' }`),
    2,
    /its driver "sqlite" is there already, from "built-in"/,
  ],
  ['has the name of one that is built in', plugin('step', '', 'file'), 2, /its name "file" is there already, from "built-in"/],
  [
    'imports a file of the repository',
    `import './helper.mjs'\n${plugin('step')}`,
    2,
    /it imports "\.\/helper\.mjs", which its manifest does not cover/,
  ],
]

for (const [when, code, status, told] of mistakes)
  test(`plan plugins --write exits with ${status} where a plugin ${when}`, async (t) => {
    const { plan } = repository(t, { 'backout.yaml': project('./p.mjs'), 'p.mjs': code, 'helper.mjs': '' })
    const { exitCode, stderr } = await plan(['plugins', '--write'])
    assert.match(stderr, told)
    assert.equal(exitCode, status)
  })

test('plan plugins --write gives a plugin up that does not end to load', { timeout: 60_000 }, async (t) => {
  const code = 'setInterval(() => undefined, 1000)\nawait new Promise(() => undefined)\nexport default {}\n'
  const { plan } = repository(t, { 'backout.yaml': project('./p.mjs'), 'p.mjs': code })
  const { exitCode, stderr } = await plan(['plugins', '--write'])
  assert.match(stderr, /it is still loading after 10 s/)
  assert.equal(exitCode, 1)
})

test('A plugin that is a folder may import its own files and packages, and its manifest covers them', async (t) => {
  const { plan, write, root } = repository(t, {
    'backout.yaml': project('./tools/p'),
    'plans/bad.plan.yaml': bad,
    'tools/p/package.json': '{ "name": "p", "type": "module", "exports": "./index.mjs" }',
    'tools/p/index.mjs': `import { sep } from './deep/helper.mjs'\nimport 'dependency'\n${plugin('{ ...step, summary: sep }')}`,
    'tools/p/deep/helper.mjs': `export { sep } from 'node:path'`,
    'tools/p/node_modules/dependency/package.json': '{ "name": "dependency", "type": "module", "exports": "./index.js" }',
    'tools/p/node_modules/dependency/index.js': `import './own.js'`,
    'tools/p/node_modules/dependency/own.js': '',
  })
  assert.match((await plan(['plugins', '--write'])).stdout, /^Wrote tools\/p\/backout-plugin\.json\n/)
  assert.match((await plan(['plugins', '--write'])).stdout, /^Unchanged: tools\/p\/backout-plugin\.json\n/)
  assert.equal((await plan(['preview', 'bad', '--allow-plugins'])).exitCode, 0)
  write('tools/p/deep/helper.mjs', `export const sep = 'changed'`)
  const { exitCode, stdout } = await plan(['validate', 'bad'])
  assert.deepEqual([exitCode, existsSync(join(root, 'tools/p/backout-plugin.json'))], [2, true])
  assert.match(stdout, /its code is not the code that its manifest was written for/)
})

for (const command of ['validate', 'show bad', 'preview bad', 'schema', 'plugins', 'status', 'sign bad --check', 'validate --fix'])
  test(`plan ${command} runs none of a plugin's code`, async (t) => {
    const code = `import { writeFileSync } from 'node:fs'\nwriteFileSync(new URL('ran', import.meta.url), '')\n${plugin('step', 'driver')}`
    const { plan, root } = repository(t, { 'backout.yaml': project('./p.mjs'), 'plans/bad.plan.yaml': bad, 'p.mjs': code })
    assert.equal((await plan(['plugins', '--write'])).exitCode, 0)
    assert.equal(existsSync(join(root, 'ran')), true)
    rmSync(join(root, 'ran'))
    const { exitCode, stdout, stderr } = await plan(command.split(' '))
    assert.equal(exitCode, 0, stdout + stderr)
    assert.equal(existsSync(join(root, 'ran')), false)
  })

const manifests: readonly (readonly [when: string, change: (text: string) => string, told: RegExp])[] = [
  ['is malformed', () => '{', /Cannot read the manifest: it is no JSON/],
  [
    'is of a newer format',
    (text) => text.replace('"format": 1', '"format": 2'),
    /it has format 2, and this version of Backout knows format 1/,
  ],
  ['is none', () => '[]', /it is no manifest of format 1/],
  ['has a mark that nothing knows', (text) => text.replace('"access"', '"acces"'), /\/properties\/path\/x-backout\/touch cannot be/],
  [
    'has a keyword that draft-07 does not know',
    (text) => text.replace('"properties"', '"dependentRequired": {},\n"properties"'),
    /"\/dependentRequired" is of a later JSON Schema/,
  ],
  ['is of other code', (text) => text.replace(/sha256-./, 'sha256-x'), /its code is not the code that its manifest was written for/],
]

for (const [when, change, told] of manifests)
  test(`plan validate tells where a plugin's manifest ${when}, and plan run runs nothing`, async (t) => {
    const { plan, read, write } = repository(t, { 'backout.yaml': project('./p.mjs'), 'plans/bad.plan.yaml': bad, 'p.mjs': plugin('step') })
    assert.equal((await plan(['plugins', '--write'])).exitCode, 0)
    write('p.backout-plugin.json', change(read('p.backout-plugin.json')))
    const validated = await plan(['validate'])
    assert.equal(validated.exitCode, 2)
    assert.match(validated.stdout, told)
    assert.equal((await plan(['run', 'bad', '--yes'])).exitCode, 2)
  })

test('plan schema has the step types and drivers of plugins', async (t) => {
  const { plan } = repository(t, { 'backout.yaml': project('./p.mjs'), 'p.mjs': plugin('step', 'driver') })
  assert.equal((await plan(['plugins', '--write'])).exitCode, 0)
  const schema = JSON.parse((await plan(['schema'])).stdout) as { readonly definitions: Readonly<Record<string, unknown>> }
  assert.ok(Object.hasOwn(schema.definitions, 'input:bad/thing'))
  assert.match((await plan(['schema', 'project'])).stdout, /"const": "bad"/)
})

test('What the code of a plugin says is beside the answer of a command, and what its manifest says has no colours', async (t) => {
  const said = plugin(`{ ...step, summary: '\\u001b[31mred' }`)
  const { plan } = repository(t, { 'backout.yaml': project('./p.mjs'), 'p.mjs': `console.log('loaded')\nconsole.table([1])\n${said}` })
  const { stdout, stderr } = await plan(['plugins', '--write', '--json'])
  assert.deepEqual(Object.keys(JSON.parse(stdout) as object), ['plugins', 'written'])
  assert.match(stderr, /^loaded\n/)
  assert.match((await plan(['plugins'])).stdout, /bad\/thing {2}\ufffd\[31mred/)
})
