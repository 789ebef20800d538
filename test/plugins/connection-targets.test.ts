import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadProjectFile } from '@backout/core/load'
import { validateProject } from '@backout/core/validate'
import { builtins } from '@backout/plugins'

const cases = [
  { is: 'refused', config: { driver: 'http', baseUrl: 'x' } },
  { is: 'refused', config: { driver: 'http', baseUrl: 'ftp://example.com' } },
  { is: 'refused', config: { driver: 'http', baseUrl: 'https://example.com/?key=1' } },
  { is: 'refused', config: { driver: 'postgres', url: 'mysql://example.com/crm' } },
  { is: 'refused', config: { driver: 'postgres', url: 'postgres://example.com/crm?sslmode=always' } },
  { is: 'refused', config: { driver: 'sqlite', file: ':memory:' } },
  { is: 'valid', config: { driver: 'http', baseUrl: 'https://${{ secrets.HOST }}/flags' } },
  { is: 'valid', config: { driver: 'postgres', url: '${{ secrets.CRM_URL }}' } },
  { is: 'valid', config: { driver: 'postgres', url: 'postgres:///crm?host=/run/postgresql' } },
  { is: 'valid', config: { driver: 'sqlite', file: '${{ secrets.FILE }}' } },
]

for (const { is, config } of cases)
  test(`a connection is ${is} before anything runs: ${JSON.stringify(config)}`, async () => {
    const project = { apiVersion: 'backout/v1', kind: 'Project', environments: { local: { connections: { a: config } } } }
    const { diagnostics } = await validateProject(loadProjectFile({ path: 'backout.yaml', text: JSON.stringify(project) }), {
      plugins: builtins,
    })
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      is === 'refused' ? ['connection-target'] : [],
    )
  })
