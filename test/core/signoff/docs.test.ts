import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { committedSigners, signOffFolder, signOffState } from '../../../packages/core/src/signoff/index.ts'
import { boundPlan, hoursLater, requirement, run, signed } from './support.ts'

const page = readFileSync(new URL('../../../docs/sign-offs.md', import.meta.url), 'utf8')
const home = mkdtempSync(join(tmpdir(), 'backout-docs-'))
after(() => rmSync(home, { recursive: true, force: true }))

/** Runs the commands that the page marks with a name, in a home and a folder of temporary files of their own. */
function follow(name: string, cwd: string): string {
  const [, commands] = new RegExp(`<!-- test: ${name} -->\n\`\`\`sh\n(.*?)\`\`\``, 's').exec(page) ?? []
  assert.ok(commands, `docs/sign-offs.md has no commands "${name}"`)
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    HOME: home,
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: 'user.name',
    GIT_CONFIG_VALUE_0: 'Alice',
    GIT_CONFIG_KEY_1: 'user.email',
    GIT_CONFIG_VALUE_1: 'alice@example.com',
  }
  return execFileSync('sh', ['-eu', '-c', commands.replaceAll('/tmp/', `${home}/`)], { cwd, env, encoding: 'utf8' })
}

test('docs/sign-offs.md: who follows it becomes a signer, and can verify a sign-off by hand', async () => {
  const root = join(home, 'repository')
  mkdirSync(root)
  mkdirSync(join(home, '.ssh'))
  execFileSync('git', ['init', '--quiet', root])
  follow('setup', root)

  const tools = { run, temporary: home }
  const bound = boundPlan()
  const file = await signed(bound, join(home, '.ssh/id_backout'), {}, tools)
  const rules = { allowedSigners: await committedSigners(root, '.backout/allowed_signers', run), roles: { owner: ['alice@example.com'] } }
  const asked = [{ requirement: requirement(), applies: true }]
  assert.equal((await signOffState({ bound, asked, files: [file], rules, now: hoursLater(1), tools })).ready, true)

  const folder = join(root, signOffFolder(bound.path))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, file.name), file.bytes)
  assert.match(follow('verify', root), /^Good "backout-signoff" signature for alice@example\.com with ED25519 key SHA256:\S+\n$/)
})

test('docs/sign-offs.md: an edited sign-off does not verify by hand', () => {
  const folder = join(home, 'repository', signOffFolder(boundPlan().path))
  const [name] = execFileSync('ls', [folder], { encoding: 'utf8' }).trim().split('\n')
  const text = readFileSync(join(folder, name!), 'utf8')
  writeFileSync(join(folder, name!), text.replace('approve', 'approved'))
  assert.throws(() => follow('verify', join(home, 'repository')), { status: 255 })
})
