import { durationPattern } from '@backout/core/plugin'

const noSecrets = { 'x-backout': { noSecrets: true } } as const

/** The input of `exec/run`. */
export const runInput = {
  type: 'object',
  additionalProperties: false,
  required: ['command'],
  description:
    'A program is run without a shell, while no other step changes the working tree. What it changes there within `writes` is restored on rollback. Any other change there fails the step; but what git ignores, and repositories inside of this one, are watched only if `writes` names them.',
  examples: [{ command: ['npm', 'test'], cwd: 'services/crm', effect: 'none' }],
  properties: {
    command: {
      type: 'array',
      minItems: 1,
      items: { type: 'string', ...noSecrets },
      description:
        'The program, which `scope.commands` must list, and its arguments. Everybody on the machine can see these, so that secrets are refused, also one that an output repeats: use `env`.',
      examples: [['npm', 'run', 'generate']],
    },
    cwd: {
      type: 'string',
      minLength: 1,
      ...noSecrets,
      description: 'The directory to run it in, from the root of the repository. Default: the root.',
      examples: ['services/crm'],
    },
    env: {
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'Environment variables, beside the few that are inherited (PATH, HOME, LANG and the like). Secrets belong here.',
      examples: [{ NODE_ENV: 'test', API_TOKEN: '${{ secrets.API_TOKEN }}' }],
    },
    timeout: {
      type: 'string',
      pattern: durationPattern,
      description: 'How long it may take. Then its whole process group is ended, and the step fails. Default: the `timeout` of the step.',
      examples: ['2m'],
    },
    writes: {
      type: 'array',
      minItems: 1,
      items: { type: 'string', minLength: 1, ...noSecrets },
      description:
        'Paths and patterns of what it may change in the working tree, within `scope.files`; one that begins with `!` takes away from them. Needed for an undo.',
      examples: [['src/generated/**']],
    },
    idempotent: {
      type: 'boolean',
      description:
        'Whether it may simply be run again after a crash in the middle. Otherwise a resume takes its changes back, or asks a person. Default: false.',
      examples: [true],
    },
    effect: {
      type: 'string',
      enum: ['write', 'none'],
      description: '`none` says that it changes nothing, here or elsewhere: it is a check, and needs no undo. Default: `write`.',
      examples: ['none'],
    },
    expect: {
      type: 'object',
      additionalProperties: false,
      description: 'What makes it a success.',
      examples: [{ exitCode: 0 }],
      properties: {
        exitCode: {
          oneOf: [
            { type: 'integer', minimum: 0, maximum: 255 },
            { type: 'array', minItems: 1, items: { type: 'integer', minimum: 0, maximum: 255 } },
          ],
          description: 'The exit code, or several. Default: 0.',
          examples: [0, [0, 1]],
        },
      },
    },
  },
} as const

/** The output of `exec/run`. */
export const runOutput = {
  type: 'object',
  additionalProperties: false,
  required: ['exitCode', 'stdout', 'stderr', 'cut'],
  description: 'How it ended.',
  examples: [{ exitCode: 0, stdout: 'ok', stderr: '', cut: false }],
  properties: {
    exitCode: { type: 'integer', description: 'The exit code.', examples: [0] },
    stdout: {
      type: 'string',
      description: 'What it wrote to its standard output, without colours and the last line feed; the first 256 KiB.',
      examples: ['ok'],
    },
    stderr: {
      type: 'string',
      description: 'What it wrote to its standard error, without colours and the last line feed; the first 256 KiB.',
      examples: [''],
    },
    cut: { type: 'boolean', description: 'Whether it wrote more than that.', examples: [false] },
  },
} as const
