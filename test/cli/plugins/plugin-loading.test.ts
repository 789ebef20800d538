import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { inScope, manifestOf, pluginFromManifest } from '@backout/core/plugin'
import { entryOf } from '../../../packages/cli/src/compose/plugins/plugin-entry.ts'
import { locatePlugin } from '../../../packages/cli/src/compose/plugins/plugin-location.ts'
import { integrityOf } from '../../../packages/cli/src/compose/plugins/plugin-manifest.ts'
import { installedPlugins } from '../../../packages/cli/src/compose/plugins/plugins.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { writeFiles } from '../../support/write-files.ts'

const code = `globalThis.backoutTestLoaded = (globalThis.backoutTestLoaded ?? 0) + 1
const touch = {
  uses: 'demo/touch', summary: 'Touches a file', formats: [1], output: {},
  input: { type: 'object', properties: { path: { type: 'string', 'x-backout': { touch: { resource: 'files', access: 'write' } } } } },
  describe: () => ({ effect: 'write', guarantee: 'idempotent', touches: [], undo: { kind: 'derived' } }),
  async *changes() {}, apply: async () => ({ result: null }), revert: async () => 'reverted', finish: () => null,
}
export default { name: 'demo', version: '1.2.3', steps: [touch], drivers: [] }
`

test('installedPlugins() takes a plugin from its manifest, and runs none of its code', async (t) => {
  const root = repository(t, { 'tools/demo.mjs': code })
  await writeManifest(root, './tools/demo.mjs')
  const before = loads()
  const found = (await installedPlugins(root, ['./tools/demo.mjs'], 'manifest')).at(-1)!
  assert.equal(loads(), before)
  assert.equal(found.plugin.version, '1.2.3')
  assert.match(found.integrity, /^sha256-[0-9a-f]{64}$/)
  const traits = await found.plugin.steps[0]!.describe({ path: 'a.txt' })
  assert.deepEqual(traits.touches, [{ resource: 'files', part: 'a.txt', access: 'write' }])
})

test('installedPlugins() loads the code of a listed plugin where it is trusted', async (t) => {
  const root = repository(t, { 'tools/demo.mjs': code })
  await writeManifest(root, './tools/demo.mjs')
  const before = loads()
  const found = (await installedPlugins(root, ['./tools/demo.mjs'], 'code')).at(-1)!
  assert.equal(loads(), before + 1)
  assert.equal((await found.plugin.steps[0]!.describe({})).guarantee, 'idempotent')
})

test('installedPlugins() loads a package from node_modules by what its package.json exports', async (t) => {
  const root = repository(t, {
    'node_modules/backout-demo/package.json':
      '{"name":"backout-demo","type":"module","exports":{".":{"types":"./x.d.ts","import":"./lib/main.js"}}}',
    'node_modules/backout-demo/lib/main.js': code,
  })
  await writeManifest(root, 'backout-demo')
  assert.equal((await installedPlugins(root, ['backout-demo'], 'code')).at(-1)!.source, 'backout-demo')
})

for (const [when, files, listed, error] of [
  ['it has no manifest', { 'demo.mjs': code }, './demo.mjs', 'missing'],
  ['it is not there', {}, './demo.mjs', 'missing'],
  ['it is not installed', {}, 'backout-demo', 'missing'],
  ['its name is no name of a package', {}, 'https://example.com/x.js', 'missing'],
  ['it lies outside the repository', {}, '../outside.mjs', 'refused'],
  ['its manifest is damaged', { 'demo.mjs': code, 'demo.backout-plugin.json': '{' }, './demo.mjs', 'invalid'],
  ['its manifest is of another format', { 'demo.mjs': code, 'demo.backout-plugin.json': '{"format":2}' }, './demo.mjs', 'invalid'],
] as const)
  test(`installedPlugins() gives ${error} for a plugin when ${when}`, async (t) => {
    const root = repository(t, files)
    writeFileSync(join(dirname(root), 'outside.mjs'), code)
    await assert.rejects(installedPlugins(root, [listed], 'manifest'), { code: error })
  })

test('installedPlugins() refuses a link that leads out of the repository', async (t) => {
  const root = repository(t, {})
  writeFileSync(join(dirname(root), 'outside.mjs'), code)
  symlinkSync('../outside.mjs', join(root, 'inside.mjs'))
  await assert.rejects(installedPlugins(root, ['./inside.mjs'], 'code'), { code: 'refused' })
})

test('installedPlugins() refuses a package in which there is a link: no digest covers what it leads to', async (t) => {
  const root = repository(t, { 'p/package.json': '{"type":"module"}', 'elsewhere.mjs': code })
  symlinkSync('../elsewhere.mjs', join(root, 'p/index.js'))
  await assert.rejects(installedPlugins(root, ['./p'], 'manifest'), { code: 'invalid', message: /"index\.js" is a link/ })
})

for (const [what, put, says] of [
  ['a link', (path: string) => symlinkSync('/etc/passwd', path), /its manifest is a link, or no plain file$/],
  ['a pipe', (path: string) => execFileSync('mkfifo', [path]), /its manifest is a link, or no plain file$/],
  ['huge', (path: string) => writeFileSync(path, Buffer.alloc(17_000_000)), /its manifest is larger than 16777216 bytes$/],
] as const)
  test(`installedPlugins() refuses a manifest that is ${what}, and shows nothing of it`, async (t) => {
    const root = repository(t, { 'demo.mjs': code })
    put(join(root, 'demo.backout-plugin.json'))
    await assert.rejects(installedPlugins(root, ['./demo.mjs'], 'manifest'), { code: 'invalid', message: says })
  })

