import assert from 'node:assert/strict'
import { test } from 'node:test'
import { files } from '../../packages/plugins/src/file/driver.ts'
import { makeGuard } from '../../packages/core/src/execute/guard.ts'

const cases = [
  { entries: ['src'], part: 'plans/a.yaml', hint: 'Add "plans/a.yaml" to scope.files, and have the plan reviewed again' },
  { entries: ['**', '!plans'], part: 'plans/a.yaml', hint: 'Leave it out of the step: "!plans" takes it out of scope.files' },
]
for (const { entries, part, hint } of cases)
  test(`a guard says what to do about "${part}" where scope allows ${entries.join(', ')}`, () => {
    const guard = makeGuard('files', entries, files, () => undefined)
    assert.throws(() => guard.demand(part, 'write'), { code: 'out-of-scope', hint })
  })
