import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planText, repository } from '../repository.ts'

/** A plugin whose step writes a file, and then throws where nothing waits for it, naming what it was given. */
const stray = (thrown: string): string => `
const touches = [{ resource: 'files', part: 'out/a.txt', access: 'write' }]
export default { name: 'stray', version: '1.0.0', drivers: [], steps: [{
  uses: 'stray/write', summary: 'Writes', formats: [1], output: {}, input: { type: 'object', properties: { token: { type: 'string' } } },
  describe: () => ({ effect: 'write', guarantee: 'idempotent', touches, undo: { kind: 'derived' } }),
  async *changes({ token }) { yield { unit: { token }, title: 'write', touches } },
  async *capture(unit) { yield unit },
  async apply({ token }) {
    ${thrown}
    await new Promise((resolve) => setTimeout(resolve, 5000))
    return { result: null }
  },
  async revert() { return 'reverted' },
  finish: () => null,
}] }`

const token = '0123-stray-token'
const files = {
  'backout.yaml': 'apiVersion: backout/v1\nkind: Project\nplugins: [./p.mjs]\n',
  'plans/a.plan.yaml': planText(
    'a',
    '- { id: first, uses: file/write, with: { path: out/b.txt, content: b } }\n- { id: one, uses: stray/write, with: { token: "${{ secrets.TOKEN }}" } }\n',
  ),
}

for (const [when, thrown] of [
  ['leaves a promise behind that fails', 'void Promise.reject(new Error(`no ${token}`))'],
  ['throws in a timer', 'setTimeout(() => { throw new Error(`no ${token}`) })'],
] as const)
  test(`a plugin that ${when} stops its run as a crash would, with exit status 4 and no secret told`, async (t) => {
    const { plan } = repository(t, { ...files, 'p.mjs': stray(thrown) })
    const env = { TOKEN: token }
    assert.equal((await plan(['plugins', '--write'])).exitCode, 0)
    const ran = await plan(['run', 'a', '--yes'], env)
    assert.equal(ran.exitCode, 4, ran.stderr)
    assert.match(ran.stderr, /Error: Cannot go on: something was thrown where nothing waits for it: no \*\*\*/)
    assert.ok(!`${ran.stdout}${ran.stderr}`.includes(token))
    const back = await plan(['rollback', '--yes'], env)
    assert.equal(back.exitCode, 0, back.stderr)
    const { exitCode, stdout } = await plan(['run', 'a', '--yes', '--json'], env)
    assert.deepEqual([exitCode, (JSON.parse(stdout) as { readonly error: { readonly code: string } }).error.code], [4, 'internal'])
  })

for (const status of [0, 1])
  test(`a plugin that ends the process with ${status} does not decide how its run went`, async (t) => {
    const { plan, json } = repository(t, { ...files, 'p.mjs': stray(`process.exit(${status})`) })
    const env = { TOKEN: token }
    assert.equal((await plan(['plugins', '--write'])).exitCode, 0)
    const ran = await plan(['run', 'a', '--yes'], env)
    assert.equal(ran.exitCode, 4, ran.stderr)
    assert.match(ran.stderr, /Error: Cannot go on: the process was told to end in the middle of this command/)
    assert.equal((await plan(['rollback', '--yes'], env)).exitCode, 0)
    const { exitCode, error } = await json(['run', 'a', '--yes'], env)
    assert.deepEqual([exitCode, error.code], [4, 'internal'])
  })
