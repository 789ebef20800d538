import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadPlanFile } from '@backout/core/load'
import { validatePlan } from '@backout/core/validate'
import { builtins } from '@backout/plugins'

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
