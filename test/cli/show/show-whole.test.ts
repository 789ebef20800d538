import assert from 'node:assert/strict'
import { cpSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { planText, repository } from '../repository.ts'

const fixture = fileURLToPath(new URL('../../fixtures/show/whole', import.meta.url))

for (const [format, file] of [
  ['text', 'show.txt'],
  ['markdown', 'show.md'],
] as const)
  test(`plan show --format ${format} tells all that a reviewer needs: ${file} of test/fixtures/show/whole`, async (t) => {
    const repo = repository(t)
    cpSync(fixture, repo.root, { recursive: true })
    repo.git('add', '.')
    repo.git('commit', '-qm', 'plans')
    const { exitCode, stdout } = await repo.plan(['show', 'whole', '--env', 'production', '--format', format])
    assert.equal(exitCode, 0)
    assert.equal(`${stdout.replaceAll(/sha256-v1:[0-9a-f]{64}/g, 'sha256-v1:…').trimEnd()}\n`, readFileSync(`${fixture}/${file}`, 'utf8'))
  })

test('plan show --format markdown says what comes after what in the table where Mermaid draws no such graph', async (t) => {
  const values = Array.from({ length: 502 }, (_, at) => `v${at}`).join(', ')
  const step = `- id: a\n  uses: file/write\n  forEach: [${values}]\n  with: { path: "out/\${{ each.value }}", content: x }\n`
  const repo = repository(t, { 'plans/big.plan.yaml': planText('big', step) })
  const { stdout } = await repo.plan(['show', 'big', '--format', 'markdown'])
  assert.doesNotMatch(stdout, /mermaid\n/)
  assert.match(stdout, /^The graph is left out: 502 steps are more than Mermaid draws\.\n\n\| Step .* \| After \|\n/m)
  assert.match(stdout, /^\| `a\[v501\]` .* \| `a\[v500\]` \|$/m)
})

for (const { format, lines } of [
  { format: 'text', lines: [/^ {2}c {2}file\/write {2}after a$/m, /^ {2}d {2}file\/write {2}after b\[2\]$/m] },
  { format: 'markdown', lines: [/^\| `c` .* \| `a` \|$/m, /^\| `d` .* \| `b\[2\]` \|$/m] },
])
  test(`plan show --format ${format} says of a step that needs all members of a forEach that it needs the step that was written`, async (t) => {
    const step = (id: string, more = ''): string =>
      `- id: ${id}\n  uses: file/write\n  with: { path: out/x, content: ${id} }\n${more && `  ${more}\n`}`
    const all = `forEach: [${Array.from({ length: 502 }, (_, at) => at).join(', ')}]`
    const steps = [step('a', `${all}\n  needs: []`), step('c', 'needs: [a]'), step('b', 'forEach: [1, 2]'), step('d')]
    const { stdout } = await repository(t, { 'plans/big.plan.yaml': planText('big', steps.join('')) }).plan([
      'show',
      'big',
      '--format',
      format,
    ])
    for (const line of lines) assert.match(stdout, line)
  })

test('plan show tells of what a plan does not say nothing', async (t) => {
  const repo = repository(t)
  cpSync(fixture, repo.root, { recursive: true })
  const { stdout } = await repo.plan(['show', 'before'])
  assert.match(
    stdout,
    /^before in local {2}plans\/before\.plan\.yaml\non failure: rollback; may be rolled back for 72h\n\nSteps\n {2}rest {2}core\/wait\n {4}touches {2}nothing\n {4}note {5}It waits for 1s\n/,
  )
})

test('plan show does not say of a precondition that it pauses: nothing has begun where it fails', async (t) => {
  const checked = `- { id: one, uses: file/check, with: { paths: [out/x] } }\n`
  const plan = planText('a', checked, `onFailure: pause\npreconditions:\n  ${checked.replace('one', 'before')}`)
  const { stdout } = await repository(t, { 'plans/a.plan.yaml': plan }).plan(['show', 'a'])
  assert.equal(stdout.match(/pauses on failure/g)?.length, 1)
  assert.ok(stdout.indexOf('pauses on failure') > stdout.indexOf('Steps'))
})
