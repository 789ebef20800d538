import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planText, repository, writes } from './repository.ts'

const escapes = String.raw`"\e]0;pwned\a\e[2J\e[8mhidden\x9b31m\u202etxt"`
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
const steering = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/

for (const args of [['show', 'a'], ['preview', 'a'], ['run', 'a'], ['status', 'a'], ['validate']])
  test(`plan ${args.join(' ')} writes nothing that steers the terminal, whatever a plan holds`, async (t) => {
    const text = planText(
      'a',
      `${writes('one', 'out/one.txt', 'plain')}- id: two\n  uses: file/write\n  with: { path: out/two.txt, content: ${escapes} }\n`,
    )
    const repo = repository(t, { 'plans/a.plan.yaml': text.replace('metadata: { name: a', `metadata: { title: ${escapes}, name: a`) })
    const { exitCode, stdout, stderr } = await repo.plan(args)
    assert.equal(exitCode, 0, stderr)
    assert.doesNotMatch(stdout + stderr, steering)
    const json = await repo.plan([...args, '--json'])
    assert.doesNotMatch(json.stdout.replaceAll('\u202e', ''), steering)
  })

test('plan run warns of a secret that is too short to be hidden everywhere', async (t) => {
  const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one', 'out/one.txt', 'pin ${{ secrets.PIN }}')) })
  const { stderr } = await repo.plan(['run', 'a'], { PIN: '12' })
  assert.match(stderr, /Warning: secret "PIN" is so short/)
})
