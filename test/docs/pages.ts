import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Repository } from '../cli/repository.ts'

const root = join(import.meta.dirname, '../..')

/** The text of a page, by its path from the root. */
export function page(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** The text of the one fenced block with these words behind its fence, or behind the comment before it. */
export function block(text: string, words: string): string {
  const [, found] = new RegExp(`^(?:\`\`\`${words}|<!-- ${words} -->\n\`\`\`\\w+)\\n(.*?)^\`\`\``, 'ms').exec(text) ?? []
  assert.ok(found, `there is a block "${words}"`)
  return found
}

/** Runs commands as they are printed: `plan …`. */
export async function succeed(repo: Repository, commands: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
  for (const command of commands) {
    const [program, ...args] = command.split(' ')
    assert.equal(program, 'plan')
    const { exitCode, stdout, stderr } = await repo.plan(args, env)
    assert.equal(exitCode, 0, `${command}\n${stdout}${stderr}`)
  }
}
