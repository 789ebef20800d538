import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { page } from './pages.ts'

const folder = join(import.meta.dirname, '..')
const laws = [...page('docs/laws.md').matchAll(/^(?:\d+\.|-) \*\*`?([^*`]+?)`?\.?\*\*/gm)].map(([, name]) => name!)
const titles = globSync('**/*.test.ts', { cwd: folder }).flatMap((path) => readFileSync(join(folder, path), 'utf8').match(/Law: .*/g) ?? [])

/** By what a title of a test names the law. */
const named: { readonly [law: string]: RegExp } = {
  'Intent first': /intent first/,
  'Exactly once by ledger': /exactly once/,
  Files: /file step/,
  'Unknown is a state': /unknown is a state/,
  Stopping: /after a failure nothing new begins/,
  Rollback: /rollback ends by comparing fingerprints/,
  'A run is frozen': /a run is frozen/,
  'Running again': /running again/,
  'Waiting does not hold a machine': /waiting does not hold a machine/,
  Claims: /two runs never interleave/,
  'Parallel steps': /parallel steps with conflicting touches are serialised/,
  'exec/run': /a command that .* outside of its writes is a breach/,
  'Protected environments': /in a protected environment/,
  'Byte identity': /is the identity/,
  'A preview is the run': /preview is the run/,
  'A context refuses': /a context refuses effects/,
  'Reading a plan runs no code of it': /without running the code of its plugins/,
}

test('docs/laws.md lists the laws that this test knows', () => assert.deepEqual(laws, Object.keys(named)))

for (const [law, pattern] of Object.entries(named))
  test(`the law "${law}" has a test that names it`, () =>
    assert.ok(
      titles.some((title) => pattern.test(title)),
      `${pattern} is in no title`,
    ))
