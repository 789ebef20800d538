/** Holds at compile time what step types may assume of their input: the types are inferred from the schema alone. */
import { defineStep, type Infer } from '@backout/core/plugin'

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['from', 'mode'],
  properties: {
    from: { type: 'string' },
    to: { type: 'string' },
    mode: { enum: ['copy', 'move'] },
    limit: { type: 'integer' },
    ratio: { type: 'number' },
    force: { type: 'boolean' },
    tags: { type: 'array', items: { type: 'string' } },
    headers: { type: 'object', additionalProperties: { type: 'string' } },
    retry: { type: 'object', additionalProperties: false, required: ['every'], properties: { every: { type: 'string' } } },
    status: { oneOf: [{ type: 'integer' }, { type: 'array', items: { type: 'integer' } }] },
    body: {},
  },
} as const

type Input = Infer<typeof schema>

export const least: Input = { from: 'a', mode: 'copy' }
export const most: Input = {
  from: 'a',
  to: 'b',
  mode: 'move',
  limit: 1,
  ratio: 0.5,
  force: true,
  tags: ['x'],
  headers: { accept: 'text/plain' },
  retry: { every: '5m' },
  status: [200, 204],
  body: { anything: ['goes'] },
}

// @ts-expect-error a required key is missing
export const missing: Input = { from: 'a' }
// @ts-expect-error a key is unknown
export const unknown: Input = { from: 'a', mode: 'copy', form: 'b' }
// @ts-expect-error a text is no integer
export const text: Input = { from: 'a', mode: 'copy', limit: '1' }
// @ts-expect-error only the listed words are allowed
export const word: Input = { from: 'a', mode: 'link' }
// @ts-expect-error an item of a list has another type
export const item: Input = { from: 'a', mode: 'copy', tags: [1] }
// @ts-expect-error a key inside of a map is missing
export const inside: Input = { from: 'a', mode: 'copy', retry: {} }
// @ts-expect-error neither of the alternatives
export const alternative: Input = { from: 'a', mode: 'copy', status: '200' }

export const step = defineStep({
  uses: 'demo/step',
  summary: 'Shows what is known of an input',
  input: schema,
  describe: ({ from, to }) => {
    const sure: string = from
    // @ts-expect-error an optional key may be absent
    const unsure: string = to
    return { touches: [{ resource: 'files', part: sure + unsure, access: 'write' }] }
  },
  apply: ({ limit, tags, mode, ...rest }) => {
    const count: number = (limit ?? 0) + (tags?.length ?? 0)
    // @ts-expect-error there is no such key
    const other: unknown = rest.nothing
    // @ts-expect-error the words are known: this can never be so
    const never: boolean = mode === 'link'
    return { count, other: String(other), never }
  },
})

export const undone = defineStep({
  uses: 'demo/undone',
  summary: 'Is reverted with what it saved and what it left',
  input: schema,
  describe: () => ({ touches: [] }),
  capture: () => ({ before: 'a' }),
  // @ts-expect-error what `revert` is given is what `apply` gave
  apply: () => ({ count: 1 }),
  revert: async (undo: { readonly before: string }, after: { readonly count: string }) =>
    after.count === undo.before ? 'reverted' : { conflict: 'changed' },
})

// @ts-expect-error the name of a step type has two parts
export const named = defineStep({ uses: 'demo', summary: '', input: schema, describe: () => ({ touches: [] }), apply: () => null })
