import { durationPattern, type Infer, type Json } from '@backout/core/plugin'
import { pemSchemas, pemsTogether } from '../pem-schema.ts'

/** The configuration of a connection with `driver: http`. */
export const httpConfig = {
  type: 'object',
  additionalProperties: false,
  required: ['baseUrl'],
  properties: {
    baseUrl: {
      type: 'string',
      description: 'Where the service is: http or https, host, port and a path that all requests start with. No credentials.',
      examples: ['https://flags.example.com/api'],
    },
    headers: {
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'Headers of every request, such as an authorization from a secret.',
      examples: [{ Authorization: `Bearer $\{{ secrets.FLAGS_TOKEN }}` }],
    },
    timeout: {
      type: 'string',
      pattern: durationPattern,
      default: '30s',
      description: 'How long one attempt may take, from connecting to the last byte of the answer.',
      examples: ['5s'],
    },
    retries: {
      type: 'integer',
      minimum: 0,
      maximum: 20,
      default: 3,
      description:
        'How often an idempotent request is sent again after a broken connection, an attempt that took too long, or an answer 429, 502, 503 or 504, within the timeout of its step.',
      examples: [0],
    },
    redirects: {
      type: 'integer',
      minimum: 0,
      maximum: 50,
      default: 10,
      description: 'How many redirects are followed, inside the base URL and the scope.',
      examples: [0],
    },
    maxBodyBytes: {
      type: 'integer',
      minimum: 1,
      default: 8388608,
      description: 'The largest answer that is accepted, in bytes after decompression.',
      examples: [65536],
    },
    idempotencyKey: {
      type: 'object',
      additionalProperties: false,
      description: 'How the service knows a request that it has already answered.',
      examples: [{ honoured: true }],
      properties: {
        header: {
          type: 'string',
          default: 'Idempotency-Key',
          description: 'The header that carries the key.',
          examples: ['X-Request-Id'],
        },
        honoured: {
          type: 'boolean',
          default: false,
          description:
            'Whether the service promises to do nothing twice under one key. POST and PATCH are then repeated like PUT and DELETE.',
          examples: [true],
        },
      },
    },
    tls: {
      type: 'object',
      additionalProperties: false,
      dependencies: pemsTogether,
      description: 'Certificates for https. A certificate that does not verify is always refused.',
      examples: [{ ca: 'certificates/ca.pem' }],
      properties: {
        ...pemSchemas,
        serverName: {
          type: 'string',
          description: 'The name that the certificate must carry, where it is not that of the base URL.',
          examples: ['flags.internal'],
        },
      },
    },
  },
} as const

/** {@link httpConfig} as a type. */
export type HttpConfig = Infer<typeof httpConfig>

/** {@link HttpConfig} with a value for each limit. */
export type HttpSettings = HttpConfig & Required<Pick<HttpConfig, 'timeout' | 'retries' | 'redirects' | 'maxBodyBytes'>>

/** A configuration with the defaults of its schema for what it does not say. */
export function settingsOf(config: HttpConfig): HttpSettings {
  const { timeout, retries, redirects, maxBodyBytes } = httpConfig.properties
  const usual = { timeout: timeout.default, retries: retries.default, redirects: redirects.default, maxBodyBytes: maxBodyBytes.default }
  return { ...usual, ...config }
}

/** A stored configuration, which the schema has been checked against. */
export function asHttpConfig(config: { readonly [key: string]: Json }): HttpConfig {
  return config as unknown as HttpConfig
}
