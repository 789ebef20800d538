import { durationPattern, type Infer, isUnbound, PlanError, type StepType, type Value } from '@backout/core/plugin'
import { durationOf } from '../duration.ts'

const input = {
  type: 'object',
  additionalProperties: false,
  required: ['for'],
  description: 'Waits for some time, counted from when the step was first started, also while the run was interrupted.',
  examples: [{ for: '30m' }],
  properties: {
    for: {
      type: 'string',
      pattern: durationPattern,
      description:
        'How long: a number and `ms`, `s`, `m`, `h` or `d`. A long wait ends the process with exit code 3, and `plan resume --due` goes on.',
      examples: ['30m', '2d'],
    },
  },
} as const

const output = {
  type: 'object',
  additionalProperties: false,
  required: ['until'],
  description: 'What was waited for.',
  examples: [{ until: '2026-01-02T03:34:05.000Z' }],
  properties: { until: { type: 'string', description: 'When the time was up (ISO 8601, UTC).', examples: ['2026-01-02T03:34:05.000Z'] } },
} as const

/** `core/wait`: time passes. It holds no machine while it does. */
export const wait: StepType<Infer<typeof input>, { readonly until: string }> = {
  uses: 'core/wait',
  summary: 'Waits for some time',
  input,
  output,
  // It takes as long as it says: without a `timeout` in the plan there is none.
  units: 'many',
  formats: [1],
  describe(given, context) {
    if (context?.alone === false)
      throw new PlanError('invalid', 'Cannot wait in an invariant: it is about what is so now', { about: 'for' })
    if (!isUnbound(given.for)) durationOf(given.for)
    return { effect: 'none', guarantee: 'idempotent', touches: [], undo: { kind: 'derived' }, notes: [`It waits for ${given.for}`] }
  },
  async *changes(given) {
    yield { unit: { for: given.for }, title: `wait for ${given.for}`, touches: [] }
  },
  async apply(unit, context) {
    const until = new Date(context.startedAt.getTime() + durationOf((unit as { readonly for: string }).for))
    if (context.now() < until) context.wait(until)
    return { result: { until: until.toISOString() } }
  },
  async finish(results) {
    let last: Value = null
    for await (const result of results) last = result
    return last as { readonly until: string }
  },
}
