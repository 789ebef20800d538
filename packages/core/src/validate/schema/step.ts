import { durationPattern } from '../../model/index.ts'
import { entry, idPattern, onFailure, reasonPattern } from './parts.ts'

/** A step of a rollback. */
export const rollbackStep = {
  title: 'rollback step',
  type: 'object',
  additionalProperties: false,
  properties: {
    uses: { ...entry.uses, description: "The step type; without it, the step's own.", examples: ['sql/execute'] },
    with: {
      ...entry.with,
      description: "The input. Without `uses` it is merged into the step's own input, and has to make a difference.",
      examples: [{ body: { enabled: false } }],
    },
    timeout: entry.timeout,
    retry: entry.retry,
  },
} as const

/** A written undo. */
const rollback = {
  anyOf: [
    { ...rollbackStep, description: 'The step that undoes this one.', examples: [{ with: { body: { enabled: false } } }] },
    {
      type: 'array',
      minItems: 1,
      items: {
        ...rollbackStep,
        description: 'One of the steps that undo this one.',
        examples: [{ uses: 'sql/execute', with: { connection: 'crm', sql: 'drop table t' } }],
      },
      description: 'The steps that undo this one, in the order in which they run.',
      examples: [[{ uses: 'sql/execute', with: { connection: 'crm', sql: 'drop table t' } }]],
    },
    {
      title: 'no undo',
      type: 'object',
      additionalProperties: false,
      required: ['none'],
      properties: {
        none: {
          type: 'string',
          pattern: reasonPattern,
          description: 'The reason, for those who review and for those who have to back out.',
          examples: ['The mails are sent'],
        },
      },
      description: 'There is no undo, and why.',
      examples: [{ none: 'The mails are sent' }],
    },
  ],
  description:
    "How to undo the step, where that can't be derived: a step, a list of steps, or `none` with the reason. A writing step must have one of the three.",
  examples: [{ with: { body: { enabled: false } } }, { none: 'The mails are sent' }],
} as const

/** One entry of `steps`. */
export const step = {
  title: 'step',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'uses'],
  properties: {
    ...entry,
    needs: {
      type: 'array',
      uniqueItems: true,
      items: { type: 'string', description: 'The id of a step above.', examples: ['expand'] },
      description: 'Steps above that must be done before. Without it, a step comes after every step above it; `[]` starts at once.',
      examples: [['expand'], []],
    },
    rollback,
    undo: {
      const: 'snapshot',
      description:
        "Asks the step type to save a copy of what it will change, where the undo can't be derived. Of the built-in step types, `sql/execute` does that on SQLite, for virtual tables such as full-text indexes.",
      examples: ['snapshot'],
    },
    signOff: {
      type: 'string',
      pattern: idPattern,
      description: 'Makes the step a gate: it waits until the sign-off of `signOffs.require` with this id is given.',
      examples: ['dba_final'],
    },
    pointOfNoReturn: {
      type: 'boolean',
      default: false,
      description: 'Nothing before this step is reverted automatically once it is done. Only with `rollback: { none: … }`.',
      examples: [true],
    },
    onFailure: { ...onFailure, description: 'What to do when this step fails; by default what the plan says.', examples: ['pause'] },
    forEach: {
      type: 'array',
      minItems: 1,
      items: { description: 'One value.', examples: ['customers'] },
      description:
        'Makes one step for each value, called `id[value]`; of a list, a map, or a text of several lines or more than 100 characters `id[index]`. Expressions read it as `each.value`.',
      examples: [['customers', 'orders']],
    },
  },
  description: 'One step of the plan.',
  examples: [{ id: 'expand', uses: 'sql/execute', with: { connection: 'crm', file: 'sql/001-expand.sql' } }],
} as const

/** An entry of `preconditions` and `successCriteria`. */
export const check = {
  title: 'check',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'uses'],
  properties: entry,
  description: 'A check: a step without effect, with an `assert` that must hold.',
  examples: [
    { id: 'no_nulls', uses: 'sql/query', with: { connection: 'crm', sql: 'select count(*) from t' }, assert: 'outputs.value == 0' },
  ],
} as const

/** An entry of `invariants`. */
export const invariant = {
  title: 'invariant',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'uses'],
  properties: {
    ...entry,
    every: {
      type: 'string',
      pattern: durationPattern,
      default: '30s',
      description: 'How often it is asked while steps run. When they are done it is asked once more.',
      examples: ['30s'],
    },
    failureLimit: {
      type: 'integer',
      minimum: 1,
      default: 1,
      description: 'How many times in a row it must fail to count as a breach.',
      examples: [2],
    },
  },
  description: 'A check that is asked before the steps, again and again while they run, once more when they are done, and on resume.',
  examples: [
    {
      id: 'error_rate',
      uses: 'http/request',
      with: { connection: 'metrics', path: '/errors' },
      assert: 'double(outputs.body.rate) < 0.01',
    },
  ],
} as const
