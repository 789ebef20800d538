import type { Infer } from '@backout/core/plugin'
import { methods } from './address/methods.ts'

const oneStatus = [
  { type: 'integer', minimum: 100, maximum: 599 },
  { type: 'string', pattern: '^[1-5]xx$' },
] as const

/** The input of `http/request`. */
export const requestInput = {
  type: 'object',
  additionalProperties: false,
  oneOf: [{ required: ['connection'] }, { required: ['url'] }],
  properties: {
    connection: {
      type: 'string',
      'x-backout': { connection: 'services' },
      description: 'The connection whose base URL, headers and limits are used. Give this or `url`.',
      examples: ['flags'],
    },
    url: {
      type: 'string',
      description: 'A whole URL, without credentials, for a service that no connection names; `scope.services` lists it by its origin.',
      examples: ['https://status.example.com/api/v1/health'],
    },
    method: { type: 'string', enum: methods, default: 'GET', description: 'The method.', examples: ['PUT'] },
    path: {
      type: 'string',
      description: 'The path under the base URL (or under `url`). It starts with "/" and may carry a query.',
      examples: ['/flags/crm-split-name'],
    },
    query: {
      type: 'object',
      additionalProperties: {
        anyOf: [
          { type: ['string', 'integer', 'number', 'boolean'] },
          { type: 'array', items: { type: ['string', 'integer', 'number', 'boolean'] } },
        ],
      },
      description: 'Parameters that are added to the query, encoded; a list gives one parameter for each item.',
      examples: [{ query: 'crm_errors' }],
    },
    headers: {
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'Headers of this request, over those of the connection.',
      examples: [{ Accept: 'application/json' }],
    },
    body: {
      description: 'What to send. A text is sent as it is; anything else as JSON, or as a form where the content-type header says so.',
      examples: [{ enabled: true }],
    },
    expect: {
      type: 'object',
      additionalProperties: false,
      description: 'What the answer must be, or the step fails.',
      examples: [{ status: [200, 404] }],
      properties: {
        status: {
          anyOf: [...oneStatus, { type: 'array', minItems: 1, items: { anyOf: oneStatus } }],
          default: '2xx',
          description:
            'The status, or several; `2xx` stands for all that start with 2. A redirect that is named here is the answer, and not followed.',
          examples: [201],
        },
        body: {
          description: 'What the body must hold: every key that is given, at any depth; lists in full; a text exactly.',
          examples: [{ enabled: true }],
        },
      },
    },
    idempotent: {
      type: 'boolean',
      description:
        'Says that the service does this POST or PATCH only once under one Idempotency-Key, so that it may be sent again after a broken connection or a crash. Defaults to what the connection says.',
      examples: [true],
    },
    effect: {
      type: 'string',
      enum: ['none', 'write'],
      description: 'Says that a POST only asks (a search, a query), so that it may stand in a check. Defaults to what the method means.',
      examples: ['none'],
    },
  },
} as const

/** {@link requestInput} as a type. */
export type RequestInput = Infer<typeof requestInput>

/** The output of `http/request`. */
export const requestOutput = {
  type: 'object',
  additionalProperties: false,
  required: ['status', 'headers', 'body'],
  properties: {
    status: { type: 'integer', description: 'The status of the answer.', examples: [200] },
    headers: {
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'Headers of the answer, names in lower case. `set-cookie` is left out.',
      examples: [{ 'content-type': 'application/json' }],
    },
    body: { description: 'The body: parsed where it is JSON, else text, else bytes.', examples: [{ schema: 12 }] },
  },
} as const
