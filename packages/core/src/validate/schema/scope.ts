import { namePattern } from './parts.ts'

/** What a plan may read and write. */
export const scope = {
  type: 'object',
  additionalProperties: false,
  properties: {
    files: {
      type: 'array',
      items: {
        type: 'string',
        minLength: 1,
        description: 'A path or a glob, relative to the root of the repository.',
        examples: ['src/**/*.ts'],
      },
      description:
        'Files, as paths and globs relative to the root; `!` in front takes away. `.backout/` and what git keeps are never in scope.',
      examples: [['services/crm/src/**/*.ts']],
    },
    databases: {
      type: 'object',
      additionalProperties: false,
      patternProperties: {
        [namePattern]: {
          type: 'array',
          items: {
            type: 'string',
            minLength: 1,
            description: 'A table, as the database names it, or `*` for all.',
            examples: ['public.customers'],
          },
          description: 'Tables of one connection.',
          examples: [['public.customers']],
        },
      },
      description: 'Tables, by the name of the connection.',
      examples: [{ crm: ['public.customers'] }],
    },
    services: {
      type: 'object',
      additionalProperties: {
        type: 'array',
        items: {
          type: 'string',
          minLength: 1,
          description: 'A method and a path; `*` stands for any part of a path.',
          examples: ['PUT /flags/*'],
        },
        description: 'Endpoints of one service.',
        examples: [['GET /version']],
      },
      description: 'Endpoints, by the name of the connection, or by the origin of a service that no connection declares.',
      examples: [{ crm_api: ['GET /version'], 'https://status.example.com': ['GET /'] }],
    },
    commands: {
      type: 'array',
      items: { type: 'string', minLength: 1, description: 'A program, as steps name it.', examples: ['npm'] },
      description: 'Programs that steps may start.',
      examples: [['npm']],
    },
  },
  description:
    'What the plan may read and write. Anything else is refused, before and while it happens. `plan validate --fix` fills it in.',
  examples: [{ files: ['services/crm/src/**/*.ts'], databases: { crm: ['public.customers'] } }],
} as const
