import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadPlanFile } from '@backout/core/load'
import { validatePlan } from '@backout/core/validate'
import { builtins } from '@backout/plugins'
import { execRun } from '../../../packages/plugins/src/exec/run.ts'

for (const command of ['"${{ [inputs.command] }}"', '["${{ inputs.command }}", -v]', "\"${{ ['node', '-v'] }}\""])
  test(`exec/run leaves open which program it starts where that is ${command}`, async () => {
    const text = `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: a }
inputs: { command: { type: string } }
scope: { commands: [node] }
steps:
  - { id: a, uses: exec/run, with: { command: ${command}, effect: none } }
  - { id: b, uses: core/wait, with: { for: 1s }, if: inputs.command != "" }
`
    const { diagnostics } = await validatePlan(loadPlanFile({ path: 'p', text }), { plugins: builtins, readFile: () => undefined })
    assert.deepEqual(diagnostics, [])
  })

for (const [command, noted] of [
  [['npm', 'ci', '&&', 'npm', 'test'], '"&&"'],
  [['node', '-v', '|', 'grep', '24'], '"|"'],
  [['sh', '-c', 'node -v | grep 24'], undefined],
  [['npm', 'test'], undefined],
] as const)
  test(`exec/run ${noted === undefined ? 'says nothing of' : `notes that no shell reads ${noted} of`} ${command.join(' ')}`, async () => {
    const { notes = [] } = await execRun.describe({ command: [...command], effect: 'none' }, {} as never)
    assert.deepEqual(
      notes.map((note) => note.split(' ')[0]),
      noted === undefined ? [] : [noted],
    )
  })
