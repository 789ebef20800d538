import { loadPlanFile } from '../../../packages/core/src/load/index.ts'
import { compile, type Facts } from '../../../packages/core/src/compile/index.ts'
import type { BoundPlan, Project } from '../../../packages/core/src/model/index.ts'
import type { AnyResourceDriver, AnyStepType, Plugin } from '../../../packages/core/src/plugin.ts'
import type { ValidPlan } from '../../../packages/core/src/validate/index.ts'

const connection = { type: 'string', 'x-backout': { connection: 'databases' } }

function stepType(uses: AnyStepType['uses'], properties: object, more: Partial<AnyStepType> = {}): AnyStepType {
  return { uses, summary: uses, input: { type: 'object', properties }, output: {}, formats: [1], ...more } as unknown as AnyStepType
}

function driver(kind: string, family: AnyResourceDriver['family'], more: Partial<AnyResourceDriver>): AnyResourceDriver {
  return { kind, family, config: {}, covers: () => true, overlaps: () => true, ...more } as unknown as AnyResourceDriver
}

/** Step types and drivers as far as binding reads them. */
export const db: Plugin = {
  name: 'db',
  version: '1.2.3',
  steps: [
    stepType('db/run', { connection, file: { type: 'string', 'x-backout': { file: true } } }),
    stepType('db/fill', { connection }, { units: 'many' }),
    stepType('db/nested', {
      sources: { type: 'array', items: { type: 'object', properties: { from: { type: 'string', 'x-backout': { file: true } } } } },
    }),
  ],
  drivers: [driver('mem', 'databases', { target: ({ file, host }) => (host ?? file) as string })],
}

export const web: Plugin = {
  name: 'web',
  version: '2.0.0',
  steps: [stepType('web/call', { connection: { type: 'string', 'x-backout': { connection: 'services' } } })],
  drivers: [driver('http', 'services', { target: ({ baseUrl }) => baseUrl as string })],
}

export const project: Project = {
  apiVersion: 'backout/v1',
  kind: 'Project',
  environments: {
    local: { connections: { crm: { driver: 'mem', file: 'crm.db' } } },
    staging: {
      connections: {
        crm: { driver: 'mem', host: 'db.staging', password: '${{ secrets.CRM_PASSWORD }}' },
        other: { driver: 'mem', file: 'o' },
      },
    },
    production: {
      protected: true,
      connections: {
        crm: { driver: 'mem', host: 'db.production', password: '${{ secrets.CRM_PASSWORD }}' },
        flags: { driver: 'http', baseUrl: 'https://flags' },
      },
    },
  },
  signOffs: { roles: { dba: ['alice@example.com'], owner: ['bob@example.com'], unused: [] } },
}

/** A plan from YAML, as validation would hand it on. */
export function planOf(yaml: string): ValidPlan {
  const { value, diagnostics } = loadPlanFile({ path: 'plan.yaml', text: yaml })
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return value as ValidPlan
}

export const files: ReadonlyMap<string, Uint8Array> = new Map([
  ['sql/a.sql', Buffer.from('select 1;\nselect 2;\n')],
  ['sql/b.sql', Buffer.from('select 3;\n')],
])

/** Binds YAML to `local`, unless told otherwise. */
export function bind(yaml: string, facts: Partial<Facts> = {}): BoundPlan {
  const usual = { path: 'plans/p.yaml', environment: 'local', project, files, plugins: [db, web], engineVersion: '1.0.0' }
  return compile(planOf(yaml), { ...usual, ...facts })
}

/** A plan with these steps, and whatever else. */
export function planWith(steps: string, more = ''): string {
  return `apiVersion: backout/v1\nkind: MigrationPlan\nmetadata: { name: p }\nscope: { databases: { crm: [t] } }\n${more}\nsteps:\n${steps}`
}
