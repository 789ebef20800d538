import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { planText, repository, writes } from '../repository.ts'

const copies = '- id: copy\n  uses: file/copy\n  with: { from: big.txt, to: out/big.txt }\n'

describe('What plan finds around it:', { concurrency: 3 }, () => {
  for (const env of [
    { HOME: '', XDG_CACHE_HOME: '' },
    { HOME: 'home', XDG_CACHE_HOME: '' },
    { HOME: '', XDG_CACHE_HOME: 'cache' },
  ])
    test(`leaves nothing in the working folder with ${JSON.stringify(env)}`, async (t) => {
      const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
      assert.equal((await repo.plan(['status'], env)).exitCode, 0)
      assert.equal(repo.git('status', '--porcelain'), '')
    })

  test('a file that may not grow as large as a step needs it fails the step, and all is rolled back', async (t) => {
    const plan = planText('a', writes('one') + copies).replace('"out/**"', '"out/**", big.txt')
    const repo = repository(t, { 'plans/a.plan.yaml': plan, 'big.txt': 'x'.repeat(2_000_000) })
    const { exitCode, stderr } = await repo.typed('ulimit -f 2000; plan run a')
    assert.equal(exitCode, 1, stderr)
    assert.match(stderr, /Cannot write "out\/big\.txt": file too large \(EFBIG\)/)
    assert.equal(existsSync(join(repo.root, 'out')), false)
  })

  test('a plan that cannot be filled is not left behind by plan init', async (t) => {
    const repo = repository(t)
    assert.equal((await repo.typed('ulimit -f 0; plan init hello')).exitCode, 1)
    assert.equal((await repo.json(['init', 'hello'])).exitCode, 0)
  })

  test('records that are closed to this user, as after sudo, are named', async (t) => {
    const closed = [
      "import fs from 'node:fs'",
      "import { syncBuiltinESMExports } from 'node:module'",
      "const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', errno: -13, syscall: 'open' })",
      'const close = (call) => (path, ...rest) => { if (/.backout.runs/.test(path)) throw denied; return call(path, ...rest) }',
      'fs.lstatSync = close(fs.lstatSync)',
      'fs.readdirSync = close(fs.readdirSync)',
      'syncBuiltinESMExports()',
    ].join(';')
    const { exitCode, stderr } = await repository(t, { '.backout/.gitignore': '*' }).plan(['status'], {
      NODE_OPTIONS: `--import="data:text/javascript,${closed}"`,
    })
    assert.equal(exitCode, 1)
    assert.match(stderr, /^Error: Cannot read the folder of runs ".*runs": EACCES: permission denied\n {2}Make it readable/)
  })

  test('gives an address of a host that has several more than a second, which Node does not', async (t) => {
    const tell = `import net from 'node:net'; process.on('exit', () => process.stderr.write('ms: ' + net.getDefaultAutoSelectFamilyAttemptTimeout()))`
    const { stderr } = await repository(t).plan(['plugins'], { NODE_OPTIONS: `--import="data:text/javascript,${tell}"` })
    assert.ok(Number(/^ms: (\d+)$/.exec(stderr)?.[1]) > 1000, stderr)
  })
})
