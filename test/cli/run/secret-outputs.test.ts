import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { type Repository, repository } from '../repository.ts'

const secret = { TOKEN: 'hunter2-hunter2' }
const written = 'out/seen.txt'

/** A plan whose first step gives the secret as an output, and whose second one is given it: `uses` is what stands behind its `id`, `command` the lines for it. */
function plan(t: TestContext, given: string): Repository {
  return repository(t, {
    'out/.gitkeep': '',
    'plans/a.plan.yaml': `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: a }
scope: { files: ["out/**"], commands: [printenv, sh] }
steps:
  - id: ask
    uses: exec/run
    with: { command: [printenv, TOKEN], env: { TOKEN: "\${{ secrets.TOKEN }}" }, effect: none }
${given}
`,
  })
}

const script = `'echo "$0$GIVEN" > ${written}'`

describe('An output that carries a secret', { concurrency: 4 }, () => {
  for (const { what, into, given } of [
    { what: 'as a word of a command', into: 'command', given: `command: [sh, -c, ${script}, "\${{ steps.ask.outputs.stdout }}"]` },
    {
      what: 'in a word of a command',
      into: 'command',
      given: `command: [sh, -c, ${script}, "--token=\${{ steps.ask.outputs.stdout }}"]`,
    },
    { what: 'as the directory of a command', into: 'cwd', given: `command: [sh, -c, ${script}], cwd: "\${{ steps.ask.outputs.stdout }}"` },
  ])
    test(`Law: a step is refused that would be given it ${what}, where others see it`, async (t) => {
      const repo = plan(t, `  - id: tell\n    uses: exec/run\n    with: { ${given}, writes: [${written}] }\n`)
      const { exitCode, stderr } = await repo.plan(['run', 'a', '--yes'], secret)
      assert.equal(exitCode, 1, stderr)
      assert.match(stderr, new RegExp(`Cannot start step "tell": an output would bring a secret into "${into}", where others would see it`))
      assert.equal(existsSync(join(repo.root, written)), false)
    })

  test('Law: an invariant is refused that would be given it as a word of a command', async (t) => {
    const repo = plan(
      t,
      `  - id: tell
    uses: exec/run
    with: { command: [sh, -c, ${script}, x], writes: [${written}] }
invariants:
  - id: same
    uses: exec/run
    every: 1s
    with: { command: [sh, -c, 'true', "\${{ has(steps.ask.outputs.stdout) ? steps.ask.outputs.stdout : '' }}"], effect: none }
`,
    )
    const { exitCode, stderr } = await repo.plan(['run', 'a', '--yes'], secret)
    assert.notEqual(exitCode, 0)
    assert.match(stderr, /an output would bring a secret into "command"/)
  })

  test('is not shown where the library that starts commands is told to show what they say', async (t) => {
    const { exitCode, stdout, stderr } = await plan(t, '').plan(['run', 'a', '--yes'], { ...secret, NODE_DEBUG: 'execa' })
    assert.deepEqual([exitCode, (stdout + stderr).includes(secret.TOKEN)], [0, false], stderr)
  })

  test('may be given to a command in its environment', async (t) => {
    const repo = plan(
      t,
      `  - id: tell\n    uses: exec/run\n    with: { command: [sh, -c, ${script}, ""], env: { GIVEN: "\${{ steps.ask.outputs.stdout }}" }, writes: [${written}] }\n`,
    )
    const { exitCode, stderr } = await repo.plan(['run', 'a', '--yes'], secret)
    assert.equal(exitCode, 0, stderr)
    assert.equal(repo.read(written).trim(), secret.TOKEN)
  })

  test('is no matter where the output is another one', async (t) => {
    const repo = plan(
      t,
      `  - id: tell\n    uses: exec/run\n    with: { command: [sh, -c, ${script}, "\${{ string(steps.ask.outputs.exitCode) }}"], writes: [${written}] }\n`,
    )
    const { exitCode, stderr } = await repo.plan(['run', 'a', '--yes'], secret)
    assert.equal(exitCode, 0, stderr)
    assert.equal(repo.read(written).trim(), '0')
  })
})
