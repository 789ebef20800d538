import { durationPattern } from '../../model/index.ts'

/** The parts that schemas of plans and projects share: plain JSON Schema (draft-07) literals. */

/** Ids of entries and sign-offs; also names in expressions. */
export const idPattern = '^[a-z][a-z0-9_]*$'

/** Names of environments, connections and roles. */
export const namePattern = '^[A-Za-z_][A-Za-z0-9_-]*$'

/** A reason in words; what YAML has for true, false and nothing is none. */
export const reasonPattern = '^(?!(?:true|false|yes|no|none|null)$)[\\s\\S]*\\S'

/** What all entries of the four lists share. */
export const entry = {
  id: {
    type: 'string',
    pattern: idPattern,
    description: 'Names the entry in the plan, in expressions (`steps.<id>.outputs`), in the journal and in reports. Unique in the plan.',
    examples: ['expand', 'no_nulls'],
  },
  uses: {
    type: 'string',
    pattern: '^[^/\\s]+/[^\\s]+$',
    description: 'The step type, which decides what `with` may hold. `plan plugins` lists those that are installed.',
    examples: ['sql/execute', 'file/replace'],
  },
  with: {
    type: 'object',
    additionalProperties: {},
    default: {},
    description: 'The input of the step type. Texts in it may hold expressions: `${{ inputs.batch }}`.',
    examples: [{ connection: 'crm', file: 'sql/001-expand.sql' }],
  },
  if: {
    type: 'string',
    description:
      "A CEL expression without `${{ }}`, asked once, when the entry's turn comes. Where it is false, the entry is skipped, which counts as done.",
    examples: ["environment == 'production'"],
  },
  assert: {
    type: 'string',
    description:
      'A CEL expression without `${{ }}` that must hold afterwards; `outputs` are those of this entry. Where it does not hold, the entry has failed.',
    examples: ['outputs.value == 0'],
  },
  timeout: {
    type: 'string',
    pattern: durationPattern,
    default: '10m',
    description:
      'How long one attempt may take, with what it waits. Steps of many units, and `core/wait`, have no limit unless one is given.',
    examples: ['30s', '5m'],
  },
  retry: {
    title: 'retry',
    type: 'object',
    additionalProperties: false,
    required: ['every', 'for'],
    properties: {
      every: { type: 'string', pattern: durationPattern, description: 'The pause between two attempts.', examples: ['5m'] },
      for: { type: 'string', pattern: durationPattern, description: 'How long to go on, from the first attempt.', examples: ['2d'] },
    },
    description:
      'Tries again after a failure or an `assert` that does not hold. By default there is one attempt. What a step wrote is written again only where its undo is derived: elsewhere a wrong exit code or `assert` is final. Long pauses suspend the run: `plan resume --due`.',
    examples: [{ every: '5m', for: '2d' }],
  },
} as const

/** Names of databases and services, with their drivers. The rest of a configuration is checked by its driver. */
export const connections = {
  type: 'object',
  additionalProperties: false,
  patternProperties: {
    [namePattern]: {
      title: 'connection',
      type: 'object',
      required: ['driver'],
      properties: {
        driver: {
          type: 'string',
          description: 'The kind of database or service. `plan plugins` lists those that are installed.',
          examples: ['sqlite'],
        },
      },
      additionalProperties: {},
      description: 'One connection: its driver, and what that driver needs. Secrets are named, never written: `${{ secrets.CRM_URL }}`.',
      examples: [{ driver: 'sqlite', file: 'crm.db' }],
    },
  },
} as const

/** When the run, or one step, fails. */
export const onFailure = {
  enum: ['rollback', 'pause'],
  default: 'rollback',
} as const
