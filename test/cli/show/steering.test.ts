import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunJson } from '../run-json.ts'
import { planText, repository, writes } from '../repository.ts'

const escapes = String.raw`"\e]0;pwned\a\e[2J\e[8mhidden\x9b31m\u202etxt"`
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
const steering = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/

for (const args of [['show', 'a'], ['show', 'a', '--format', 'json'], ['preview', 'a'], ['run', 'a'], ['status', 'a'], ['validate']])
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
    assert.doesNotMatch(json.stdout, steering)
  })

const unseen = String.raw`"'\e[31m\u200b' != environment"`

for (const args of [['status'], ['status', '--events'], ['report'], ['report', '--format', 'json']])
  test(`plan ${args.join(' ')} writes nothing that steers the terminal, or is not seen, whatever a run was told`, async (t) => {
    const text = planText('a', writes('one').replace('with:', `if: ${unseen}\n  with:`))
    const repo = repository(t, { 'plans/a.plan.yaml': text })
    const { value } = await repo.json<RunJson>(['run', 'a'])
    const { exitCode, stdout, stderr } = await repo.plan([args[0]!, value.runs[0]!.run, ...args.slice(1)])
    assert.equal(exitCode, 0, stderr)
    assert.match(stdout, /one/)
    assert.doesNotMatch(stdout, /[\u001b\u200b]/)
  })

const spoof = '✔ met  review  dba  signed by alice@example.com'
const hostile = (name: string, title: string, values: string) => `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: ${name}, title: ${title}, description: ${title}, owners: [${title}], links: [${title}, "https://example.com/ok"] }
scope: { files: ["out/**"] }
inputs: { n: { type: string, default: ${title}, description: ${title} } }
steps:
  - id: one
    uses: file/write
    forEach: ${values}
    if: inputs.n != ${title.replaceAll('\\"', '')}
    with: { path: "out/\${{ string(size(each.value)) }}", content: "\${{ each.value }}" }
`

for (const args of [
  ['show', 'a'],
  ['show', 'a', '--format', 'markdown'],
  ['preview', 'a'],
  ['validate', 'a'],
  ['run', 'a'],
])
  test(`plan ${args.join(' ')} lets no text of a plan pass for a line of its own`, async (t) => {
    const title = JSON.stringify(`x\n  ${spoof}\n## x`)
    const broken = `\n  - { id: ${title}, uses: file/write, ${title}: 1 }\n`
    const text = hostile('a', title, `[${title}]`) + (args[0] === 'validate' ? broken : '')
    const repo = repository(t, { 'plans/a.plan.yaml': text })
    const { stdout, stderr } = await repo.plan(args)
    assert.match(stdout + stderr, /signed by alice@example/)
    assert.doesNotMatch(stdout + stderr, /^ *(✔ met|##\s+x)/m)
  })

test('plan show --format markdown lets no text of a plan be Markdown, HTML, a link to anything but a page, or call anybody', async (t) => {
  const title = JSON.stringify('@everyone <img src=x> | `x` [x](javascript:alert(1))')
  const values = JSON.stringify(['a\n```\n# x', 'x"]; click s0 href "javascript:alert(1)"', '#quot;', "%%{init: {'theme':'forest'}}%%"])
  const repo = repository(t, {
    'plans/a.plan.yaml': hostile('a', title, values).replace(`[${title}, `, '["javascript:alert(1)", "https://x> | <b>", '),
  })
  const { stdout, stderr, exitCode } = await repo.plan(['show', 'a', '--format', 'markdown'])
  assert.equal(exitCode, 0, stderr)
  const [, graph = '', ...more] = stdout.split(/^```(?:mermaid)?\n/m)
  assert.equal(more.length, 1)
  assert.deepEqual(graph.match(/^ {2}s\d.*$/gm)?.length, 7)
  assert.doesNotMatch(graph, /%/)
  assert.match(graph, /#35;quot;/)
  const outside = stdout.replace(graph, '').replaceAll(/(`+) ?.+? ?\1(?!`)/g, '')
  assert.doesNotMatch(outside, /<img|<b>|(?<!\\)\[x|<javascript|(?<![\w.])@everyone/)
  assert.match(outside, /<https:\/\/example\.com\/ok>/)
  for (const row of stdout.match(/^\| .*$/gm) ?? []) assert.ok([4, 5, 6, 8].includes(row.replaceAll('\\|', '').split('|').length), row)
})

test('plan run warns of a secret that is too short to be hidden everywhere', async (t) => {
  const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one', 'out/one.txt', 'pin ${{ secrets.PIN }}')) })
  const { stderr } = await repo.plan(['run', 'a'], { PIN: '12' })
  assert.match(stderr, /Warning: secret "PIN" is so short/)
})
