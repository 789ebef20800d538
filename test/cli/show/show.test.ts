import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { planText, repository, writes } from '../repository.ts'

interface ShowJson {
  readonly inputs: object
  readonly missingInputs: readonly string[]
  readonly bindingDigest?: string
  readonly signOffs: { readonly requirements: readonly { readonly id: string; readonly state: string }[] }
}

interface StatusJson {
  readonly plans: readonly { readonly name: string; readonly state: string; readonly missingInputs?: readonly string[] }[]
}

const inputs = 'inputs: { who: { type: string, description: Whom to greet }, n: { type: integer, tunable: true } }'
const greets = writes('greet', '"out/${{ inputs.who }}.txt"')
const signOffs = `signOffs: { require: [{ id: review, role: dba }, { id: never, role: dba, if: "environment == 'moon'" }] }`

for (const name of ['constructor', 'toString'])
  test(`plan show takes an input called ${name} for nothing that JavaScript objects inherit`, async (t) => {
    const input = `inputs: { ${name}: { type: string } }`
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one', 'out/x', `\${{ inputs.${name} }}`), input) })
    const { stdout } = await repo.plan(['show', 'a'])
    assert.match(stdout, new RegExp(`^ {2}${name} +is not given$`, 'm'))
    const { value } = await repo.json<ShowJson>(['show', 'a', '--input', `${name}=v`])
    assert.deepEqual(value.missingInputs, [])
    assert.match(
      (await repo.plan(['show', 'a', '--format', 'markdown'])).stdout,
      new RegExp(`^\\| \`${name}\` \\| is not given \\|  \\|  \\|$`, 'm'),
    )
  })

describe('plan show of a plan with inputs that nobody gave', { concurrency: 4 }, () => {
  test('tells what is known without them, and which they are', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', greets + writes('one'), `${inputs}\n${signOffs}`) })
    const { exitCode, value } = await repo.json<ShowJson>(['show', 'a', '--input', 'n=1'])
    assert.deepEqual([exitCode, value.inputs, value.missingInputs, value.bindingDigest], [0, { n: 1 }, ['who'], undefined])
    assert.deepEqual(
      value.signOffs.requirements.map(({ id, state }) => [id, state]),
      [
        ['review', 'unverified'],
        ['never', 'not-needed'],
      ],
    )
    const { stdout } = await repo.plan(['show', 'a', '--input', 'n=1'])
    assert.match(stdout, /^ {2}who +is not given +Whom to greet$/m)
    assert.match(stdout, /^ {2}\? unverified +review +dba +input "who" is not given, and a sign-off covers it$/m)
    assert.match(stdout, /^Binding digest +not known until all inputs are given$/m)
    assert.match(stdout, /^Next: plan preview a --input n=1 --input 'who=…'$/m)
    assert.match((await repo.plan(['show', 'a', '--format', 'markdown'])).stdout, /^\| `who` \| is not given \|/m)
  })

  test('tells as plan sign --check does which sign-offs it needs, and what is lacking to verify them', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', greets, `${inputs}\n${signOffs}`) })
    const { exitCode, stdout } = await repo.plan(['sign', 'a', '--check', '--input', 'n=1'])
    assert.equal(exitCode, 3)
    assert.match(stdout, /^ {2}\? unverified +review +dba +input "who" is not given, and a sign-off covers it$/m)
    assert.match(stdout, /^Next: plan sign a --input n=1 --input 'who=…' --role dba --env local$/m)
    assert.equal((await repo.json(['sign', 'a', '--role', 'dba', '--input', 'n=1'])).exitCode, 2)
  })

  test('tells the binding digest where sign-offs do not cover them', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', greets, inputs) })
    const digest = async (...given: readonly string[]) =>
      (await repo.json<ShowJson>(['show', 'a', ...given.flatMap((each) => ['--input', each])])).value.bindingDigest
    assert.equal(await digest('who=ann'), await digest('who=ann', 'n=1'))
  })

  for (const [given, message] of [
    ['n=1', 'Cannot read --input "n=1": "n" is given already'],
    ['who', 'Cannot read --input "who": it has no name and value'],
    ['whom=ann', 'Cannot bind plan "a" to environment "local": there is no input "whom"; there are who, n'],
  ] as const)
    test(`refuses --input ${given} all the same`, async (t) => {
      const repo = repository(t, { 'plans/a.plan.yaml': planText('a', greets, inputs) })
      const { exitCode, error } = await repo.json(['show', 'a', '--input', 'n=1', '--input', given])
      assert.deepEqual([exitCode, error.message], [2, message])
    })

  test('is what plan status and plan validate lead to', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', greets, inputs) })
    assert.deepEqual((await repo.json<StatusJson>(['status'])).value.plans[0]?.missingInputs, ['who', 'n'])
    for (const command of ['status', 'validate']) assert.match((await repo.plan([command])).stdout, /^Next: plan show a$/m)
  })
})

describe('A plan for another environment', { concurrency: 4 }, () => {
  const forStaging = { 'plans/a.plan.yaml': planText('a', writes('one'), 'environments: [staging, production]') }

  test('is not pending in this one, and plan status leads to where it is', async (t) => {
    const repo = repository(t, forStaging)
    const { stdout } = await repo.plan(['status'])
    assert.match(stdout, /^ {2}– elsewhere {2}a +it is for staging, production$[\s\S]*^Next: plan status --env staging$/m)
    assert.match((await repo.plan(['status', 'a'])).stdout, /^Next: plan status a --env staging$/m)
    const { value } = await repo.json<StatusJson>(['status', '--env', 'staging'])
    assert.equal(value.plans[0]?.state, 'pending')
  })

  test('is shown there after plan validate', async (t) => {
    const { stdout } = await repository(t, forStaging).plan(['validate'])
    assert.match(stdout, /^Next: plan show a --env staging$/m)
  })
})

test('plan show tells which environments a plan is for, in order', async (t) => {
  const listed = planText('a', writes('one'), 'environments: [local, { name: staging }, production]')
  const repo = repository(t, { 'plans/a.plan.yaml': listed, 'plans/b.plan.yaml': planText('b', writes('one', 'out/b')) })
  assert.match((await repo.plan(['show', 'a'])).stdout, /^for local, then staging, then production; on failure: /m)
  assert.match(
    (await repo.plan(['show', 'a', '--format', 'markdown'])).stdout,
    /^\| For \| `local`, then `staging`, then `production` \|$/m,
  )
  const { value } = await repo.json<{ environments?: readonly string[] }>(['show', 'a'])
  assert.deepEqual(value.environments, ['local', 'staging', 'production'])
  assert.equal((await repo.json<{ environments?: unknown }>(['show', 'b'])).value.environments, undefined)
})

test('plan show tells what a step names for certain, where its text does not tell all', async (t) => {
  const text = `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: a }
connections: { crm: { driver: postgres, database: crm } }
scope: { databases: { crm: [t] } }
steps: [{ id: a, uses: sql/execute, with: { connection: crm, sql: drop index i; delete from t }, rollback: { with: { sql: insert into t values (1) } } }]
`
  const { stdout } = await repository(t, { 'plans/a.plan.yaml': text }).plan(['show', 'a'])
  assert.match(stdout, /writes databases\.crm: public\.t; more may be found when it runs/)
})
