import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startService } from '../support/service.ts'
import { repository } from './repository.ts'

const planFor = (origin: string, threshold: number): string => `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: flags }
connections: { api: { driver: http, baseUrl: "${origin}" } }
scope:
  services: { api: ["GET /version", "GET /flag", "PUT /flag"] }
  commands: [touch]
preconditions:
  - { id: version, uses: http/request, with: { connection: api, path: /version }, assert: int(outputs.body.schema) >= ${threshold} }
  - { id: command, uses: exec/run, with: { command: [touch, ran], effect: none } }
steps:
  - { id: deployed, uses: http/request, with: { connection: api, path: /version }, retry: { every: 1s, for: 1h } }
  - id: flag
    uses: http/request
    with: { connection: api, method: PUT, path: /flag, body: { enabled: true } }
    rollback: { with: { body: { enabled: false } } }
  - { id: after, uses: http/request, with: { connection: api, path: /flag } }
`

interface Preview {
  readonly steps: readonly { readonly id: string; readonly result: string }[]
}

for (const { when, threshold, exitCode, result } of [
  { when: 'holds', threshold: 12, exitCode: 0, result: 'holds' },
  { when: 'does not hold', threshold: 13, exitCode: 1, result: 'fails' },
])
  test(`plan preview asks a check that stands before anything is written, and exits with ${exitCode} when it ${when}`, async (t) => {
    await using service = await startService((_, response) => response.setHeader('content-type', 'application/json').end('{"schema":12}'))
    const repo = repository(t, { 'flags.plan.yaml': planFor(service.origin, threshold) })
    const preview = await repo.json<Preview>(['preview', 'flags.plan.yaml'])
    assert.equal(preview.exitCode, exitCode)
    assert.deepEqual(
      preview.value.steps.map((step) => [step.id, step.result]),
      [
        ['version', result],
        ['command', 'not-asked'],
        ['deployed', 'not-asked'],
        ['flag', 'changes'],
        ['after', 'not-asked'],
      ],
    )
    assert.deepEqual(
      service.seen.map(({ method, url }) => `${method} ${url}`),
      ['GET /version'],
    )
    assert.equal(existsSync(join(repo.root, 'ran')), false)
  })
