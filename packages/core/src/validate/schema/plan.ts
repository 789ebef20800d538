import { durationPattern } from '../../model/index.ts'
import { inputs } from './inputs.ts'
import { connections, entry, idPattern, namePattern, onFailure } from './parts.ts'
import { scope } from './scope.ts'
import { check, invariant, step } from './step.ts'

const metadata = {
  title: 'metadata',
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: {
      type: 'string',
      pattern: '^[a-z0-9][a-z0-9._-]*$',
      maxLength: 100,
      description: 'Names the plan in its repository, in ledgers and in records. Unique, and never changed once the plan has run.',
      examples: ['split-customer-name'],
    },
    title: {
      type: 'string',
      description: 'What the plan does, in one line.',
      examples: ['Split customers.full_name into first_name and last_name'],
    },
    description: {
      type: 'string',
      description: 'Why, and what a reviewer should know.',
      examples: ['The invoice service reads the new columns from 2.4 on.'],
    },
    owners: {
      type: 'array',
      items: { type: 'string', description: 'A team or a person.', examples: ['team-crm'] },
      description: 'Who answers for the plan.',
      examples: [['team-crm']],
    },
    risk: { enum: ['low', 'medium', 'high', 'critical'], description: 'How much is at stake, for those who review.', examples: ['high'] },
    links: {
      type: 'array',
      items: { type: 'string', description: 'An address.', examples: ['https://tracker.example.com/CRM-412'] },
      description: 'Tickets, designs, runbooks.',
      examples: [['https://tracker.example.com/CRM-412']],
    },
    after: {
      type: 'array',
      uniqueItems: true,
      items: { type: 'string', description: 'The `metadata.name` of another plan.', examples: ['add-customers-index'] },
      description: 'Plans that must have been applied before. They can be rolled back only after this one.',
      examples: [['add-customers-index']],
    },
  },
  description: 'What the plan is called, who answers for it, and how much is at stake.',
  examples: [{ name: 'split-customer-name', owners: ['team-crm'], risk: 'high' }],
} as const

const environments = {
  type: 'array',
  minItems: 1,
  items: {
    anyOf: [
      { type: 'string', pattern: namePattern, description: 'The name of an environment.', examples: ['local'] },
      {
        title: 'environment',
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: {
          name: { type: 'string', pattern: namePattern, description: 'The name of an environment.', examples: ['production'] },
          inputs: {
            type: 'object',
            additionalProperties: {},
            description: 'Values of inputs in this environment.',
            examples: [{ batch: 5000 }],
          },
        },
        description: 'An environment with values of inputs.',
        examples: [{ name: 'production', inputs: { batch: 5000 } }],
      },
    ],
    description: 'One environment.',
    examples: ['local', { name: 'production', inputs: { batch: 5000 } }],
  },
  description:
    'Where the plan may run; anywhere else a run is refused. Without it, in every environment; the usual one is `local`. The order is what reviewers read: a run does not ask whether the plan was applied in the one before, since only a record on another machine may know that.',
  examples: [['local', 'staging', { name: 'production', inputs: { batch: 5000 } }]],
} as const

const signOffs = {
  type: 'object',
  additionalProperties: false,
  properties: {
    require: {
      type: 'array',
      items: {
        title: 'sign-off',
        type: 'object',
        additionalProperties: false,
        required: ['id', 'role'],
        properties: {
          id: {
            type: 'string',
            pattern: idPattern,
            description: 'Names the sign-off; a step with `signOff: <id>` waits for it.',
            examples: ['dba_final'],
          },
          role: { type: 'string', pattern: namePattern, description: 'A role of `signOffs.roles` in backout.yaml.', examples: ['dba'] },
          if: {
            ...entry.if,
            description:
              'A CEL expression of `environment` and of inputs that are not tunable: where it is false, the sign-off is not needed.',
            examples: ["environment != 'local'"],
          },
          count: { type: 'integer', minimum: 1, default: 1, description: 'How many people of the role have to sign.', examples: [2] },
          expires: {
            type: 'string',
            pattern: durationPattern,
            description: 'The longest time from signing to the start of the run.',
            examples: ['72h'],
          },
        },
        description: 'One sign-off. It is needed before the run starts or, where a step names it, before that step.',
        examples: [{ id: 'review', role: 'service_owner', if: "environment != 'local'" }],
      },
      description: 'Who has to sign.',
      examples: [[{ id: 'dba_final', role: 'dba', if: "environment == 'production'" }]],
    },
    distinct: { type: 'boolean', default: true, description: 'Whether one person counts for one sign-off only.', examples: [false] },
  },
  description: 'Sign-offs: signatures of people, in roles, over the digests of everything that decides the run.',
  examples: [{ require: [{ id: 'review', role: 'service_owner' }] }],
} as const

/** A plan file, without what depends on the step types: the one source of its format. */
export const planEnvelope = {
  type: 'object',
  additionalProperties: false,
  required: ['apiVersion', 'kind', 'metadata', 'steps'],
  properties: {
    apiVersion: { const: 'backout/v1', description: 'The version of the format.', examples: ['backout/v1'] },
    kind: { const: 'MigrationPlan', description: 'What kind of file it is.', examples: ['MigrationPlan'] },
    metadata,
    environments,
    connections: {
      ...connections,
      description: 'Databases and services, for a plan without `backout.yaml`. Those of the environment come first.',
      examples: [{ crm: { driver: 'sqlite', file: 'crm.db' } }],
    },
    scope,
    inputs,
    preconditions: {
      type: 'array',
      items: check,
      description: 'Checks that are asked once, before anything is touched.',
      examples: [
        [{ id: 'no_nulls', uses: 'sql/query', with: { connection: 'crm', sql: 'select count(*) from t' }, assert: 'outputs.value == 0' }],
      ],
    },
    steps: {
      type: 'array',
      minItems: 1,
      items: step,
      description: 'What is done, in order. Steps without effect are checks on the way.',
      examples: [[{ id: 'expand', uses: 'sql/execute', with: { connection: 'crm', file: 'sql/001-expand.sql' } }]],
    },
    invariants: {
      type: 'array',
      items: invariant,
      description:
        'Checks that are sampled before, while and after steps run, and on resume. A breach rolls back, or does what `onFailure` of the plan says.',
      examples: [[{ id: 'alive', uses: 'http/request', with: { connection: 'crm_api', path: '/health' }, every: '10s' }]],
    },
    successCriteria: {
      type: 'array',
      items: check,
      description: 'Checks that must hold at the end; otherwise the run is rolled back.',
      examples: [[{ id: 'unit_tests', uses: 'exec/run', with: { command: ['npm', 'test'], effect: 'none' } }]],
    },
    onFailure: {
      ...onFailure,
      description: 'What happens when a step fails or an invariant is breached: back out, or stop and leave the decision to a person.',
      examples: ['pause'],
    },
    rollbackWindow: {
      type: 'string',
      pattern: durationPattern,
      default: '72h',
      description: 'How long after success the run may still be backed out; `plan finalize` ends it.',
      examples: ['72h'],
    },
    signOffs,
  },
} as const
