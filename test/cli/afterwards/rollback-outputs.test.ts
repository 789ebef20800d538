import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { json, startService } from '../../support/service.ts'
import { planText, repository } from '../repository.ts'

const made = '/items/${{ int(outputs.body.id) }}'
const back = `  rollback: { with: { method: DELETE, path: "${made}" } }\n`
const post = (more: string): string => `- id: make\n  uses: http/request\n  with: { connection: svc, method: POST, path: /items${more} }\n`
const command =
  '- id: make\n  uses: exec/run\n  with: { command: [sh, -c, "echo 7; exit 3"] }\n' +
  '  rollback: { uses: http/request, with: { connection: svc, method: DELETE, path: "/items/${{ outputs.stdout }}" } }\n'

describe('Law: whatever ran can be backed out: a rollback reads what its step gave', { concurrency: 4 }, () => {
  for (const { when, steps } of [
    { when: 'its assert does not hold', steps: `${post('')}  assert: outputs.body.ready\n${back}` },
    {
      when: 'the answer was not the one that it expects',
      steps: `${post(', expect: { body: { ready: true } }')}${back.replace('{ with: {', '{ uses: http/request, with: { connection: svc,')}`,
    },
    { when: 'its command ended otherwise than it should', steps: command },
    {
      when: 'its rollback names the step',
      steps: `${post('')}  assert: outputs.body.ready\n${back.replace('outputs', 'steps.make.outputs')}`,
    },
  ])
    test(`where ${when}`, async (t) => {
      await using service = await startService((_, response) => json(response, 200, { id: 7, ready: false }))
      const repo = repository(t, {
        'backout.yaml': `apiVersion: backout/v1\nkind: Project\nenvironments: { local: { connections: { svc: { driver: http, baseUrl: "${service.origin}" } } } }\n`,
        'plans/a.plan.yaml': planText('a', steps).replace(
          'scope: { ',
          'scope: { services: { svc: ["POST /items", "DELETE /items/*"] }, commands: [sh], ',
        ),
      })
      const { exitCode, value } = await repo.json<{ readonly ending: string; readonly runs: readonly { readonly ending: string }[] }>([
        'run',
        'a',
      ])
      assert.deepEqual([exitCode, value.runs[0]!.ending], [1, 'rolled-back'])
      assert.deepEqual(service.seen.at(-1)?.url, '/items/7')
    })
})
