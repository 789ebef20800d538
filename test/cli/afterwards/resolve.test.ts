import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { describe, type TestContext, test } from 'node:test'
import { json, type Seen, startService } from '../../support/service.ts'
import { type Repository, planText, repository, writes } from '../repository.ts'

/** A service that answers by the first word of the path; `/hang` never does. */
function behave({ url }: Seen, response: ServerResponse): void {
  if (url.startsWith('/drop')) response.destroy()
  else if (url.startsWith('/odd')) json(response, 202, {})
  else if (!url.startsWith('/hang')) json(response, 200, {})
}

const request = (id: string, method: string, path: string, more = ''): string =>
  `- id: ${id}\n  uses: http/request\n  with: { connection: svc, method: ${method}, path: ${path} }\n${more}`
const deleted = '  rollback: { with: { method: DELETE, path: /ok } }\n'
const fails = request('fails', 'GET', '/odd').replace('/odd }', '/odd, expect: { status: 200 } }')

/** Answers to a step, as "Next" offers them. */
const resolves = (step: string, ...as: readonly string[]): readonly string[] =>
  as.map((each) => `plan resolve RUN ${step} --as ${each} --reason "…"`)

describe('What is offered of a run that a person has to look at', { concurrency: 4 }, () => {
  for (const { when, steps, commands, next } of [
    {
      when: 'a request was done that is not done twice, and its result does not do',
      steps: request('post', 'POST', '/odd', `  assert: outputs.status == 200\n  onFailure: pause\n${deleted}`),
      commands: ['run a'],
      next: [...resolves('post', 'absent'), 'plan rollback RUN'],
    },
    {
      when: 'nobody knows whether a request happened',
      steps: request('post', 'POST', '/drop', deleted),
      commands: ['run a'],
      next: resolves('post', 'applied', 'absent'),
    },
    {
      when: 'nobody knows whether a request happened, and the run is to be backed out by a written rollback',
      steps: request('post', 'POST', '/drop', deleted),
      commands: ['run a', 'rollback'],
      next: resolves('post', 'applied', 'absent'),
    },
    {
      when: 'nobody knows whether a request happened that may be repeated',
      steps: request('put', 'PUT', '/drop', deleted),
      commands: ['run a'],
      next: ['plan resume RUN', 'plan rollback RUN'],
    },
    {
      when: 'a command of a written rollback ended otherwise than it should',
      steps: `${request('post', 'POST', '/ok', '  rollback: { uses: exec/run, with: { command: ["false"], writes: ["out/*.log"] } }\n')}${fails}`,
      commands: ['run a'],
      next: [...resolves("'post~rollback[0]'", 'absent'), ...resolves('post', 'left')],
    },
    {
      when: 'a command of a written rollback ended otherwise than it should, and a person has taken the step back',
      steps: `${request('post', 'POST', '/ok', '  rollback: { uses: exec/run, with: { command: ["false"], writes: ["out/*.log"] } }\n')}${fails}`,
      commands: ['run a', 'resolve post --as reverted --reason done'],
      next: ['plan rollback RUN'],
    },
    {
      when: 'nobody heard what a request gave that its rollback reads',
      steps: request('post', 'POST', '/drop', deleted.replace('/ok', '"/${{ outputs.body.id }}"')),
      commands: ['run a', 'resolve post --as applied --reason looked', 'rollback'],
      next: ['plan rollback RUN', ...resolves('post', 'reverted', 'left')],
    },
    {
      when: 'one of two requests is settled, and the other is not',
      steps: `${request('post', 'POST', '/drop', `  needs: []\n${deleted}`)}${request('two', 'POST', '/drop2', `  needs: []\n${deleted.replace('/ok', '/ok2')}`)}`,
      commands: ['run a', 'resolve post --as absent --reason looked'],
      next: resolves('two', 'applied', 'absent'),
    },
  ] as const)
    test(`is what helps when ${when}`, async (t) => {
      const repo = await withService(t, steps)
      let told = ''
      for (const command of commands) told = (await repo.plan(command.split(' '))).stdout
      const [run] = /\d{8}-\d{6}-a-\w+/.exec(told)!
      const offered = offeredIn(told)
      assert.deepEqual(
        offered.map((each) => each.replace(run, 'RUN')),
        next,
        told,
      )
      if (!commands.at(-1)!.startsWith('resolve')) assert.deepEqual(offeredIn((await repo.plan(['status', run])).stdout), offered)
      // Whatever becomes of the run, the command itself is right, and has something to do.
      const { exitCode, stderr } = await repo.typed(offered[0]!)
      assert.notEqual(exitCode, 2, stderr)
    })
})

