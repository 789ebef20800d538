import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadPlanFile } from '@backout/core/load'
import { type DescribeContext, defineStep, PlanError, type Plugin } from '@backout/core/plugin'
import { validatePlan } from '@backout/core/validate'

const step = '  - { id: a, uses: odd/step, with: { what: x } }\n'
const rollback = '  - { id: a, uses: odd/plain, rollback: { uses: odd/step, with: { what: x } } }\n'
const open = '  - { id: a, uses: odd/step, with: { what: "${{ run.id }}" } }\n'

for (const { when, steps = step, describe, found } of [
  {
    when: 'misses something',
    describe: fails(new PlanError('missing', 'Cannot read the rules: there are none')),
    found: ['6:30 missing-file Step "a": cannot read the rules: there are none'],
  },
  {
    when: 'misses something, and says so as one would of a file',
    describe: fails(new PlanError('missing', 'Cannot read rules "x": it is not there')),
    found: ['6:30 missing-file Step "a": cannot read rules "x": it is not there'],
  },
  {
    when: 'reads a file that its schema does not mark',
    describe: (context: DescribeContext) => void context.file('hidden.txt'),
    found: ['6:30 missing-file Step "a": cannot read "hidden.txt": it is not there'],
  },
  {
    when: 'misses something of a rollback',
    steps: rollback,
    describe: fails(new PlanError('missing', 'Cannot read the rules: there are none')),
    found: ['6:41 missing-file Step "a": cannot read the rules: there are none'],
  },
  {
    when: 'finds something out of scope',
    describe: fails(new PlanError('out-of-scope', 'Cannot use x: nobody may')),
    found: ['6:30 out-of-scope Step "a": cannot use x: nobody may'],
  },
  {
    when: 'throws',
    describe: fails(new TypeError('x is not a function')),
    found: ['6:30 plugin-failed Step "a": step type "odd/step" failed to describe itself: x is not a function'],
  },
  { when: 'throws at an expression that is not expanded yet', steps: open, describe: fails(new TypeError('bad')), found: [] },
  {
    when: 'refuses an expression that is not expanded yet',
    steps: open,
    describe: fails(new PlanError('invalid', 'Cannot use "${{ run.id }}": it is no name', { text: '${{ run.id }}' })),
    found: [],
  },
  {
    when: 'refuses something else of an input that holds an expression, whatever it says of it',
    steps: open,
    describe: fails(new PlanError('invalid', 'Cannot use what stands beside ${{ run.id }}', { text: 'beside' })),
    found: ['6:30 invalid-input Step "a": cannot use what stands beside ${{ run.id }}'],
  },
])
  test(`validatePlan() tells ${found.length === 0 ? 'nothing' : 'of it'} when a step type ${when}`, async () => {
    const text = `apiVersion: backout/v1\nkind: MigrationPlan\nmetadata: { name: odd }\n\nsteps:\n${steps}`
    const { diagnostics } = await validatePlan(loadPlanFile({ path: 'p', text }), {
      plugins: [oddPlugin(describe)],
      readFile: () => undefined,
    })
    assert.deepEqual(
      diagnostics.map(({ at, code, message }) => `${at?.line}:${at?.column} ${code} ${message}`),
      found,
    )
  })

function fails(error: Error) {
  return (): never => {
    throw error
  }
}

/** `odd/step` does `describe` before it says that it touches nothing; `odd/plain` says just that. */
function oddPlugin(describe: (context: DescribeContext) => void): Plugin {
  const input = { type: 'object', additionalProperties: false, properties: { what: { type: 'string' } } } as const
  const stepType = (uses: 'odd/step' | 'odd/plain', before: (context: DescribeContext) => void) =>
    defineStep({
      uses,
      summary: 'Is odd',
      input,
      describe: (_, context) => {
        if (context) before(context)
        return { effect: uses === 'odd/plain' ? 'write' : 'none', touches: [] }
      },
      apply: () => null,
    })
  return { name: 'odd', version: '1.0.0', steps: [stepType('odd/step', describe), stepType('odd/plain', () => {})], drivers: [] }
}