test('installedPlugins() refuses a plugin that is a pipe', async (t) => {
  const root = repository(t, {})
  execFileSync('mkfifo', [join(root, 'demo.mjs')])
  await assert.rejects(installedPlugins(root, ['./demo.mjs'], 'manifest'), {
    code: 'missing',
    message: /"demo\.mjs" is no file, and no folder$/,
  })
})

test('installedPlugins() refuses code that changed after its manifest was written', async (t) => {
  const root = repository(t, { 'demo.mjs': code })
  await writeManifest(root, './demo.mjs')
  writeFileSync(join(root, 'demo.mjs'), `${code}\n// changed`)
  await assert.rejects(installedPlugins(root, ['./demo.mjs'], 'manifest'), { code: 'invalid' })
})

test('installedPlugins() refuses code that says something else than its manifest', async (t) => {
  const root = repository(t, { 'demo.mjs': code })
  await writeManifest(root, './demo.mjs', (manifest) => ({ ...manifest, version: '9.9.9' }))
  await assert.rejects(installedPlugins(root, ['./demo.mjs'], 'code'), { code: 'invalid' })
})

test('installedPlugins() refuses a step type that is there already', async (t) => {
  const root = repository(t, { 'demo.mjs': code.replaceAll('demo/touch', 'file/write') })
  await writeManifest(root, './demo.mjs')
  await assert.rejects(installedPlugins(root, ['./demo.mjs'], 'manifest'), { code: 'invalid' })
})

test('pluginFromManifest() cannot run what it describes', async () => {
  const manifest = { format: 1, name: 'x', version: '1', integrity: '', steps: [], drivers: [] } as const
  const step = { uses: 'x/y', summary: '', input: {}, output: {}, formats: [1], abilities: ['revert'] } as const
  const [type] = pluginFromManifest({ ...manifest, steps: [step] }).steps
  assert.throws(() => type!.apply({}, {} as never), { code: 'missing' })
})

test('pluginFromManifest() leaves it to the code what entries of a scope take away', () => {
  const driver = { kind: 'kv', family: 'databases', config: {} } as const
  const [known] = pluginFromManifest({ format: 1, name: 'x', version: '1', integrity: '', steps: [], drivers: [driver] }).drivers
  assert.equal(inScope(known!, ['user:*', '!user:1'], 'user:2'), true)
  assert.equal(inScope(known!, [], 'user:2'), false)
})

test('installedPlugins() gives the same target of a connection, and no more resources, whether the code is loaded or not', async (t) => {
  const driver = `{ kind: 'kv', family: 'services', config: {}, target: () => 'elsewhere', implicit: () => ({}), covers() {}, overlaps() {}, open() {} }`
  const root = repository(t, { 'demo.mjs': code.replace('drivers: []', `drivers: [${driver}]`) })
  await writeManifest(root, './demo.mjs')
  for (const trust of ['manifest', 'code'] as const) {
    const [kv] = (await installedPlugins(root, ['./demo.mjs'], trust)).at(-1)!.plugin.drivers
    assert.deepEqual([kv!.target({ b: 1, a: 2 }), kv!.implicit?.('https://example.com')], ['{"a":2,"b":1}', undefined])
  }
})

for (const [says, json, entry] of [
  ['exports is a text', { exports: './a.js' }, 'a.js'],
  ['exports has conditions', { exports: { import: './b.js', require: './c.cjs' } }, 'b.js'],
  ['conditions are nested', { exports: { '.': { node: { import: './d.js' } } } }, 'd.js'],
  ['only main is there', { main: 'e.js' }, 'e.js'],
  ['nothing is there', {}, 'index.js'],
] as const)
  test(`entryOf() finds ${entry} when ${says} in package.json`, (t) => {
    const root = repository(t, { 'p/package.json': JSON.stringify(json) })
    assert.equal(entryOf(locatePlugin(root, './p')), join(root, 'p', entry))
  })

for (const main of ['../../etc/passwd', './node_modules/other/index.js', './.git/x.js', '.'])
  test(`entryOf() refuses the entry ${main}, which no digest of the package covers`, (t) => {
    const root = repository(t, { 'p/package.json': JSON.stringify({ main }) })
    assert.throws(() => entryOf(locatePlugin(root, './p')), { code: 'invalid' })
  })

function loads(): number {
  return (globalThis as { backoutTestLoaded?: number }).backoutTestLoaded ?? 0
}

/** As `plan plugins --write` does it; `change` spoils it. */
async function writeManifest(root: string, listed: string, change: (manifest: object) => object = (same) => same): Promise<void> {
  const location = locatePlugin(root, listed)
  const { default: plugin } = await import(`${entryOf(location)}?for=${root}`)
  writeFileSync(location.manifest, JSON.stringify(change(manifestOf(plugin, integrityOf(location)))))
}

function repository(t: TestContext, files: { readonly [path: string]: string }): string {
  const folder = temporaryFolder(t)
  const root = join(folder, 'root')
  mkdirSync(root)
  writeFiles(root, files)
  return root
}