test('A rollback that reads what nobody heard says so', async (t) => {
  const repo = await withService(t, request('post', 'POST', '/drop', deleted.replace('/ok', '"/${{ outputs.body.id }}"')))
  await repo.plan(['run', 'a'])
  await repo.plan(['resolve', 'post', '--as', 'applied', '--reason', 'it is there'])
  const { stdout } = await repo.plan(['rollback'])
  assert.match(
    stdout,
    /could not be reverted: a person said that it happened \(it is there\), and nobody what "post" gave: Cannot evaluate "outputs\.body\.id"/,
  )
})

describe('What a person has decided on is not called unknown any more', { concurrency: 4 }, () => {
  for (const as of ['applied', 'absent'] as const)
    test(`as ${as}, in status, report and rollback`, async (t) => {
      const repo = await withService(t, request('post', 'POST', '/drop', deleted))
      const { value } = await repo.json<{ readonly runs: readonly { readonly run: string }[] }>(['run', 'a'])
      const { run } = value.runs[0]!
      await repo.plan(['resolve', run, 'post', '--as', as, '--reason', 'seen in the log'])
      const status = (await repo.plan(['status', run])).stdout
      assert.match(status, new RegExp(`✖ failed +post +http/request +unit 0 is ${as}: seen in the log`))
      const report = (await repo.plan(['report', run])).stdout
      const { exitCode, stdout: end } = await repo.plan(['rollback', run])
      assert.equal(exitCode, 0)
      for (const text of [status, report, end]) assert.doesNotMatch(text, /unknown|cannot be told|Look at the service/)
    })

  test('but another step that failed is still the cause', async (t) => {
    const repo = await withService(
      t,
      `${request('post', 'POST', '/drop', `  needs: []\n${deleted}`)}${fails.replace('\n', '\n  needs: []\n')}`,
    )
    const { value } = await repo.json<{ readonly runs: readonly { readonly run: string }[] }>(['run', 'a'])
    const { run } = value.runs[0]!
    await repo.plan(['resolve', run, 'post', '--as', 'absent', '--reason', 'seen'])
    for (const command of ['status', 'report']) {
      const { failure } = (await repo.json<{ readonly failure: { readonly message: string } }>([command, run])).value
      assert.match(failure.message, /its status is 202, not 200/, command)
    }
  })
})

/** The commands behind "Next". */
function offeredIn(text: string): readonly string[] {
  return [...text.matchAll(/^(?:Next| {2}or): (.*)$/gm)].map(([, command]) => command!)
}

async function withService(t: TestContext, steps: string): Promise<Repository> {
  const service = await startService(behave)
  t.after(() => service[Symbol.asyncDispose]())
  const scope = 'services: { svc: ["GET /**", "POST /**", "PUT /**", "DELETE /**"] }, commands: ["false"]'
  return repository(t, {
    'backout.yaml': `apiVersion: backout/v1\nkind: Project\nenvironments: { local: { connections: { svc: { driver: http, baseUrl: "${service.origin}" } } } }\n`,
    'plans/a.plan.yaml': planText('a', writes('first') + steps).replace('scope: { ', `scope: { ${scope}, `),
  })
}
