import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { planText, repository, writes } from '../repository.ts'

/** A project whose connection has a key that its driver does not know. */
const project = `apiVersion: backout/v1
kind: Project
environments:
  local: { connections: { crm: { driver: postgres, url: "postgres://127.0.0.1:1/crm", tsl: { mode: verify-full } } } }
`

describe('A connection of backout.yaml that is not as its driver wants it', { concurrency: 4 }, () => {
  for (const command of [
    ['validate'],
    ['show', 'a'],
    ['preview', 'a'],
    ['run', 'a'],
    ['sign', 'a', '--check'],
    ['baseline', 'a', '--env', 'local', '--reason', 'x'],
  ]) {
    test(`is refused by plan ${command[0]}, and nothing runs`, async (t) => {
      const repo = repository(t, { 'backout.yaml': project, 'plans/a.plan.yaml': planText('a', writes('one', 'out/a')) })
      const { exitCode, stdout, stderr } = await repo.plan(command)
      assert.equal(exitCode, 2)
      assert.match(stdout + stderr, /backout\.yaml:4:\d+: error: Connection "crm": "tsl" is not known/)
      assert.deepEqual((await repo.plan(['status'])).stdout.includes('applied'), false)
    })
  }

  for (const command of [['validate'], ['validate', '--json'], ['run', 'a'], ['run', 'a', '--json']]) {
    test(`has its password in stars where plan ${command.join(' ')} shows its line or quotes it`, async (t) => {
      const given = 'driver: postgres, url: "postgres://crm:opensesame@db/crm", password: 4433221100, tsl: 1'
      const backout = project.replace(/driver: postgres.*(?= } } \})/, given)
      const repo = repository(t, { 'backout.yaml': backout, 'plans/a.plan.yaml': planText('a', writes('one', 'out/a')) })
      const { exitCode, stdout, stderr } = await repo.plan(command)
      assert.equal(exitCode, 2)
      assert.match(stdout + stderr, /"?password\\?"? must be text, not \*\*\*/)
      assert.doesNotMatch(stdout + stderr, /opensesame|4433221100/)
    })
  }

  test('is in nobody’s way who looks at runs', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one', 'out/a')) })
    await repo.plan(['run', 'a', '--yes'])
    repo.write('backout.yaml', project)
    assert.deepEqual([(await repo.plan(['report'])).exitCode, (await repo.plan(['rollback', '--yes'])).exitCode], [0, 0])
  })
})

test('plan validate warns of each secret that a connection has written out, and of none that it only names', async (t) => {
  const backout = `apiVersion: backout/v1
kind: Project
environments:
  local:
    connections:
      crm: { driver: postgres, host: db, password: opensesame }
      web: { driver: postgres, url: "postgres://web:opensesame@db/web" }
      flags: { driver: http, baseUrl: "https://flags", headers: { Authorization: Bearer opensesame, X-Token-Type: bearer } }
      safe: { driver: postgres, host: db, password: "\${{ secrets.CRM_PASSWORD }}" }
      none: { driver: postgres, host: db, password: "" }
`
  const repo = repository(t, { 'backout.yaml': backout, 'plans/a.plan.yaml': planText('a', writes('one', 'out/a')) })
  const { exitCode, stdout, stderr } = await repo.plan(['validate'])
  assert.equal(exitCode, 0)
  const warned = (stdout + stderr).matchAll(/backout\.yaml:(\d+:\d+): warning: Connection "(\w+)" has a secret in it/g)
  assert.deepEqual(
    Array.from(warned, ([, place, name]) => `${place} ${name}`),
    ['6:52 crm', '7:37 web', '8:82 flags'],
  )
  assert.doesNotMatch(stdout + stderr, /opensesame/)
})
