import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { planText, repository, writes } from '../repository.ts'

const workspace = resolve(import.meta.dirname, '../../..')
const packages = { core: '@backout/core', plugins: '@backout/plugins', cli: 'backout' } as const

const calls = [
  [['--version'], 0, /^backout\/\d+\.\d+\.\d+ /],
  [['validate'], 0, /valid {2}1 file/],
  [['run', 'a', '--yes'], 0, /succeeded {2}a in local/],
  [['run', 'a', '--yes'], 0, /already applied/i],
  [['status'], 0, /applied {2}a/],
] as const

test('The packages as npm publishes them hold what they need, and nothing else, in a project of their own', async (t) => {
  const { root } = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')), '.gitignore': 'node_modules/\n*.tgz\n' })
  install(root)
  const bin = join(root, 'node_modules/backout/bin/plan.js')
  for (const [args, exitCode, printed] of calls)
    await t.test(`plan ${args.join(' ')}`, async () => {
      const given = await execa(process.execPath, [bin, ...args], { cwd: root, reject: false })
      assert.equal(given.exitCode, exitCode, given.stderr)
      assert.match(given.stdout, printed)
    })
  const contents = Object.values(packages).map((name) => readdirSync(join(root, 'node_modules', name)).toSorted())
  assert.deepEqual(contents, [
    ['LICENSE', 'README.md', 'dist', 'package.json'],
    ['LICENSE', 'README.md', 'dist', 'package.json'],
    ['LICENSE', 'README.md', 'bin', 'bundle', 'package.json'],
  ])
  assert.equal(readdirSync(join(root, 'node_modules/@backout/core/dist')).includes('.tsbuildinfo'), false)
})

test('The bundle names the engine by the same digest as the modules that it is made of', async (t) => {
  const { root } = repository(t, { 'a.plan.yaml': planText('a', writes('one')) })
  const [bundled, compiled] = await Promise.all(
    ['bundle', 'dist'].map(async (folder) => {
      const start = `import { main } from '${pathToFileURL(join(workspace, 'packages/cli', folder, 'main.js')).href}'; await main(['show', 'a.plan.yaml', '--json'])`
      return JSON.parse((await execa(process.execPath, ['--input-type=module', '-e', start], { cwd: root })).stdout) as Shown
    }),
  )
  assert.match(bundled!.bindingDigest, /^sha256-v1:/)
  assert.equal(bundled!.bindingDigest, compiled!.bindingDigest)
})

for (const folder of Object.keys(packages)) {
  test(`packages/${folder} is built before it is packed, under the licence of the repository`, () => {
    const manifest = JSON.parse(readFileSync(join(workspace, 'packages', folder, 'package.json'), 'utf8')) as Manifest
    assert.match(manifest.scripts.prepack, /run build/)
    assert.equal(manifest.license, 'Apache-2.0')
    const [own, whole] = [join(workspace, 'packages', folder, 'LICENSE'), join(workspace, 'LICENSE')].map((path) =>
      readFileSync(path, 'utf8'),
    )
    assert.equal(own, whole)
    assert.match(own!, /Apache License\s+Version 2\.0/)
  })
}

interface Shown {
  readonly bindingDigest: string
}

interface Manifest {
  readonly license: string
  readonly scripts: { readonly prepack: string }
}

/** Packs and unpacks our own packages; the libraries that they depend on are those of the workspace. */
function install(root: string): void {
  const modules = join(root, 'node_modules')
  mkdirSync(modules)
  for (const name of readdirSync(join(workspace, 'node_modules'))) {
    if (name !== '@backout' && name !== 'backout' && name !== '.bin')
      symlinkSync(join(workspace, 'node_modules', name), join(modules, name))
  }
  for (const [folder, name] of Object.entries(packages)) {
    const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', root]
    const archive = execFileSync('npm', pack, { cwd: join(workspace, 'packages', folder), encoding: 'utf8' }).trim()
    mkdirSync(join(modules, name), { recursive: true })
    execFileSync('tar', ['-xzf', join(root, archive), '--strip-components=1', '-C', join(modules, name)])
  }
}
