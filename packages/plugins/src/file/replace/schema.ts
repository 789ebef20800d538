import { pathsSchema } from '../touches.ts'

/** The input of `file/replace`. */
export const replaceInput = {
  type: 'object',
  additionalProperties: false,
  required: ['replace'],
  description:
    'In each file, every occurrence of `find`, or every match of `pattern`, is replaced. Only the matches change: a byte order mark (`^` matches behind it), line ends and a missing final line feed stay. Files that are not UTF-8 text stay as they are.',
  examples: [{ paths: ['src/**/*.ts'], find: 'full_name', replace: 'display_name', count: 12 }],
  properties: {
    paths: pathsSchema,
    find: {
      type: 'string',
      minLength: 1,
      description: 'A text, as it is. Line feeds in it also match CR LF, in files that end all lines so.',
      examples: ['full_name'],
    },
    pattern: {
      type: 'string',
      minLength: 1,
      description:
        'A regular expression (ECMAScript, flags `gmu`: `^` and `$` match at every line; `(?i:…)` ignores case). Looking through 64 files, or 2 MiB, may take 10 s.',
      examples: ['full_?name\\b'],
    },
    replace: {
      type: 'string',
      description: 'The text to put there. With `pattern`: `$1`, `$<name>`, `$&`, and `$$` for a dollar sign.',
      examples: ['display_name', '$<first>, $<last>'],
    },
    count: {
      type: 'integer',
      minimum: 0,
      description: 'How many replacements there must be in all files together; another number fails before anything is changed.',
      examples: [12],
    },
  },
} as const

/** The output of `file/replace`. */
export const replaceOutput = {
  type: 'object',
  additionalProperties: false,
  required: ['files', 'replacements'],
  description: 'What was done.',
  examples: [{ files: 3, replacements: 12 }],
  properties: {
    files: { type: 'integer', description: 'How many files were changed.', examples: [3] },
    replacements: { type: 'integer', description: 'How many replacements were made in them.', examples: [12] },
  },
} as const
