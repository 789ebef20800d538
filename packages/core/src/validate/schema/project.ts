import { principalPattern } from '../../model/index.ts'
import { connections, namePattern } from './parts.ts'

const environments = {
  type: 'object',
  additionalProperties: false,
  patternProperties: {
    [namePattern]: {
      type: 'object',
      additionalProperties: false,
      properties: {
        protected: {
          type: 'boolean',
          default: false,
          description: 'Whether the working tree must be clean and file steps must already be committed before a run here.',
          examples: [true],
        },
        connections: {
          ...connections,
          description: 'Databases and services of this environment, by name.',
          examples: [{ crm: { driver: 'postgres', url: '${{ secrets.CRM_URL }}' } }],
        },
      },
      description: 'One environment.',
      examples: [{ protected: true, connections: { crm: { driver: 'postgres', url: '${{ secrets.CRM_URL }}' } } }],
    },
  },
  description: 'The environments that plans can run in.',
  examples: [{ local: { connections: { crm: { driver: 'sqlite', file: 'crm.db' } } } }],
} as const

const signOffs = {
  type: 'object',
  additionalProperties: false,
  properties: {
    allowedSigners: {
      type: 'string',
      minLength: 1,
      default: '.backout/allowed_signers',
      description: 'The file of public keys, as `ssh-keygen` and git read it, relative to the root.',
      examples: ['.backout/allowed_signers'],
    },
    roles: {
      type: 'object',
      additionalProperties: false,
      patternProperties: {
        [namePattern]: {
          type: 'array',
          minItems: 1,
          uniqueItems: true,
          items: {
            type: 'string',
            pattern: principalPattern,
            description: 'One person, as the allowed signers name them and as they sign: a name, no pattern.',
            examples: ['alice@example.com'],
          },
          description: 'Who has the role.',
          examples: [['alice@example.com']],
        },
      },
      description: 'Who may sign, by role.',
      examples: [{ dba: ['alice@example.com'], service_owner: ['bob@example.com'] }],
    },
  },
  description: 'Whose signatures count.',
  examples: [{ allowedSigners: '.backout/allowed_signers', roles: { dba: ['alice@example.com'] } }],
} as const

/** `backout.yaml`, without what depends on the drivers: the one source of its format. */
export const projectEnvelope = {
  type: 'object',
  additionalProperties: false,
  required: ['apiVersion', 'kind'],
  properties: {
    apiVersion: { const: 'backout/v1', description: 'The version of the format.', examples: ['backout/v1'] },
    kind: { const: 'Project', description: 'What kind of file it is.', examples: ['Project'] },
    requires: {
      type: 'string',
      description:
        'The versions of Backout that the plans need, as a semantic version range of `>=`, `>`, `<=`, `<`, `=`, `^` and `~` terms.',
      examples: ['>=1.0', '>=1.2 <2'],
    },
    plans: {
      type: 'array',
      items: { type: 'string', minLength: 1, description: 'A glob.', examples: ['plans/**/{plan,*.plan}.yaml'] },
      default: ['plans/**/{plan,*.plan}.{yaml,yml}', '{plan,*.plan}.{yaml,yml}'],
      description:
        'Where the plans are, relative to the root. A pattern has at most three stars in a name, three lists in braces, and three times `**`.',
      examples: [['plans/**/{plan,*.plan}.yaml']],
    },
    plugins: {
      type: 'array',
      uniqueItems: true,
      items: {
        type: 'string',
        minLength: 1,
        description: 'A package, or a path that begins with `./`.',
        examples: ['./plugins/slack.mjs'],
      },
      default: [],
      description: 'Plugins beside those that are built in: packages, or paths relative to the root.',
      examples: [['@acme/backout-kafka', './plugins/slack.mjs']],
    },
    runs: {
      type: 'string',
      minLength: 1,
      default: '.backout/runs',
      description: 'The folder where runs are recorded, relative to the root. It is theirs alone, and never in the scope of a plan.',
      examples: ['.backout/runs'],
    },
    environments,
    signOffs,
  },
} as const
