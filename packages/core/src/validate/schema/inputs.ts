/** The declarations of a plan's inputs. */
export const inputs = {
  type: 'object',
  additionalProperties: false,
  patternProperties: {
    '^[A-Za-z_][A-Za-z0-9_]*$': {
      title: 'input',
      type: 'object',
      additionalProperties: false,
      required: ['type'],
      properties: {
        type: { enum: ['string', 'integer', 'number', 'boolean'], description: 'The type of the value.', examples: ['integer'] },
        description: { type: 'string', description: 'What it is for.', examples: ['Rows in one transaction'] },
        default: {
          description: 'The value where neither `--input` nor the environment gives one. Without it the input is required.',
          examples: [20000],
        },
        tunable: {
          type: 'boolean',
          default: false,
          description: 'Whether it may change after the plan was signed: its value is recorded, not signed.',
          examples: [true],
        },
        enum: { type: 'array', minItems: 1, items: {}, description: 'The only values that are allowed.', examples: [['blue', 'green']] },
        const: { description: 'The only value that is allowed.', examples: ['v2'] },
        minimum: { type: 'number', description: 'The smallest number.', examples: [1] },
        maximum: { type: 'number', description: 'The largest number.', examples: [100000] },
        exclusiveMinimum: { type: 'number', description: 'Numbers must be larger.', examples: [0] },
        exclusiveMaximum: { type: 'number', description: 'Numbers must be smaller.', examples: [1] },
        multipleOf: { type: 'number', exclusiveMinimum: 0, description: 'Numbers must be a multiple of it.', examples: [100] },
        minLength: { type: 'integer', minimum: 0, description: 'The fewest characters of a text.', examples: [1] },
        maxLength: { type: 'integer', minimum: 0, description: 'The most characters of a text.', examples: [64] },
        pattern: { type: 'string', description: 'A regular expression that a text must match.', examples: ['^[a-z-]+$'] },
      },
      description: 'One input: a JSON Schema of its value.',
      examples: [{ type: 'integer', default: 20000, minimum: 1, tunable: true }],
    },
  },
  description: 'What can be given to a run: `plan run PLAN --input batch=5000`. Expressions read them as `inputs.<name>`.',
  examples: [{ batch: { type: 'integer', default: 20000, minimum: 1, tunable: true } }],
} as const
