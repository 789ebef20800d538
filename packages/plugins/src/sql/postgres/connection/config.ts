import { durationPattern, type Infer, type Json } from '@backout/core/plugin'
import { pemSchemas, pemsTogether } from '../../../pem-schema.ts'

/** The configuration of a connection with `driver: postgres`. */
export const postgresConfig = {
  type: 'object',
  additionalProperties: false,
  properties: {
    url: {
      type: 'string',
      description:
        'The database: `postgres://user:password@host:port/database`, with `?sslmode=…` as psql knows it. Usually from a secret.',
      examples: [`$\{{ secrets.CRM_URL }}`],
    },
    host: {
      type: 'string',
      default: 'localhost',
      description: 'The server, or the folder of its socket. Over that of `url`.',
      examples: ['db.internal'],
    },
    port: { type: 'integer', minimum: 1, maximum: 65535, default: 5432, description: 'The server’s port.', examples: [5432] },
    database: { type: 'string', description: 'The database. Defaults to the name of the user.', examples: ['crm'] },
    user: { type: 'string', description: 'Who connects. Defaults to the user that Backout runs as.', examples: ['migrator'] },
    password: {
      type: 'string',
      description: 'The password, from a secret. Defaults to PGPASSWORD.',
      examples: [`$\{{ secrets.CRM_PASSWORD }}`],
    },
    tls: {
      type: 'object',
      additionalProperties: false,
      dependencies: pemsTogether,
      description: 'Encryption of the connection.',
      examples: [{ mode: 'verify-full', ca: 'certificates/ca.pem' }],
      properties: {
        mode: {
          type: 'string',
          enum: ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'],
          default: 'prefer',
          description:
            'As psql’s sslmode: `prefer` encrypts where the server can, `require` always, `verify-ca` checks who signed its certificate, `verify-full` also its name.',
          examples: ['verify-full'],
        },
        ...pemSchemas,
      },
    },
    connectTimeout: {
      type: 'string',
      pattern: durationPattern,
      default: '10s',
      description: 'How long connecting may take, and how long a run waits for a server that is restarted under it.',
      examples: ['3s'],
    },
    lockTimeout: {
      type: 'string',
      pattern: durationPattern,
      default: '10s',
      description: 'How long a statement waits for a lock that somebody else holds, before its step fails as busy.',
      examples: ['2s'],
    },
    statementTimeout: {
      type: 'string',
      pattern: durationPattern,
      description: 'How long one statement may run. Without it, only the timeout of its step counts.',
      examples: ['5m'],
    },
    timeZone: {
      type: 'string',
      default: 'UTC',
      description: 'The time zone of the sessions, so that a statement means the same on every machine.',
      examples: ['Europe/Berlin'],
    },
  },
} as const

/** {@link postgresConfig} as a type. */
export type PostgresConfig = Infer<typeof postgresConfig>

/** A stored configuration, which the schema has been checked against. */
export function asPostgresConfig(config: { readonly [key: string]: Json }): PostgresConfig {
  return config
}
